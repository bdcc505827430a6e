import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { type WebSocket as ServerSocket, WebSocketServer } from "ws";
import { ManualClock } from "#contract/clock";
import { encodeDelta } from "#contract/live";
import { LiveStream, type StreamState } from "../../web/stream/live.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A real server and a stream on a clock moved by hand. */
async function rig() {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const clock = new ManualClock(0);
  const seen: (StreamState["kind"] | string)[] = [];
  const waiting: (() => void)[] = [];
  const note = (what: string): void => {
    seen.push(what);
    for (const wake of waiting.splice(0)) wake();
  };
  const address = server.address();
  if (typeof address === "string" || address === null) throw new Error("the server has no port");
  const page = { seq: 7 };
  const stream = new LiveStream({
    url: () => `ws://127.0.0.1:${address.port}/?since=${page.seq}`,
    clock,
    onText: (frame) => note(frame.type),
    onDelta: (delta) => note(`delta ${delta.seq}`),
    onState: (state) => note(state.kind),
  });
  closers.push(
    () => stream.close(),
    () => server.close(),
  );
  const until = async (what: string): Promise<void> => {
    while (!seen.includes(what)) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const asked: string[] = [];
  server.on("connection", (_, request) => asked.push(request.url ?? ""));
  const connection = (): Promise<ServerSocket> => new Promise((resolve) => server.once("connection", resolve));
  return { clock, stream, page, asked, seen, until, connection };
}

test("text and deltas come through", async () => {
  const { stream, until, connection } = await rig();
  const opened = connection();
  stream.open();
  const socket = await opened;
  socket.send(JSON.stringify({ type: "geometry", geometryVersion: 2 }));
  socket.send(encodeDelta({ geometryVersion: 1, seq: 3, nowMs: 0, rows: new Uint32Array(), condition: new Uint8Array(), levelPct: new Uint8Array() }));
  await until("geometry");
  await until("delta 3");
});

test("a broken stream is said at once, and after half a second it asks for what the page then lacks", async () => {
  const { clock, stream, page, asked, seen, until, connection } = await rig();
  const opened = connection();
  stream.open();
  const socket = await opened;
  await until("live");
  socket.terminate();
  await until("broken");
  const again = connection();
  page.seq = 9;
  clock.advance(500);
  (await again).send(JSON.stringify({ type: "missed" }));
  await until("missed");
  expect(seen).toEqual(["live", "broken", "live", "missed"]);
  expect(asked).toEqual(["/?since=7", "/?since=9"]);
});

test("a server that falls silent counts as broken within 5 seconds", async () => {
  const { clock, stream, until, connection } = await rig();
  const opened = connection();
  stream.open();
  await opened;
  await until("live");
  clock.advance(5_000);
  await until("broken");
});
