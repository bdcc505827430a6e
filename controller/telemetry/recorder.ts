/**
 * Between the loop and the store: takes every reading at once, writes in batches, holds a bounded number while the store is away.
 * The lights never wait for it. What it drops is counted, and is still in the nodes' logs.
 */
import type { Cancel, Clock } from "#contract/clock";
import { LightingError } from "#contract/failures";
import { type Batch, BatchQueue } from "./batch-queue.ts";
import type { Reading, TelemetryStore } from "./port.ts";
import { Rate } from "./rate.ts";
import { readingProblem } from "./reading.ts";

export interface RecorderOptions {
  readonly store: TelemetryStore;
  /** The installation's clock: instants of `state()` for people. */
  readonly clock: Clock;
  /** Real time: batches, back-off and rates. At demo speed the installation's clock would make sixty times as many batches. */
  readonly pace: Clock;
  /** A batch is written at this many readings, or when the oldest has waited `batchMs` of `pace`. */
  readonly batchReadings: number;
  readonly batchMs: number;
  /** Readings held at most, those on their way to the store included; beyond, the oldest are dropped. */
  readonly readingsMax: number;
}

export interface RecorderState {
  /** down: the last write failed. degraded: writes work, and readings wait in more than half of the buffer. */
  readonly state: "up" | "degraded" | "down";
  /** Since when, ms of the installation's clock. */
  readonly sinceMs: number;
  readonly detail: string;
  readonly buffered: number;
  /** Readings that found the buffer full, since the start. */
  readonly dropped: number;
  /** Readings that no store would take, since the start. */
  readonly refused: number;
  readonly written: number;
  /** Stored per second of `pace`, over the last ten. */
  readonly readingsPerSecond: number;
}

/** Batches on their way at once: what keeps InfluxDB busy; the embedded store's thread takes them one by one. */
const inFlightMax = 4;
/** Wait before a failed write is tried again, ms: doubles from the first to the longest. */
const retryMs = 250;
const retryMsMax = 10_000;
/** Longest wait of `close` for the store, ms: whoever stops the system does not wait for a database that is gone. */
const closeMs = 5_000;

export class Recorder {
  readonly #options: RecorderOptions;
  readonly #rate: Rate;
  readonly #queue: BatchQueue;
  /** Numbers of the batches on their way. */
  readonly #inFlight = new Set<number>();
  /** Waiting and on their way. */
  #buffered = 0;
  #dropped = 0;
  #refused = 0;
  #written = 0;
  /** Why the last write failed, and how often in a row; undefined when it did not. */
  #failure: { readonly detail: string; readonly times: number } | undefined;
  #condition: { readonly state: RecorderState["state"]; readonly sinceMs: number };
  /** Runs while an unfinished batch waits for its time. */
  #timer: Cancel | undefined;
  /** Runs while nothing is sent because the store has failed. */
  #backOff: Cancel | undefined;
  #closed = false;
  readonly #handlers: ((readings: readonly Reading[]) => void)[] = [];
  /** Each waits for all batches below a number. */
  #flushes: { readonly below: number; readonly done: () => void }[] = [];

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#rate = new Rate(options.pace);
    this.#queue = new BatchQueue(options.batchReadings);
    this.#condition = { state: "up", sinceMs: options.clock.now() };
  }

  /** Takes a reading; never waits, never throws. A reading that no store would take is counted and left out. */
  record(reading: Reading): void {
    if (this.#closed || readingProblem(reading) !== undefined) {
      this.#refused++;
      return;
    }
    this.#buffered++;
    const full = this.#queue.push(reading);
    this.#bound();
    if (full) this.#send();
    else this.#timer ??= this.#options.pace.after(this.#options.batchMs, "a telemetry batch to fill", () => this.#finishBatch());
    this.#observe();
  }

  /** Calls `handler` with each batch once it is durable. */
  onStored(handler: (readings: readonly Reading[]) => void): void {
    this.#handlers.push(handler);
  }

  /** Resolves when everything recorded until now is stored, dropped or refused: while the store is away, that waits for its return. */
  flush(): Promise<void> {
    this.#finishBatch();
    return new Promise((done) => {
      this.#flushes.push({ below: this.#queue.next(), done });
      this.#settleFlushes();
    });
  }

  /** Flushes for at most 5 s of `pace`, then stops; what is left is counted as dropped. */
  async close(): Promise<void> {
    if (this.#closed) return;
    let cancel: Cancel = () => {};
    const late = new Promise<void>((resolve) => {
      cancel = this.#options.pace.after(closeMs, "telemetry to be written before the end", resolve);
    });
    this.#tryAgain();
    await Promise.race([this.flush(), late]);
    cancel();
    this.#closed = true;
    this.#timer?.();
    this.#backOff?.();
    while (this.#queue.dropOldest()) this.#countDropped();
  }

  state(): RecorderState {
    this.#observe();
    const { state, sinceMs } = this.#condition;
    const detail = this.#failure?.detail ?? (state === "degraded" ? "readings arrive faster than they can be stored" : "every reading is stored");
    return {
      state,
      sinceMs,
      detail,
      buffered: this.#buffered,
      dropped: this.#dropped,
      refused: this.#refused,
      written: this.#written,
      readingsPerSecond: this.#rate.perSecond(),
    };
  }

  #finishBatch(): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#queue.finish();
    this.#send();
  }

  /** Sends as many finished batches as may be on their way at once; while the store is down, one goes ahead to try. */
  #send(): void {
    while (!this.#closed && !this.#backOff && this.#inFlight.size < (this.#failure ? 1 : inFlightMax)) {
      const batch = this.#queue.take();
      if (!batch) return;
      void this.#write(batch);
    }
  }

  async #write(batch: Batch): Promise<void> {
    this.#inFlight.add(batch.number);
    const failure = await this.#options.store.write(batch.readings).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    );
    this.#inFlight.delete(batch.number);
    if (failure === undefined) this.#succeeded(batch.readings);
    else if (failure instanceof LightingError && failure.code === "BAD_INPUT") this.#refused += this.#done(batch.readings);
    else this.#failed(batch, failure.message);
    this.#observe();
    this.#settleFlushes();
    this.#send();
  }

  #succeeded(readings: readonly Reading[]): void {
    this.#failure = undefined;
    this.#written += this.#done(readings);
    this.#rate.add(readings.length);
    for (const handler of this.#handlers) handler(readings);
  }

  #done(readings: readonly Reading[]): number {
    this.#buffered -= readings.length;
    return readings.length;
  }

  /** Back to its place in the queue, to be tried again after a while. */
  #failed(batch: Batch, detail: string): void {
    this.#queue.putBack(batch);
    this.#bound();
    // Of several on their way, the first failure starts the back-off; the others fail of the same cause.
    if (this.#backOff || this.#closed) return;
    const times = (this.#failure?.times ?? 0) + 1;
    this.#failure = { detail, times };
    this.#backOff = this.#options.pace.after(Math.min(retryMsMax, retryMs * 2 ** (times - 1)), "the telemetry store to come back", () => this.#tryAgain());
  }

  #tryAgain(): void {
    this.#backOff?.();
    this.#backOff = undefined;
    this.#send();
  }

  /** Drops the oldest that wait until the bound holds. */
  #bound(): void {
    while (this.#buffered > this.#options.readingsMax && this.#queue.dropOldest()) this.#countDropped();
  }

  #countDropped(): void {
    this.#buffered--;
    this.#dropped++;
  }

  #settleFlushes(): void {
    const oldest = Math.min(this.#queue.oldest(), ...this.#inFlight);
    const done = this.#flushes.filter(({ below }) => below <= oldest);
    this.#flushes = this.#flushes.filter(({ below }) => below > oldest);
    for (const flush of done) flush.done();
  }

  /** Notes when the state last changed. */
  #observe(): void {
    const state = this.#failure ? "down" : this.#buffered > this.#options.readingsMax / 2 ? "degraded" : "up";
    if (state !== this.#condition.state) this.#condition = { state, sinceMs: this.#options.clock.now() };
  }
}
