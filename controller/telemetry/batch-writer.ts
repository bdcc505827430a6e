/** Gives batches to the store: tells first whom it concerns, finds what the store refuses, and says so once. */
import type { Clock } from "#contract/clock";
import { messageOf } from "#contract/failures";
import { within } from "./patience.ts";
import type { Reading, TelemetryStore } from "./port.ts";
import { type Sifted, writeSifted } from "./sift.ts";

export interface BatchWriterOptions {
  readonly store: Pick<TelemetryStore, "write">;
  /** Real time. */
  readonly pace: Clock;
  /** Called before each batch is given to the store, every time it is; the write waits for it, and goes on should it fail. */
  readonly beforeWrite?: ((readings: readonly Reading[]) => Promise<void>) | undefined;
  /** Told once when something begins to fail. */
  readonly log?: ((line: string) => void) | undefined;
}

/** Longest wait for `beforeWrite`, ms. */
const beforeWriteMs = 10_000;

export class BatchWriter {
  readonly #options: BatchWriterOptions;
  /** Told already. */
  #preparingFails = false;
  #storeRefuses = false;

  constructor(options: BatchWriterOptions) {
    this.#options = options;
  }

  /** Rejects when the store cannot take the batch now: all of it is to be written again. */
  async write(readings: readonly Reading[]): Promise<Sifted> {
    await this.#prepare(readings);
    const sifted = await writeSifted(this.#options.store, readings);
    const { refused, why } = sifted;
    if (refused.length > 0 && !this.#storeRefuses)
      this.#options.log?.(`${refused.length} of ${readings.length} readings are refused by the telemetry store for good: ${why}`);
    this.#storeRefuses = refused.length > 0;
    return sifted;
  }

  async #prepare(readings: readonly Reading[]): Promise<void> {
    const { beforeWrite, pace, log } = this.#options;
    if (!beforeWrite) return;
    let failure: string | undefined = `no answer within ${beforeWriteMs / 1_000} s`;
    const prepared = beforeWrite(readings).then(
      () => {
        failure = undefined;
      },
      (error: unknown) => {
        failure = messageOf(error);
      },
    );
    await within(pace, beforeWriteMs, "what comes before a telemetry write", prepared);
    if (failure !== undefined && !this.#preparingFails) log?.(`readings are stored, but the energy of their half hours may be behind: ${failure}`);
    this.#preparingFails = failure !== undefined;
  }
}
