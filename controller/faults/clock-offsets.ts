/** How far each node's clock is off, from when its reports say they were made and when they were heard. */
/** Delay only ever makes a clock look behind, so the largest of the last few is the nearest to the truth. */
const kept = 3;
/** Reports of one burst were perhaps queued together: they count as one. */
const apartMs = 5 * 60_000;
/** Reports that waited in a queue differ by the time between them; a clock that is off is so every time. */
const agreeMs = 30_000;
/** What a slow connection may add to the thresholds' minute and still be no fault of the clock. */
const explainedMs = 60_000;

export class ClockOffsets {
  readonly #offsetsMs: Float64Array;
  readonly #lastHeardAtMs: Float64Array;
  readonly #seen: Uint32Array;

  constructor(rows: number) {
    this.#offsetsMs = new Float64Array(rows * kept).fill(Number.NaN);
    this.#lastHeardAtMs = new Float64Array(rows).fill(Number.NEGATIVE_INFINITY);
    this.#seen = new Uint32Array(rows);
  }

  /** Lateness that the way here explains counts as none, at once: a demo clock's latency changes with its speed. */
  take(row: number, givenMs: number, heardAtMs: number, latencyMs: number): void {
    const offsetMs = givenMs < 0 && -givenMs <= explainedMs + latencyMs ? 0 : givenMs;
    const seen = this.#seen[row] ?? 0;
    const isApart = Math.abs(heardAtMs - (this.#lastHeardAtMs[row] ?? 0)) >= apartMs;
    const place = row * kept + ((isApart ? seen : Math.max(0, seen - 1)) % kept);
    const before = this.#offsetsMs[place] ?? Number.NaN;
    this.#offsetsMs[place] = isApart || Number.isNaN(before) ? offsetMs : Math.max(before, offsetMs);
    if (!isApart) return;
    this.#seen[row] = seen + 1;
    this.#lastHeardAtMs[row] = heardAtMs;
  }

  /** How far the clock is ahead, ms; NaN until enough reports agree. */
  of(row: number): number {
    let largest = Number.NEGATIVE_INFINITY;
    let smallest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < kept; i++) {
      const offsetMs = this.#offsetsMs[row * kept + i] ?? Number.NaN;
      if (Number.isNaN(offsetMs)) return Number.NaN;
      if (offsetMs > largest) largest = offsetMs;
      if (offsetMs < smallest) smallest = offsetMs;
    }
    // One report without delay proves a clock right; only agreement proves it wrong.
    if (Math.abs(largest) <= agreeMs) return largest;
    return largest - smallest <= agreeMs ? largest : Number.NaN;
  }
}
