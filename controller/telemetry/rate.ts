/** How many per second, over the last ten seconds of a clock. */
import type { Clock } from "#contract/clock";

const seconds = 10;

export class Rate {
  readonly #clock: Clock;
  readonly #startedS: number;
  /** A count for each of the last seconds, by second modulo `seconds`; `#second` is the newest. */
  readonly #counts: number[] = Array(seconds).fill(0);
  #second: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#second = Math.floor(clock.elapsedMs() / 1_000);
    this.#startedS = this.#second;
  }

  add(count: number): void {
    this.#forget();
    const at = this.#second % seconds;
    this.#counts[at] = (this.#counts[at] ?? 0) + count;
  }

  /** Mean over the last ten seconds, or since the start when that is less. */
  perSecond(): number {
    this.#forget();
    const total = this.#counts.reduce((sum, count) => sum + count, 0);
    return total / Math.min(seconds, this.#second - this.#startedS + 1);
  }

  #forget(): void {
    const now = Math.floor(this.#clock.elapsedMs() / 1_000);
    for (let second = Math.max(this.#second + 1, now - seconds + 1); second <= now; second++) this.#counts[second % seconds] = 0;
    this.#second = now;
  }
}
