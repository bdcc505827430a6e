/** MQTT 3.1.1 packets byte by byte, for what no client library would send. */
import { signInName } from "#contract/topics";
import { secretOf } from "./rig.ts";

export interface ConnectFields {
  readonly id: string;
  readonly clientId?: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly keepalive?: number;
  readonly level?: number;
}

const text = (value: string | Uint8Array): Buffer => {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** A fixed header with the length of what follows; [MQTT-2.2.3]. */
export function packet(header: number, body: Uint8Array, declaredLength = body.length): Buffer {
  const length: number[] = [];
  let left = declaredLength;
  do {
    length.push((left % 128) | (left >= 128 ? 0x80 : 0));
    left = Math.floor(left / 128);
  } while (left > 0);
  return Buffer.concat([Buffer.from([header, ...length]), body]);
}

export function connectBody(fields: ConnectFields): Buffer {
  const name = signInName("camden", fields.id);
  const username = "username" in fields ? fields.username : name;
  const password = "password" in fields ? fields.password : secretOf(fields.id);
  const flags = 0x02 | (username === undefined ? 0 : 0x80) | (password === undefined ? 0 : 0x40);
  const keepalive = fields.keepalive ?? 60;
  return Buffer.concat([
    text("MQTT"),
    Buffer.from([fields.level ?? 4, flags, keepalive >> 8, keepalive & 0xff]),
    text(fields.clientId ?? name),
    username === undefined ? Buffer.alloc(0) : text(username),
    password === undefined ? Buffer.alloc(0) : text(password),
  ]);
}

export const connectPacket = (fields: ConnectFields): Buffer => packet(0x10, connectBody(fields));
export const subscribePacket = (filter: string, qos = 1): Buffer => packet(0x82, Buffer.concat([Buffer.from([0, 1]), text(filter), Buffer.from([qos])]));
export const publishPacket = (topic: string, payload: Uint8Array, messageId = 1): Buffer =>
  packet(0x32, Buffer.concat([text(topic), Buffer.from([messageId >> 8, messageId & 0xff]), payload]));
