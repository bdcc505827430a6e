/** What is to be done at instants to come, soonest first; two at the same instant in the order they were added. */
interface Waiting {
  readonly atMs: number;
  readonly act: (atMs: number) => void;
}

export class Agenda {
  /** Latest first, so that taking the soonest moves nothing. */
  readonly #waiting: Waiting[] = [];

  /** Infinity when nothing waits. */
  soonestMs(): number {
    return this.#waiting.at(-1)?.atMs ?? Number.POSITIVE_INFINITY;
  }

  add(atMs: number, act: (atMs: number) => void): void {
    let [low, high] = [0, this.#waiting.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#waiting[middle]?.atMs ?? 0) > atMs) low = middle + 1;
      else high = middle;
    }
    this.#waiting.splice(low, 0, { atMs, act });
  }

  /** Does the soonest. */
  doSoonest(): void {
    const next = this.#waiting.pop();
    next?.act(next.atMs);
  }
}
