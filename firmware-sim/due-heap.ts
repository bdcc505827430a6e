/** When each of a fixed number of things is due: a binary heap that knows where each one stands, so that one can be moved in place. */
export class DueHeap {
  readonly #dueMs: Float64Array;
  /** Things in heap order, and each thing's place in it. */
  readonly #heap: Int32Array;
  readonly #place: Int32Array;

  /** Nothing is due at first. */
  constructor(size: number) {
    this.#dueMs = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
    this.#heap = Int32Array.from({ length: size }, (_, i) => i);
    this.#place = Int32Array.from(this.#heap);
  }

  /** The instant of the soonest; Infinity when nothing is due. */
  soonestMs(): number {
    return this.#dueAt(0);
  }

  /** The soonest thing's number; -1 in an empty heap. */
  soonest(): number {
    return this.#heap[0] ?? -1;
  }

  /** Makes a thing due at an instant; Infinity is never. */
  set(thing: number, dueMs: number): void {
    const place = this.#place[thing];
    if (place === undefined) throw new RangeError(`no thing ${thing} among ${this.#heap.length}`);
    this.#dueMs[thing] = dueMs;
    this.#sink(this.#rise(place));
  }

  #dueAt(place: number): number {
    return this.#dueMs[this.#heap[place] ?? -1] ?? Number.POSITIVE_INFINITY;
  }

  #rise(from: number): number {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.#dueAt(parent) <= this.#dueAt(place)) break;
      this.#swap(place, parent);
      place = parent;
    }
    return place;
  }

  #sink(from: number): void {
    let place = from;
    for (;;) {
      const left = 2 * place + 1;
      const child = this.#dueAt(left + 1) < this.#dueAt(left) ? left + 1 : left;
      if (this.#dueAt(child) >= this.#dueAt(place)) return;
      this.#swap(place, child);
      place = child;
    }
  }

  #swap(one: number, other: number): void {
    const a = this.#heap[one] ?? 0;
    const b = this.#heap[other] ?? 0;
    this.#heap[one] = b;
    this.#heap[other] = a;
    this.#place[b] = one;
    this.#place[a] = other;
  }
}
