/** Readings that wait to be written, in batches, oldest first. */
import type { Reading } from "./port.ts";

export interface Batch {
  /** Batches are numbered in the order of their readings. */
  readonly number: number;
  readonly readings: Reading[];
}

export class BatchQueue {
  readonly #batchReadings: number;
  /** In order of their numbers; none is empty. */
  readonly #finished: Batch[] = [];
  #open: Reading[] = [];
  #nextNumber = 0;

  constructor(batchReadings: number) {
    this.#batchReadings = batchReadings;
  }

  /** Adds the newest; true when it has completed a batch. */
  push(reading: Reading): boolean {
    this.#open.push(reading);
    if (this.#open.length < this.#batchReadings) return false;
    this.finish();
    return true;
  }

  /** Makes a batch of what is there, full or not: with the one before it, when both fit in one. */
  finish(): void {
    const last = this.#finished.at(-1);
    if (last && last.readings.length + this.#open.length <= this.#batchReadings) for (const reading of this.#open) last.readings.push(reading);
    else if (this.#open.length > 0) this.#finished.push({ number: this.#nextNumber++, readings: this.#open });
    this.#open = [];
  }

  /** Takes the oldest finished batch. */
  take(): Batch | undefined {
    return this.#finished.shift();
  }

  /** Takes the oldest batch, made of what is there when none is finished. */
  takeAny(): Batch | undefined {
    if (this.#finished.length === 0) this.finish();
    return this.take();
  }

  takeAll(): Batch[] {
    this.finish();
    return this.#finished.splice(0);
  }

  /** Returns a batch that could not be written to its place. */
  putBack(batch: Batch): void {
    const after = this.#finished.findIndex(({ number }) => number > batch.number);
    this.#finished.splice(after < 0 ? this.#finished.length : after, 0, batch);
  }

  /** Number of the oldest finished batch; without one, the number that the next will have. */
  oldest(): number {
    return this.#finished[0]?.number ?? this.#nextNumber;
  }

  /** Number that the next batch will have. */
  next(): number {
    return this.#nextNumber;
  }
}
