import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Outbox } from "#broker/outbox";
import { ManualClock } from "#contract/clock";
import { FrameReader, unpackBatch } from "#contract/handover";
import { until } from "./rig.ts";

const bytesMax = 2 * 1024 * 1024;
const payloadBytes = 10_000;
const clock = new ManualClock("2026-11-21T16:00:00Z");
let outbox: Outbox;
let near: Socket;
let far: Socket;
let heard: number[];
beforeEach(async () => {
  outbox = new Outbox(clock, bytesMax);
  heard = [];
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const accepted = once(server, "connection");
  near = connect(address && typeof address === "object" ? address.port : 0, "127.0.0.1");
  [far] = await accepted;
  server.close();
});
afterEach(() => {
  near.destroy();
  far.destroy();
});

function add(from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const payload = Buffer.alloc(payloadBytes);
    payload.writeUInt32BE(i);
    outbox.add("leerie/v1/camden/n1/n1/up/report", payload);
  }
}

function listen(): void {
  const reader = new FrameReader();
  far.on("data", (chunk) => reader.push(chunk, (_kind, body) => heard.push(...unpackBatch(body).map(({ payload }) => Buffer.from(payload).readUInt32BE()))));
}

test("a few messages go out together after 2 ms", async () => {
  listen();
  outbox.connect(near);
  add(0, 3);
  expect(near.bytesWritten).toBe(0);
  clock.advance(2);
  await until(2_000, "three messages", () => heard.length === 3);
  expect(near.bytesWritten).toBeLessThan(3 * payloadBytes + 300);
});

test("while the controller is away the newest are kept within the bound; the older are dropped and counted", async () => {
  add(0, 1_000);
  outbox.flush();
  expect(outbox.queuedBytes).toBeLessThanOrEqual(bytesMax);
  expect(outbox.queuedBytes).toBeGreaterThan(bytesMax / 2);
  listen();
  outbox.connect(near);
  await until(3_000, "the last message", () => heard.at(-1) === 999);
  expect(heard).toEqual(Array.from({ length: heard.length }, (_, i) => 1_000 - heard.length + i));
  expect(outbox.dropped).toBe(1_000 - heard.length);
  expect(outbox.queuedBytes).toBe(0);
});

test("a controller that has stopped reading is as good as away", () => {
  far.pause();
  outbox.connect(near);
  add(0, 3_000);
  expect(outbox.dropped).toBeGreaterThan(1_000);
  expect(near.writableLength).toBeLessThan(4 * 1024 * 1024);
  expect(outbox.queuedBytes).toBeLessThanOrEqual(bytesMax);
});
