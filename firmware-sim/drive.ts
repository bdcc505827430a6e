/** The level the node tells its driver: held, or running straight to another during a fade. */
import type { Stretch } from "./meter.ts";

export class Drive {
  #fromPct: number;
  #toPct: number;
  #startsMs = Number.NEGATIVE_INFINITY;
  #endsMs = Number.NEGATIVE_INFINITY;

  constructor(levelPct: number) {
    this.#fromPct = levelPct;
    this.#toPct = levelPct;
  }

  /** Where it heads, or is. */
  get aimPct(): number {
    return this.#toPct;
  }

  /** When the fade under way is done; Infinity when none is. */
  get fadeEndsMs(): number {
    return this.#fromPct === this.#toPct ? Number.POSITIVE_INFINITY : this.#endsMs;
  }

  levelAt(atMs: number): number {
    if (atMs >= this.#endsMs) return this.#toPct;
    if (atMs <= this.#startsMs) return this.#fromPct;
    return this.#fromPct + ((this.#toPct - this.#fromPct) * (atMs - this.#startsMs)) / (this.#endsMs - this.#startsMs);
  }

  /** Heads for a level from wherever it is. */
  aim(levelPct: number, atMs: number, fadeMs: number): void {
    this.#fromPct = fadeMs > 0 ? this.levelAt(atMs) : levelPct;
    this.#toPct = levelPct;
    this.#startsMs = atMs;
    this.#endsMs = atMs + fadeMs;
  }

  /** Ends the fade under way: the level is where it headed. */
  arrive(): void {
    this.#fromPct = this.#toPct;
    this.#endsMs = Number.NEGATIVE_INFINITY;
  }

  /** How the level runs between two instants with no change of aim and no fade's end between them. */
  stretch(fromMs: number, toMs: number): Stretch {
    return { fromMs, toMs, fromPct: this.levelAt(fromMs), toPct: this.levelAt(toMs) };
  }
}
