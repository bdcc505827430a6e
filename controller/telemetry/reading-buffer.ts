/**
 * Readings in memory on their way to the store: bounded. When it is nearly full the oldest go to the spool; when it is full all the same,
 * because the spool is, they are dropped. Those that somebody took count until they are said to have arrived.
 */
import { type Batch, BatchQueue } from "./batch-queue.ts";
import type { Reading } from "./port.ts";
import type { Spool } from "./spool.ts";

export interface ReadingBufferOptions {
  readonly batchReadings: number;
  readonly readingsMax: number;
  readonly spool: Spool | undefined;
  readonly dropped: (readings: readonly Reading[]) => void;
  /** Called after readings have gone to the spool by themselves. */
  readonly spooled: () => void;
}

/** Share of memory at which spooling begins: the rest takes what arrives while a file is made, so that nothing is dropped meanwhile. */
const spoolShare = 7 / 8;

export class ReadingBuffer {
  readonly #options: ReadingBufferOptions;
  readonly #queue: BatchQueue;
  /** Out of the queue, by number. */
  readonly #onTheirWay = new Map<number, Batch>();
  #readings = 0;
  #spooling: Promise<void> | undefined;

  constructor(options: ReadingBufferOptions) {
    this.#options = options;
    this.#queue = new BatchQueue(Math.min(options.batchReadings, Math.ceil(options.readingsMax * (1 - spoolShare))));
  }

  /** Waiting and on their way. */
  get readings(): number {
    return this.#readings;
  }

  /** Adds the newest; true when it has completed a batch. */
  push(reading: Reading): boolean {
    this.#readings++;
    const full = this.#queue.push(reading);
    this.#bound();
    return full;
  }

  /** Makes a batch of what is there, full or not. */
  finish(): void {
    this.#queue.finish();
  }

  /** The oldest batch; say `arrived` or `putBack` of it. */
  take(): Batch | undefined {
    const batch = this.#queue.take();
    if (batch) this.#onTheirWay.set(batch.number, batch);
    return batch;
  }

  arrived(batch: Batch): void {
    this.#onTheirWay.delete(batch.number);
    this.#readings -= batch.readings.length;
  }

  putBack(batch: Batch): void {
    this.#onTheirWay.delete(batch.number);
    this.#queue.putBack(batch);
    this.#bound();
  }

  /** Number of the oldest batch that has not arrived; without one, the number that the next will have. */
  oldest(): number {
    return Math.min(this.#queue.oldest(), ...this.#onTheirWay.keys());
  }

  /** Number that the next batch will have. */
  next(): number {
    return this.#queue.next();
  }

  /** Spools everything, what is on its way too: nobody hears any more whether it arrives, and storing it again is harmless. */
  async spoolAll(): Promise<void> {
    await this.#spooling;
    for (const batch of this.#onTheirWay.values()) this.#queue.putBack(batch);
    this.#onTheirWay.clear();
    await this.#spool(0);
  }

  dropAll(): void {
    for (const batch of [...this.#onTheirWay.values(), ...this.#queue.takeAll()]) this.#drop(batch);
    this.#onTheirWay.clear();
  }

  #bound(): void {
    const { readingsMax, spool } = this.#options;
    if (this.#readings > readingsMax * spoolShare && !this.#spooling && spool?.hasRoom() === true) {
      this.#spooling = this.#spool(readingsMax * spoolShare).finally(() => {
        this.#spooling = undefined;
        this.#options.spooled();
      });
    }
    while (this.#readings > readingsMax) {
      const batch = this.#queue.takeAny();
      if (!batch) return;
      this.#drop(batch);
    }
  }

  /** Spools the oldest until no more than so many readings are left, or the spool takes no more. */
  async #spool(left: number): Promise<void> {
    const { spool } = this.#options;
    while (this.#readings > left && spool?.hasRoom() === true) {
      const batch = this.#queue.takeAny();
      if (!batch) return;
      this.#onTheirWay.set(batch.number, batch);
      const kept = await spool.put(batch.readings);
      // Whoever ran out of patience meanwhile has dropped it.
      if (!this.#onTheirWay.has(batch.number)) return;
      if (kept) this.arrived(batch);
      else this.putBack(batch);
    }
  }

  #drop({ readings }: Batch): void {
    this.#readings -= readings.length;
    this.#options.dropped(readings);
  }
}
