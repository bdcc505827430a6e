/**
 * The binary forms between controller and page: the snapshot of every light (HTTP, once) and what changes after it (WebSocket).
 * Both sides use this file. Lights are addressed by row: their place in Hilbert order in one geometry version.
 */

/** What the map shows of a light, one byte. The order is the wire's; append only. */
export const conditions = [
  "unknown",
  "normal",
  "override",
  "mismatch",
  "lamp-failure",
  "day-burning",
  "no-supply",
  "comms-lost",
  "cycling",
  "other-fault",
] as const;
export type Condition = (typeof conditions)[number];

/** Level byte of a light that has not reported. */
export const levelUnknown = 255;

/** World size in z20 pixels: 256 · 2^20. One pixel is 8 cm at 56° N. */
export const worldPx = 268_435_456;

/** WGS84 degrees → z20 web-mercator pixels, integers. */
export function toWorldPx(lat: number, lon: number): { x: number; y: number } {
  const sin = Math.sin((lat * Math.PI) / 180);
  const x = (lon / 360 + 0.5) * worldPx;
  const y = (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * worldPx;
  return { x: Math.round(x), y: Math.round(y) };
}

/** z20 pixels → WGS84 degrees. */
export function fromWorldPx(x: number, y: number): { lat: number; lon: number } {
  return { lat: (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / worldPx))) * 180) / Math.PI, lon: (x / worldPx - 0.5) * 360 };
}

export interface Snapshot {
  readonly geometryVersion: number;
  /** Sequence of the last delta the snapshot includes. */
  readonly seq: number;
  /** The controller's clock, ms since 1970 UTC. */
  readonly nowMs: number;
  readonly x: Int32Array;
  readonly y: Int32Array;
  /** Index into `conditions`. */
  readonly condition: Uint8Array;
  /** 0–100, or levelUnknown. */
  readonly levelPct: Uint8Array;
}

export interface Delta {
  readonly geometryVersion: number;
  readonly seq: number;
  readonly nowMs: number;
  /** Ascending rows with their new condition and level. */
  readonly rows: Uint32Array;
  readonly condition: Uint8Array;
  readonly levelPct: Uint8Array;
}

const snapshotMagic = 0x4c524531; // "LRE1"
const deltaMagic = 0x4c524432; // "LRD2"
const headerBytes = 24;

/** Rows must be in Hilbert order for the differences to be small. */
export function encodeSnapshot(snapshot: Snapshot): Uint8Array<ArrayBuffer> {
  const count = snapshot.x.length;
  const bytes = new Uint8Array(headerBytes + count * 12);
  header(bytes, snapshotMagic, snapshot, count);
  let at = headerBytes;
  let lastX = 0;
  let lastY = 0;
  for (let row = 0; row < count; row++) {
    const x = snapshot.x[row] ?? 0;
    const y = snapshot.y[row] ?? 0;
    at = putVarint(bytes, at, zigzag(x - lastX));
    at = putVarint(bytes, at, zigzag(y - lastY));
    lastX = x;
    lastY = y;
  }
  bytes.set(snapshot.condition, at);
  bytes.set(snapshot.levelPct, at + count);
  return bytes.slice(0, at + 2 * count);
}

/** Throws RangeError when the bytes are not a snapshot. */
export function decodeSnapshot(buffer: ArrayBuffer): Snapshot {
  const bytes = new Uint8Array(buffer);
  const { count, geometryVersion, seq, nowMs } = readHeader(bytes, snapshotMagic);
  const x = new Int32Array(count);
  const y = new Int32Array(count);
  const cursor = { at: headerBytes };
  let lastX = 0;
  let lastY = 0;
  for (let row = 0; row < count; row++) {
    lastX += unzigzag(takeVarint(bytes, cursor));
    lastY += unzigzag(takeVarint(bytes, cursor));
    x[row] = lastX;
    y[row] = lastY;
  }
  const { at } = cursor;
  if (at + 2 * count > bytes.length) throw new RangeError(`snapshot ends early: ${bytes.length} bytes, expected ${at + 2 * count}`);
  return { geometryVersion, seq, nowMs, x, y, condition: bytes.slice(at, at + count), levelPct: bytes.slice(at + count, at + 2 * count) };
}

export function encodeDelta(delta: Delta): Uint8Array<ArrayBuffer> {
  const count = delta.rows.length;
  const bytes = new Uint8Array(headerBytes + count * 7);
  header(bytes, deltaMagic, delta, count);
  let at = headerBytes;
  let last = 0;
  for (let i = 0; i < count; i++) {
    const row = delta.rows[i] ?? 0;
    at = putVarint(bytes, at, row - last);
    last = row;
    bytes[at++] = delta.condition[i] ?? 0;
    bytes[at++] = delta.levelPct[i] ?? levelUnknown;
  }
  return bytes.slice(0, at);
}

/** Throws RangeError when the bytes are not a delta. */
export function decodeDelta(buffer: ArrayBuffer): Delta {
  const bytes = new Uint8Array(buffer);
  const { count, geometryVersion, seq, nowMs } = readHeader(bytes, deltaMagic);
  const rows = new Uint32Array(count);
  const condition = new Uint8Array(count);
  const levelPct = new Uint8Array(count);
  const cursor = { at: headerBytes };
  let last = 0;
  for (let i = 0; i < count; i++) {
    last += takeVarint(bytes, cursor);
    rows[i] = last;
    condition[i] = bytes[cursor.at++] ?? 0;
    levelPct[i] = bytes[cursor.at++] ?? levelUnknown;
  }
  return { geometryVersion, seq, nowMs, rows, condition, levelPct };
}

function header(bytes: Uint8Array, magic: number, from: { geometryVersion: number; seq: number; nowMs: number }, count: number): void {
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic);
  view.setUint32(4, from.geometryVersion);
  view.setUint32(8, count);
  view.setUint32(12, from.seq);
  view.setFloat64(16, from.nowMs);
}

function readHeader(bytes: Uint8Array, magic: number): { count: number; geometryVersion: number; seq: number; nowMs: number } {
  if (bytes.length < headerBytes) throw new RangeError(`${bytes.length} bytes are too few for a header of ${headerBytes}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (view.getUint32(0) !== magic) throw new RangeError(`starts with ${view.getUint32(0).toString(16)}, expected ${magic.toString(16)}`);
  return { geometryVersion: view.getUint32(4), count: view.getUint32(8), seq: view.getUint32(12), nowMs: view.getFloat64(16) };
}

const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);
const unzigzag = (value: number): number => (value % 2 === 1 ? -(value + 1) / 2 : value / 2);

function putVarint(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  let i = at;
  while (rest >= 128) {
    bytes[i++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  bytes[i++] = rest;
  return i;
}

function takeVarint(bytes: Uint8Array, cursor: { at: number }): number {
  let value = 0;
  let scale = 1;
  for (;;) {
    const byte = bytes[cursor.at++];
    if (byte === undefined) throw new RangeError("ends inside a number");
    value += (byte & 127) * scale;
    if (byte < 128) return value;
    scale *= 128;
  }
}
