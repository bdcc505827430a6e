/**
 * Which rows to look at by time, and when: rows in slots of some seconds, each row in at most one. Putting a row off costs nothing: it is
 * looked at when it was due and put on from there, so that a report every 15 minutes moves nothing.
 */
/** Rows of one slot are due together; nothing here is finer than a tick of a second or so. */
const slotMs = 5_000;

export class DueRows {
  readonly #slots = new Map<number, number[]>();
  /** The slot a row is in; NaN for none. */
  readonly #slotOf: Float64Array;
  #doneSlot = Number.NaN;

  constructor(rows: number) {
    this.#slotOf = new Float64Array(rows).fill(Number.NaN);
  }

  /** Makes a row due at an instant, ms, unless it is due before. */
  by(row: number, dueMs: number): void {
    if (dueMs === Number.POSITIVE_INFINITY) return;
    const slot = Math.max(Math.ceil(dueMs / slotMs), Number.isNaN(this.#doneSlot) ? Number.NEGATIVE_INFINITY : this.#doneSlot + 1);
    if ((this.#slotOf[row] ?? Number.NaN) <= slot) return;
    this.#slotOf[row] = slot;
    const rows = this.#slots.get(slot);
    if (rows) rows.push(row);
    else this.#slots.set(slot, [row]);
  }

  /** Hands over every row that is due. After a long jump the slots that exist are gone through, not the time between. */
  take(nowMs: number, act: (row: number) => void): void {
    const last = Math.floor(nowMs / slotMs);
    // A clock put back: what was due later is due by its slot again.
    const first = Number.isNaN(this.#doneSlot) || last < this.#doneSlot ? Number.NaN : this.#doneSlot + 1;
    this.#doneSlot = last;
    const isFew = last - first < this.#slots.size;
    const due = isFew ? slotsBetween(first, last) : [...this.#slots.keys()].filter((slot) => slot <= last).sort((a, b) => a - b);
    for (const slot of due) {
      const rows = this.#slots.get(slot);
      if (!rows) continue;
      this.#slots.delete(slot);
      for (const row of rows) {
        // Left behind by an earlier due of the same row.
        if (this.#slotOf[row] !== slot) continue;
        this.#slotOf[row] = Number.NaN;
        act(row);
      }
    }
  }
}

const slotsBetween = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);
