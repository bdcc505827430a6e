/** How long each node has held another programme than the one it should, while it was there to be told. */
import type { Fleet } from "../fleet/fleet.ts";

export class WantedProgrammes {
  readonly #fleet: Fleet;
  /** Since when it has been connected without a break, and since when the version has been another; NaN for not. */
  readonly #thereSinceMs: Float64Array;
  readonly #otherSinceMs: Float64Array;
  readonly #wanted: (string | undefined)[];

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
    this.#thereSinceMs = new Float64Array(fleet.size).fill(Number.NaN);
    this.#otherSinceMs = new Float64Array(fleet.size).fill(Number.NaN);
    this.#wanted = new Array<string | undefined>(fleet.size).fill(undefined);
  }

  /** True when it was gone before, or never heard. */
  heard(row: number, nowMs: number): boolean {
    if (!Number.isNaN(this.#thereSinceMs[row] ?? Number.NaN)) return false;
    this.#thereSinceMs[row] = nowMs;
    return true;
  }

  lost(row: number): void {
    this.#thereSinceMs[row] = Number.NaN;
    this.#otherSinceMs[row] = Number.NaN;
  }

  /** ms up to the last that was heard of it; 0 when it holds the right one, or none is known. A newly wanted one is waited for anew. */
  otherForMs(row: number, wanted: string | undefined, nowMs: number): number {
    if (wanted === undefined || this.#fleet.programme[row] === wanted || Number.isNaN(this.#thereSinceMs[row] ?? Number.NaN)) {
      this.#otherSinceMs[row] = Number.NaN;
      return 0;
    }
    if (Number.isNaN(this.#otherSinceMs[row] ?? Number.NaN)) this.#otherSinceMs[row] = nowMs;
    this.#wanted[row] = wanted;
    return Math.max(0, (this.#fleet.heardAtMs[row] ?? nowMs) - (this.#otherSinceMs[row] ?? nowMs));
  }
}
