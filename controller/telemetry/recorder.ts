/**
 * Between the loop and the store: takes every reading at once and writes in batches. While the store is away readings wait in memory, then
 * in the spool on disk, both bounded; what fits in neither is dropped, told, and still in the nodes' logs. The lights never wait for it.
 */
import type { Cancel, Clock } from "#contract/clock";
import { messageOf } from "#contract/failures";
import type { Batch } from "./batch-queue.ts";
import { BatchWriter, type BatchWriterOptions } from "./batch-writer.ts";
import { within } from "./patience.ts";
import type { Reading } from "./port.ts";
import { Rate } from "./rate.ts";
import { readingProblem } from "./reading.ts";
import { ReadingBuffer } from "./reading-buffer.ts";
import { type RecorderState, type RecorderTally, type Refuser, stateOf } from "./recorder-state.ts";
import type { Spool } from "./spool.ts";

export interface RecorderOptions extends BatchWriterOptions {
  /** The installation's clock: instants of `state()` for people. */
  readonly clock: Clock;
  /** Real time: batches, waits, back-off and rates. At demo speed the installation's clock would make sixty times as many batches. */
  readonly pace: Clock;
  /** A batch is written at this many readings (fewer when memory would not hold eight of them), or when the oldest has waited `batchMs` of `pace`. */
  readonly batchReadings: number;
  readonly batchMs: number;
  /** Readings held in memory at most, those on their way to the store included; beyond, the oldest are spooled or dropped. */
  readonly readingsMax: number;
  /** Where readings wait when memory is full; without one they are dropped. */
  readonly spool?: Spool | undefined;
}

/** Batches on their way at once: what keeps InfluxDB busy; the embedded store's thread takes them one by one. */
const inFlightMax = 4;
/** Of these, from the spool at most: live readings always have the others. */
const fromSpoolMax = 2;
/** Wait before a failed write is tried again, ms: doubles from the first to the longest. */
const retryMs = 250;
const retryMsMax = 10_000;
/** Longest waits of `close` for the store and for the spool, ms: whoever stops the system does not wait for a database or a disk that is gone. */
const closeMs = 5_000;
const closeSpoolMs = 5_000;

type Handler = (readings: readonly Reading[]) => void;

/** Waits for all batches below a number, and perhaps until the spool is empty. */
interface Flush {
  readonly below: number;
  readonly spoolToo: boolean;
  readonly done: () => void;
}

export class Recorder {
  readonly #options: RecorderOptions;
  readonly #rate: Rate;
  readonly #writer: BatchWriter;
  readonly #buffer: ReadingBuffer;
  readonly #tally: RecorderTally = { dropped: 0, written: 0, refusedBy: { invalid: 0, store: 0 } };
  #toStore = 0;
  #fromSpool = 0;
  /** Why the last write failed, and how often in a row; undefined when it did not. */
  #failure: { readonly detail: string; readonly times: number } | undefined;
  #condition: { readonly state: RecorderState["state"]; readonly sinceMs: number };
  /** Runs while an unfinished batch waits for its time. */
  #timer: Cancel | undefined;
  /** Runs while nothing is sent because the store has failed. */
  #backOff: Cancel | undefined;
  #closing: Promise<void> | undefined;
  /** `close` was called; and: nothing goes to the store any more. */
  #ending = false;
  #closed = false;
  readonly #onStored: Handler[] = [];
  readonly #onDropped: Handler[] = [];
  readonly #onRefused: Handler[] = [];
  #flushes: Flush[] = [];

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#rate = new Rate(options.pace);
    this.#writer = new BatchWriter(options);
    const { batchReadings, readingsMax, spool } = options;
    this.#buffer = new ReadingBuffer({
      batchReadings,
      readingsMax,
      spool,
      dropped: (readings) => this.#drop(readings),
      spooled: () => this.#goOn(),
    });
    this.#condition = { state: "up", sinceMs: options.clock.now() };
  }

  /** Begins with what an earlier run left in the spool: once handlers are there. Without it that waits for the first batch. */
  start(): void {
    this.#send();
  }

  /** Takes a reading; never waits, never throws. A reading that no store would take is counted and left out. */
  record(reading: Reading): void {
    if (readingProblem(reading) !== undefined) {
      this.#refuse([reading], "invalid");
      return;
    }
    if (this.#closed) {
      this.#drop([reading]);
      return;
    }
    if (this.#buffer.push(reading)) this.#send();
    else this.#timer ??= this.#options.pace.after(this.#options.batchMs, "a telemetry batch to fill", () => this.#finishBatch());
    this.#observe();
  }

  /** Calls `handler` with each batch once it is durable in the store. */
  onStored(handler: Handler): void {
    this.#onStored.push(handler);
  }

  /** Calls `handler` with readings that this process lets go of for good though a store would take them: the nodes' logs still hold them. */
  onDropped(handler: Handler): void {
    this.#onDropped.push(handler);
  }

  /** Calls `handler` with readings that no store would take, now or ever: to ask a node for them again would change nothing. */
  onRefused(handler: Handler): void {
    this.#onRefused.push(handler);
  }

  /** Resolves when everything recorded until now is stored, dropped or refused and the spool is empty: while the store is away, that waits for its return. */
  flush(): Promise<void> {
    return this.#flush(true);
  }

  /**
   * Flushes memory for at most 5 s of `pace`, then spools what is left for at most 5 s, then stops. What is in neither by then is dropped.
   * What the spool holds stays there for the next start.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Whether to hold back what can come later, such as replays: the store is down, or more than half of memory or of the spool is used. */
  isNearlyFull(): boolean {
    const spool = this.#options.spool?.state();
    return this.#failure !== undefined || this.#isBehind() || (spool !== undefined && spool.bytes > spool.bytesMax / 2);
  }

  state(): RecorderState {
    this.#observe();
    return stateOf({
      ...this.#condition,
      tally: this.#tally,
      buffered: this.#buffer.readings,
      failure: this.#failure?.detail,
      spool: this.#options.spool?.state(),
      readingsPerSecond: this.#rate.perSecond(),
    });
  }

  #flush(spoolToo: boolean): Promise<void> {
    this.#finishBatch();
    return new Promise((done) => {
      this.#flushes.push({ below: this.#buffer.next(), spoolToo, done });
      this.#settleFlushes();
    });
  }

  async #close(): Promise<void> {
    this.#ending = true;
    this.#tryAgain();
    await within(this.#options.pace, closeMs, "telemetry to be written before the end", this.#flush(false));
    this.#closed = true;
    this.#timer?.();
    this.#backOff?.();
    await within(this.#options.pace, closeSpoolMs, "telemetry to be spooled before the end", this.#buffer.spoolAll());
    this.#buffer.dropAll();
  }

  #finishBatch(): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#buffer.finish();
    this.#send();
  }

  /** Sends as many batches as may be on their way at once; while the store is down, one goes ahead to try. */
  #send(): void {
    while (!this.#closed && !this.#backOff && this.#toStore < (this.#failure ? 1 : inFlightMax)) {
      const { spool } = this.#options;
      // At the end the spool keeps what it has: the next start takes it up.
      const spoolHasTurn = !this.#ending && this.#fromSpool < fromSpoolMax && spool?.hasWaiting() === true;
      // To try a store that is down, a batch of memory will do: no file needs to be read.
      const batch = spoolHasTurn && !this.#failure ? undefined : this.#buffer.take();
      if (batch) void this.#sendWaiting(batch);
      else if (spoolHasTurn) void this.#sendSpooled(spool);
      else return;
    }
  }

  async #sendWaiting(batch: Batch): Promise<void> {
    this.#toStore++;
    const done = await this.#write(batch.readings);
    this.#toStore--;
    if (this.#closed) return;
    if (done) this.#buffer.arrived(batch);
    else this.#buffer.putBack(batch);
    this.#goOn();
  }

  /** The file goes only once its readings are durable; ended in between, the next start stores them again. */
  async #sendSpooled(spool: Spool): Promise<void> {
    this.#toStore++;
    this.#fromSpool++;
    const batch = await spool.take();
    if (batch && (await this.#write(batch.readings))) await spool.remove(batch);
    else if (batch) spool.putBack(batch);
    this.#toStore--;
    this.#fromSpool--;
    if (!this.#closed) this.#goOn();
  }

  #goOn(): void {
    this.#observe();
    this.#settleFlushes();
    this.#send();
  }

  /** Whether all are stored or refused: otherwise all are to be written again. */
  async #write(readings: readonly Reading[]): Promise<boolean> {
    const sifted = await this.#writer.write(readings).catch((error: unknown) => this.#failed(messageOf(error)));
    if (!sifted || this.#closed) return false;
    const { stored, refused } = sifted;
    this.#failure = undefined;
    this.#tally.written += stored.length;
    this.#rate.add(stored.length);
    if (stored.length > 0) for (const handler of this.#onStored) handler(stored);
    if (refused.length > 0) this.#refuse(refused, "store");
    return true;
  }

  #failed(detail: string): undefined {
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

  #drop(readings: readonly Reading[]): void {
    this.#tally.dropped += readings.length;
    for (const handler of this.#onDropped) handler(readings);
  }

  #refuse(readings: readonly Reading[], by: Refuser): void {
    this.#tally.refusedBy[by] += readings.length;
    for (const handler of this.#onRefused) handler(readings);
  }

  #settleFlushes(): void {
    const oldest = this.#buffer.oldest();
    const spooled = this.#options.spool?.state().readings ?? 0;
    const isDone = ({ below, spoolToo }: Flush): boolean => below <= oldest && this.#fromSpool === 0 && (!spoolToo || spooled === 0);
    const done = this.#flushes.filter(isDone);
    this.#flushes = this.#flushes.filter((flush) => !isDone(flush));
    for (const flush of done) flush.done();
  }

  #isBehind(): boolean {
    return this.#buffer.readings > this.#options.readingsMax / 2;
  }

  /** Notes when the state last changed. */
  #observe(): void {
    const spool = this.#options.spool?.state();
    const waits = this.#isBehind() || (spool !== undefined && (spool.readings > 0 || spool.problem !== undefined));
    const state = this.#failure ? "down" : waits ? "degraded" : "up";
    if (state !== this.#condition.state) this.#condition = { state, sinceMs: this.#options.clock.now() };
  }
}
