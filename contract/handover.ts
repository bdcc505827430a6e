/**
 * How the broker process and the controller hand messages to each other over a Unix socket: frames of
 *
 *   length of what follows (u32, big-endian) · kind (u8) · body
 *
 * A batch's body is messages one after the other: topic length (u16), payload length (u32), topic (ASCII), payload. Packed batches cost
 * about 1 µs a message where a socket write each costs 27 (operations.md A9).
 */
import { z } from "zod";

/** A batch is closed at this size: large enough to make a write cheap, small enough to be handled in one turn of the event loop. */
export const batchBytesMax = 256 * 1024;
/** No frame is longer: a full batch and one more message. A longer one means that the two sides don't understand each other. */
export const frameBytesMax = 2 * batchBytesMax;
/** Longest a message waits for others to share its batch, ms: far below what a person or a light notices. */
export const batchWaitMs = 2;

/** batch: both ways. stats: to the controller, each second. refused: to a controller that may not come in, with the reason, before the socket is closed. */
export const frameKinds = { batch: 1, stats: 2, refused: 3 } as const;
export type FrameKind = keyof typeof frameKinds;

export interface HandedMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** What the broker tells of itself once a second. Counters are since it started. */
export const BrokerStats = z.strictObject({
  /** Signed in now. */
  connections: z.int(),
  signIns: z.int(),
  /** Signed in while a connection of the same identity was alive: many mean that two devices share one identity. */
  takeovers: z.int(),
  /** Messages from nodes, gateways and demand sources. */
  received: z.int(),
  /** Messages to them: handed to a connection, and those whose connection was not there. */
  sent: z.int(),
  undelivered: z.int(),
  /** Up messages dropped because the controller was slow or away for too long; the nodes' logs still hold the reports. */
  dropped: z.int(),
  /** Messages not forwarded to a connection that doesn't read. */
  skipped: z.int(),
  /** Published with the retain flag, which was taken off. */
  retainStripped: z.int(),
  /** Waiting for the controller, bytes. */
  queuedBytes: z.int(),
  /** Refused connections, subscriptions and messages, by reason. */
  refused: z.record(z.string(), z.int()),
});
export type BrokerStats = z.infer<typeof BrokerStats>;

const headerBytes = 5;
const messageHeaderBytes = 6;

/** Collects messages until they are taken as one frame. */
export class BatchPacker {
  #buffer = Buffer.allocUnsafe(batchBytesMax + 32 * 1024);
  #end = headerBytes;
  #messages = 0;

  /** Messages waiting. */
  get messages(): number {
    return this.#messages;
  }

  /** Adds a message; true when the batch is full and should be taken. `topic` is ASCII, as every topic of the table is. */
  add(topic: string, payload: Uint8Array | string): boolean {
    const payloadBytes = typeof payload === "string" ? Buffer.byteLength(payload) : payload.length;
    this.#reserve(messageHeaderBytes + topic.length + payloadBytes);
    let at = this.#buffer.writeUInt16BE(topic.length, this.#end);
    at = this.#buffer.writeUInt32BE(payloadBytes, at);
    at += this.#buffer.write(topic, at, "latin1");
    if (typeof payload === "string") this.#buffer.write(payload, at, "utf8");
    else this.#buffer.set(payload, at);
    this.#end = at + payloadBytes;
    this.#messages++;
    return this.#end >= batchBytesMax;
  }

  /** The batch as a frame of its own, and begins the next one. */
  take(): Buffer {
    const frame = Buffer.from(this.#buffer.subarray(0, this.#end));
    writeHeader(frame, "batch");
    this.#end = headerBytes;
    this.#messages = 0;
    return frame;
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes > frameBytesMax) throw new RangeError(`a batch of ${this.#end + bytes} bytes; at most ${frameBytesMax} fit in a frame`);
    if (this.#end + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(frameBytesMax);
    this.#buffer.copy(larger, 0, 0, this.#end);
    this.#buffer = larger;
  }
}

/** A frame whose body is text. */
export function textFrame(kind: FrameKind, text: string): Buffer {
  const frame = Buffer.allocUnsafe(headerBytes + Buffer.byteLength(text));
  frame.write(text, headerBytes);
  writeHeader(frame, kind);
  return frame;
}

/** Puts frames together again from the chunks of a stream. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** Calls back for each whole frame; the body is only a view. Throws RangeError on what cannot be a frame: the stream is useless from there on. */
  push(chunk: Buffer, onFrame: (kind: FrameKind, body: Buffer) => void): void {
    let data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (data.length >= headerBytes) {
      const length = data.readUInt32BE(0);
      if (length < 1 || length > frameBytesMax) throw new RangeError(`a frame of ${length} bytes; expected 1 to ${frameBytesMax}`);
      if (data.length < 4 + length) break;
      onFrame(kindOf(data.readUInt8(4)), data.subarray(headerBytes, 4 + length));
      data = data.subarray(4 + length);
    }
    this.#rest = data;
  }
}

/** The messages of a batch. Payloads are views into it: copy one to keep it. Throws RangeError when lengths don't add up. */
export function unpackBatch(body: Buffer): HandedMessage[] {
  const messages: HandedMessage[] = [];
  let at = 0;
  while (at < body.length) {
    const topicAt = at + messageHeaderBytes;
    const payloadAt = topicAt + body.readUInt16BE(at);
    const end = payloadAt + body.readUInt32BE(at + 2);
    if (end > body.length) throw new RangeError(`a message that ends at byte ${end} of a batch of ${body.length} bytes`);
    messages.push({ topic: body.toString("latin1", topicAt, payloadAt), payload: body.subarray(payloadAt, end) });
    at = end;
  }
  return messages;
}

function writeHeader(frame: Buffer, kind: FrameKind): void {
  frame.writeUInt32BE(frame.length - 4, 0);
  frame.writeUInt8(frameKinds[kind], 4);
}

function kindOf(code: number): FrameKind {
  if (code === frameKinds.batch) return "batch";
  if (code === frameKinds.stats) return "stats";
  if (code === frameKinds.refused) return "refused";
  throw new RangeError(`a frame of kind ${code}; expected ${Object.values(frameKinds).join(", ")}`);
}
