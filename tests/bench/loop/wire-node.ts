/**
 * One MQTT 3.1.1 connection of a node with the least a client can do: it signs in, subscribes as nodes do, publishes at QoS 1 in a write of
 * its own for each message, and acknowledges what it is sent. It costs a third of a full client, so that two cores measure the broker.
 */
import { connect, type Socket } from "node:net";
import { broadcastTopic, downFilter, signInName } from "#contract/topics";

export interface WireNodeEvents {
  /** Signed in and subscribed. */
  up(): void;
  /** A publish was acknowledged. */
  acknowledged(): void;
  /** The connection is gone, or was refused. */
  lost(why: string): void;
}

const keepaliveS = 600;
const kinds = { connack: 2, publish: 3, puback: 4, suback: 9 } as const;

export class WireNode {
  readonly #socket: Socket;
  readonly #events: WireNodeEvents;
  readonly #filters: readonly string[];
  #rest: Buffer = Buffer.alloc(0);
  #messageId = 0;
  #closing = false;

  constructor(port: number, sign: { readonly authority: string; readonly id: string; readonly secret: string }, events: WireNodeEvents) {
    this.#events = events;
    this.#filters = [downFilter(sign.authority, sign.id), broadcastTopic(sign.authority)];
    const name = signInName(sign.authority, sign.id);
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => this.#socket.write(connectPacket(name, sign.secret)));
    this.#socket.on("data", (chunk) => this.#read(chunk));
    this.#socket.on("error", (error) => this.#lose(error.message));
    this.#socket.on("close", () => this.#lose("closed by the broker"));
  }

  publish(topic: string, payload: string): void {
    this.#messageId = (this.#messageId % 0xffff) + 1;
    const topicBytes = Buffer.byteLength(topic);
    const body = Buffer.allocUnsafe(topicBytes + 4 + Buffer.byteLength(payload));
    body.writeUInt16BE(topicBytes, 0);
    body.write(topic, 2);
    body.writeUInt16BE(this.#messageId, topicBytes + 2);
    body.write(payload, topicBytes + 4);
    this.#socket.write(packet(0x32, body));
  }

  close(): Promise<void> {
    this.#closing = true;
    return new Promise((resolve) => {
      this.#socket.once("close", () => resolve());
      if (this.#socket.destroyed) resolve();
      // DISCONNECT: no will, no alarm.
      else this.#socket.end(Buffer.from([0xe0, 0]), () => this.#socket.destroy());
    });
  }

  #lose(why: string): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#events.lost(why);
  }

  #read(chunk: Buffer): void {
    let data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (let end = packetEnd(data); end !== undefined; end = packetEnd(data)) {
      this.#take(data.subarray(0, end));
      data = data.subarray(end);
    }
    this.#rest = data;
  }

  #take(bytes: Buffer): void {
    const kind = (bytes[0] ?? 0) >> 4;
    if (kind === kinds.puback) this.#events.acknowledged();
    else if (kind === kinds.publish) this.#acknowledge(bytes);
    else if (kind === kinds.suback) this.#events.up();
    else if (kind === kinds.connack && bytes[3] === 0) this.#socket.write(subscribePacket(this.#filters));
    else this.#lose(`refused: ${bytes.toString("hex")}`);
  }

  /** At QoS 0 there is nothing to say. */
  #acknowledge(bytes: Buffer): void {
    if (((bytes[0] ?? 0) & 0x06) === 0) return;
    let at = 1;
    while ((bytes[at] ?? 0) >= 0x80) at++;
    const idAt = at + 3 + bytes.readUInt16BE(at + 1);
    this.#socket.write(Buffer.from([0x40, 2, bytes[idAt] ?? 0, bytes[idAt + 1] ?? 0]));
  }
}

/** Where the first packet of these bytes ends; undefined while it is not whole. [MQTT-2.2.3] */
function packetEnd(data: Buffer): number | undefined {
  let length = 0;
  for (let at = 1, shift = 0; at < data.length; at++, shift += 7) {
    const byte = data[at] ?? 0;
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return at + 1 + length <= data.length ? at + 1 + length : undefined;
  }
  return undefined;
}

function packet(header: number, body: Buffer): Buffer {
  const head = [header];
  let left = body.length;
  do {
    head.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    left >>= 7;
  } while (left > 0);
  return Buffer.concat([Buffer.from(head), body]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(`\0\0${value}`);
  bytes.writeUInt16BE(bytes.length - 2);
  return bytes;
}

/** Clean session, user name and password. */
const connectPacket = (name: string, secret: string): Buffer =>
  packet(0x10, Buffer.concat([text("MQTT"), Buffer.from([4, 0xc2, keepaliveS >> 8, keepaliveS & 0xff]), text(name), text(name), text(secret)]));

const subscribePacket = (filters: readonly string[]): Buffer =>
  packet(0x82, Buffer.concat([Buffer.from([0, 1]), ...filters.flatMap((filter) => [text(filter), Buffer.from([1])])]));
