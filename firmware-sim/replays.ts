/** Ranges of logs that were asked for and are being sent, a few batches at a time so that live reports go first. */
import type { Replay } from "#contract/messages";

/** Batches on their way at once: 25 reports each. */
const inFlightMax = 32;
/** Ranges waiting for one node; more are dropped and counted, and the controller asks again for what it still lacks. */
const perNodeMax = 8;

interface Job {
  readonly node: number;
  readonly batches: Iterator<Replay>;
}

export class Replays {
  dropped = 0;
  #jobs: Job[] = [];
  readonly #waiting = new Map<number, number>();
  #inFlight = 0;

  get idle(): boolean {
    return this.#jobs.length === 0;
  }

  get ready(): boolean {
    return this.#jobs.length > 0 && this.#inFlight < inFlightMax;
  }

  add(node: number, batches: Iterator<Replay>): void {
    const waiting = this.#waiting.get(node) ?? 0;
    if (waiting >= perNodeMax) {
      this.dropped++;
      return;
    }
    this.#waiting.set(node, waiting + 1);
    this.#jobs.push({ node, batches });
  }

  /** The next batch to send, taking turns between ranges; call `sent` when it has been acknowledged or lost. */
  next(): { readonly node: number; readonly replay: Replay } | undefined {
    for (let job = this.#jobs.shift(); job; job = this.#jobs.shift()) {
      const batch = job.batches.next();
      if (!batch.done) {
        this.#jobs.push(job);
        this.#inFlight++;
        return { node: job.node, replay: batch.value };
      }
      const left = (this.#waiting.get(job.node) ?? 1) - 1;
      if (left > 0) this.#waiting.set(job.node, left);
      else this.#waiting.delete(job.node);
    }
    return undefined;
  }

  sent(): void {
    this.#inFlight--;
  }
}
