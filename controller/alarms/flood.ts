/** Alarms that come faster than a person can answer: more than 10 in 10 minutes, until fewer than 5 in 10 (ISA-18.2, EEMUA 191). */

export const floodWindowMs = 10 * 60_000;
export const floodAbove = 10;
const calmBelow = 5;

export interface FloodState {
  readonly sinceMs: number;
  /** The first alarm of it: likeliest the cause. */
  readonly firstOut: string;
}

export class Flood {
  /** Alarms of the last 10 minutes, oldest first. */
  #recent: { readonly id: string; readonly atMs: number }[] = [];
  #state: FloodState | undefined;

  raised(id: string, atMs: number): void {
    this.#recent.push({ id, atMs });
    this.tick(atMs);
  }

  /** True when it began or ended. */
  tick(nowMs: number): boolean {
    // Also what a clock that was put back left in the future.
    this.#recent = this.#recent.filter(({ atMs }) => atMs > nowMs - floodWindowMs && atMs <= nowMs);
    const count = this.#recent.length;
    const [first] = this.#recent;
    if (!this.#state && first && count > floodAbove) {
      this.#state = { sinceMs: first.atMs, firstOut: first.id };
      return true;
    }
    if (!this.#state || count >= calmBelow) return false;
    this.#state = undefined;
    return true;
  }

  get state(): FloodState | undefined {
    return this.#state;
  }
}
