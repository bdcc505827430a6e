/** Up messages on their way to the controller: packed, bounded, and patient while it is slow or away. */
import type { Socket } from "node:net";
import type { Cancel, Clock } from "#contract/clock";
import { BatchPacker, batchWaitMs } from "#contract/handover";

/**
 * What is kept for a controller that is away, bytes: about 200,000 reports. Beyond, the oldest are dropped and counted; reports are still in
 * the nodes' logs, and the controller asks for what it misses.
 */
export const queuedBytesMax = 64 * 1024 * 1024;
/** Handed to the socket at most, bytes, so that the bound above holds for a controller that has stopped reading as well. */
const unsentBytesMax = 2 * 1024 * 1024;

interface Waiting {
  readonly frame: Buffer;
  readonly messages: number;
}

export class Outbox {
  readonly #clock: Clock;
  readonly #packer = new BatchPacker();
  #queue: Waiting[] = [];
  #queuedBytes = 0;
  #socket: Socket | undefined;
  #flush: Cancel | undefined;
  readonly #bytesMax: number;
  #dropped = 0;

  constructor(clock: Clock, bytesMax = queuedBytesMax) {
    this.#clock = clock;
    this.#bytesMax = bytesMax;
  }

  get dropped(): number {
    return this.#dropped;
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  add(topic: string, payload: Uint8Array): void {
    if (this.#packer.add(topic, payload)) this.flush();
    else this.#flush ??= this.#clock.after(batchWaitMs, "hand messages over", () => this.flush());
  }

  /** Sends to this socket from now on; undefined while there is no controller. */
  connect(socket: Socket | undefined): void {
    this.#socket = socket;
    socket?.on("drain", () => this.#pump());
    this.#pump();
  }

  /** Closes the batch that is being filled and sends what the socket takes. */
  flush(): void {
    this.#flush?.();
    this.#flush = undefined;
    const messages = this.#packer.messages;
    if (messages === 0) return;
    const frame = this.#packer.take();
    this.#queue.push({ frame, messages });
    this.#queuedBytes += frame.length;
    this.#pump();
    while (this.#queuedBytes > this.#bytesMax) this.#dropped += this.#shift()?.messages ?? 0;
  }

  #pump(): void {
    while (this.#socket && this.#queue.length > 0 && this.#socket.writableLength < unsentBytesMax) {
      const next = this.#shift();
      if (next) this.#socket.write(next.frame);
    }
  }

  #shift(): Waiting | undefined {
    const next = this.#queue.shift();
    this.#queuedBytes -= next?.frame.length ?? 0;
    return next;
  }
}
