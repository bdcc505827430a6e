/** What a page that was away for a moment has missed: fetching some deltas is less than fetching every light. */

/** A busy night sends 10 a second: a minute, longer than a page takes to reconnect after a Wi-Fi roam or a reload of the proxy. */
const framesMax = 600;
/** Beyond this a page is better off with the snapshot of 10,000 lights than with what it missed. */
const bytesMax = 256 * 1024;

/** Numbers the deltas of one controller and keeps the last of them, encoded. */
export class DeltaLog {
  #frames: Uint8Array<ArrayBuffer>[] = [];
  #bytes = 0;
  #lastSeq: number;

  /** `lastSeq`: above what an earlier run of the controller gave out, so that its pages are not taken for ours. */
  constructor(lastSeq: number) {
    this.#lastSeq = lastSeq;
  }

  /** Sequence of the last delta. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** Keeps the delta numbered `lastSeq` + 1. */
  add(frame: Uint8Array<ArrayBuffer>): void {
    this.#lastSeq++;
    this.#frames.push(frame);
    this.#bytes += frame.length;
    while (this.#frames.length > framesMax || this.#bytes > bytesMax) this.#bytes -= this.#frames.shift()?.length ?? 0;
  }

  /** The deltas after `seq`, oldest first; undefined when some are no longer kept, or `seq` is not one of ours. */
  after(seq: number): readonly Uint8Array<ArrayBuffer>[] | undefined {
    const missed = this.#lastSeq - seq;
    return missed < 0 || missed > this.#frames.length ? undefined : this.#frames.slice(this.#frames.length - missed);
  }

  /** Nothing given out so far leads to what comes: everybody needs the snapshot. */
  restart(): void {
    this.#lastSeq++;
    this.#frames = [];
    this.#bytes = 0;
  }
}
