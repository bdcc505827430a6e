/** MessageBus over the embedded broker's hand-over: batches on a Unix socket (contract/handover.ts). */

import { connect, type Socket } from "node:net";
import type { Cancel, Clock } from "#contract/clock";
import { messageOf } from "#contract/failures";
import { BatchPacker, BrokerStats, batchWaitMs, type FrameKind, FrameReader, unpackBatch } from "#contract/handover";
import type { BusMessage, BusState, MessageBus } from "./port.ts";

/** Tries again after this, ms, doubling up to the longest: a restarted broker is back within a second, one that is down is not pestered. */
const retryMs = { first: 200, max: 5_000 } as const;
/** Down messages that may wait in the socket, bytes, when the broker is slow; beyond, they are refused and dispatch tries again. */
const unsentBytesMax = 32 * 1024 * 1024;

export interface EmbeddedBusDeps {
  readonly socketPath: string;
  /** Times reconnects: pass a SystemClock, for a paused demo clock would stop them. */
  readonly clock: Clock;
}

export class EmbeddedBus implements MessageBus {
  readonly #deps: EmbeddedBusDeps;
  readonly #packer = new BatchPacker();
  #onMessages: (batch: readonly BusMessage[]) => void = () => {};
  #onState: (state: BusState) => void = () => {};
  #socket: Socket | undefined;
  #connected = false;
  #closed = false;
  #attempts = 0;
  #detail = "";
  #flushing: Cancel | undefined;
  #retrying: Cancel = () => {};
  #stats: BrokerStats | undefined;
  #refused = 0;

  constructor(deps: EmbeddedBusDeps) {
    this.#deps = deps;
  }

  onMessages(handler: (batch: readonly BusMessage[]) => void): void {
    this.#onMessages = handler;
  }

  onState(handler: (state: BusState) => void): void {
    this.#onState = handler;
  }

  publish(topic: string, payload: string): boolean {
    if (!this.#socket || !this.#connected || this.#socket.writableLength > unsentBytesMax) {
      this.#refused++;
      return false;
    }
    if (this.#packer.add(topic, payload)) this.#flush();
    else this.#flushing ??= this.#deps.clock.after(batchWaitMs, "send a batch to the broker", () => this.#flush());
    return true;
  }

  start(): void {
    this.#connect();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#retrying();
    this.#flush();
    const socket = this.#socket;
    if (!socket || socket.destroyed) return;
    await new Promise<void>((resolve) => {
      socket.once("close", resolve);
      socket.destroySoon();
    });
  }

  /** What the broker last told of itself; undefined while not connected, or before its first second. */
  brokerStats(): BrokerStats | undefined {
    return this.#stats;
  }

  /** Messages not sent because there was no connection, or it was too slow. */
  get refused(): number {
    return this.#refused;
  }

  #connect(): void {
    const { socketPath } = this.#deps;
    const reader = new FrameReader();
    const socket = connect(socketPath);
    this.#socket = socket;
    this.#detail = "the broker closed the connection";
    socket.on("connect", () => {
      this.#connected = true;
      this.#onState({ connected: true, detail: `connected to the embedded broker at ${socketPath}` });
    });
    socket.on("data", (chunk) => this.#read(socket, reader, chunk));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      this.#detail = absent.has(error.code ?? "") ? `the broker is not running (nobody answers at ${socketPath})` : error.message;
    });
    socket.on("close", () => this.#lost());
  }

  #read(socket: Socket, reader: FrameReader, chunk: Buffer): void {
    const news: News[] = [];
    try {
      reader.push(chunk, (kind, body) => news.push(decode(kind, body)));
    } catch (error) {
      socket.destroy(new Error(`the broker sent what cannot be read: ${messageOf(error)}`));
      return;
    }
    for (const one of news) this.#take(one);
  }

  #take(news: News): void {
    switch (news.kind) {
      case "batch":
        this.#onMessages(news.messages);
        break;
      case "stats":
        this.#stats = news.stats;
        // It has let this controller in and keeps it: begin again with the shortest wait when it is lost.
        this.#attempts = 0;
        break;
      case "refused":
        this.#detail = news.reason;
        break;
      default:
        news satisfies never;
    }
  }

  #lost(): void {
    this.#connected = false;
    this.#stats = undefined;
    this.#flushing?.();
    this.#flushing = undefined;
    if (this.#packer.messages > 0) this.#packer.take();
    this.#onState({ connected: false, detail: this.#closed ? "closed" : this.#detail });
    if (this.#closed) return;
    const delayMs = Math.min(retryMs.max, retryMs.first * 2 ** this.#attempts++);
    this.#retrying = this.#deps.clock.after(delayMs, "connect to the broker again", () => this.#connect());
  }

  #flush(): void {
    this.#flushing?.();
    this.#flushing = undefined;
    if (this.#packer.messages > 0 && this.#connected) this.#socket?.write(this.#packer.take());
  }
}

/** What connecting to a Unix socket says when no broker is there. */
const absent: ReadonlySet<string> = new Set(["ENOENT", "ECONNREFUSED"]);

type News =
  | { readonly kind: "batch"; readonly messages: BusMessage[] }
  | { readonly kind: "stats"; readonly stats: BrokerStats }
  | { readonly kind: "refused"; readonly reason: string };

function decode(kind: FrameKind, body: Buffer): News {
  if (kind === "batch") return { kind, messages: unpackBatch(body) };
  if (kind === "stats") return { kind, stats: BrokerStats.parse(JSON.parse(body.toString())) };
  return { kind, reason: body.toString() };
}
