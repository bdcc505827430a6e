/**
 * What was heard of demand, kept so that a past decision can be explained and a past month tried again. Between the loop and the registry:
 * it takes every reading at once, writes in batches, and holds a bounded number while the registry is away. The lights never wait for it.
 */

import type { Cancel, Clock } from "#contract/clock";
import type { Refusal } from "#contract/failures";
import { messageOf } from "#contract/failures";
import type { Demand } from "#contract/messages";
import type { DemandLedger, DemandRecord } from "./registry/port.ts";

export interface DemandLogParts {
  readonly ledger: DemandLedger;
  /** Real time: batches and back-off. */
  readonly pace: Clock;
  readonly log: (line: string) => void;
}

export interface DemandLogState {
  /** Readings that are not durable yet. */
  readonly waiting: number;
  readonly written: number;
  /** Readings that found the log full, since the start. */
  readonly dropped: number;
  /** Why the last write failed; absent when it did not. */
  readonly failure?: string;
}

/** A batch is written when its first reading has waited this long: a write takes the disk a few ms, whatever is in it. */
const batchMs = 2_000;
/** Wait after a write that failed. */
const retryMs = 10_000;
/** Most readings of one write, so that the loop is not kept from its work. */
const batchReadings = 1_000;
/** Held while the registry is away: an hour of ten sensors a second. Beyond, the oldest are dropped and counted. */
const waitingMax = 36_000;
/** Longest wait of `close` for the registry, ms. */
const closeMs = 5_000;

/** Refusals that leave what is known of demand as it was, so that nothing is explained by them; a source that repeats itself fills no log. */
const withoutEffect: ReadonlySet<string> = new Set(["unknown-source", "from-the-future", "stale", "not-newer"]);

export class DemandLog {
  readonly #parts: DemandLogParts;
  #waiting: DemandRecord[] = [];
  /** On their way to the registry. */
  #writing: readonly DemandRecord[] = [];
  #inFlight: Promise<void> | undefined;
  #timer: Cancel | undefined;
  #nr = 0;
  #written = 0;
  #dropped = 0;
  #failure: string | undefined;
  #closed = false;

  constructor(parts: DemandLogParts) {
    this.#parts = parts;
  }

  /** Takes a reading as it was heard at `heardAtMs`, and whether it was refused; never waits, never throws. */
  record({ source, at, value }: Demand, heardAtMs: number, refusal?: Refusal): void {
    if (this.#closed || (refusal !== undefined && withoutEffect.has(refusal.reason))) return;
    // A demo clock gives parts of milliseconds; the registry keeps whole ones, and the order within one by nr.
    const heard = { atMs: Math.floor(Date.parse(at)), heardAtMs: Math.floor(heardAtMs), nr: this.#nr++ };
    this.#waiting.push({ source, ...heard, value, refused: refusal?.reason });
    this.#bound();
    this.#arm(batchMs);
  }

  /** Readings of a source heard in [fromMs, toMs], in the order they were heard; the newest `limit` when there are more. */
  async heard(source: string, fromMs: number, toMs: number, limit: number): Promise<DemandRecord[]> {
    // Before asking: what becomes durable meanwhile is then in both, and counted once.
    const held = [...this.#writing, ...this.#waiting].filter((each) => each.source === source && each.heardAtMs >= fromMs && each.heardAtMs <= toMs);
    const known = await this.#parts.ledger.demandHeard(source, fromMs, toMs, limit);
    const names = new Set(known.map(nameOf));
    return [...known, ...held.filter((each) => !names.has(nameOf(each)))].slice(-limit);
  }

  state(): DemandLogState {
    const waiting = this.#waiting.length + this.#writing.length;
    return { waiting, written: this.#written, dropped: this.#dropped, ...(this.#failure !== undefined && { failure: this.#failure }) };
  }

  /** Writes what waits, for at most 5 s of `pace`; what is left then is lost. Nothing is taken any more. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#timer?.();
    let cancel: Cancel = () => {};
    const late = new Promise<void>((resolve) => {
      cancel = this.#parts.pace.after(closeMs, "demand readings to be written before the end", resolve);
    });
    await Promise.race([this.#writeAll(), late]);
    cancel();
  }

  /** Until nothing waits, or a write fails. */
  async #writeAll(): Promise<void> {
    do await this.#write();
    while (this.#waiting.length > 0 && this.#failure === undefined);
  }

  #arm(delayMs: number): void {
    if (this.#closed) return;
    this.#timer ??= this.#parts.pace.after(delayMs, "demand readings to be written", () => {
      this.#timer = undefined;
      void this.#write();
    });
  }

  /** Writes a batch; while one is on its way, waits for that one. */
  #write(): Promise<void> {
    this.#inFlight ??= this.#writeBatch().finally(() => {
      this.#inFlight = undefined;
    });
    return this.#inFlight;
  }

  async #writeBatch(): Promise<void> {
    this.#writing = this.#waiting.splice(0, batchReadings);
    const before = this.#failure;
    this.#failure = await this.#parts.ledger.saveDemand(this.#writing).then(() => undefined, messageOf);
    if (this.#failure === undefined) this.#written += this.#writing.length;
    else this.#waiting = [...this.#writing, ...this.#waiting];
    this.#writing = [];
    this.#bound();
    this.#tell(before);
    if (this.#waiting.length > 0) this.#arm(this.#failure === undefined ? batchMs : retryMs);
  }

  /** A line when writing begins to fail and one when it works again. */
  #tell(before: string | undefined): void {
    if (before === undefined && this.#failure !== undefined) this.#parts.log(`demand readings wait to be kept: ${this.#failure}`);
    else if (before !== undefined && this.#failure === undefined) this.#parts.log(`demand readings are kept again; ${this.#dropped} were lost since the start`);
  }

  #bound(): void {
    const beyond = this.#waiting.length - waitingMax;
    if (beyond <= 0) return;
    this.#waiting.splice(0, beyond);
    this.#dropped += beyond;
  }
}

const nameOf = ({ heardAtMs, nr }: DemandRecord): string => `${heardAtMs} ${nr}`;
