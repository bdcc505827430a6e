import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { LiveText } from "#contract/api";
import { SystemClock, wait } from "#contract/clock";
import { decodeDelta, encodeDelta } from "#contract/live";
import { startApi } from "#controller/api/server";
import { options } from "./setup.ts";

/** A server on a free port, and sockets that end with the test. */
async function server() {
  const given = options();
  const api = await startApi({ ...given, port: 0 });
  const sockets: WebSocket[] = [];
  onTestFinished(async () => {
    for (const socket of sockets) socket.terminate();
    await api.close();
  });
  const open = (headers: Record<string, string> = {}, query = ""): WebSocket => {
    const socket = new WebSocket(`${api.address.replace("http", "ws")}/api/v1/live${query}`, { headers });
    sockets.push(socket);
    return socket;
  };
  return { ...given, api, open };
}

/** The next so many frames: texts parsed by their schema, binary as deltas. */
async function frames(socket: WebSocket, count: number): Promise<unknown[]> {
  const got: unknown[] = [];
  await new Promise<void>((resolve, reject) => {
    const cancel = new SystemClock().after(5_000, "frames", () => reject(new Error(`expected ${count} frames within 5 s, got ${got.length}`)));
    socket.on("message", (data: Buffer, isBinary) => {
      got.push(isBinary ? decodeDelta(Uint8Array.from(data).buffer) : LiveText.parse(JSON.parse(data.toString())));
      if (got.length < count) return;
      cancel();
      resolve();
    });
  });
  return got;
}

async function closing(socket: WebSocket): Promise<{ code: number; reason: string }> {
  const [code, reason] = await once(socket, "close", { signal: AbortSignal.timeout(5_000) });
  return { code, reason: String(reason) };
}

const delta = (seq: number, rows = 1) =>
  encodeDelta({
    geometryVersion: 7,
    seq,
    nowMs: 1,
    rows: Uint32Array.from({ length: rows }, (_, row) => row * 300),
    condition: new Uint8Array(rows),
    levelPct: new Uint8Array(rows).fill(80),
  });

test("a page is greeted with status, health, overrides and the counts of alarms, then hears what changes", async () => {
  const { desk, open } = await server();
  const socket = open();
  expect((await frames(socket, 4)).map((frame) => Reflect.get(Object(frame), "type"))).toEqual(["status", "health", "overrides", "alarms"]);
  const next = frames(socket, 2);
  desk.emit(delta(43));
  desk.emit({ type: "geometry", geometryVersion: 8 });
  expect(await next).toEqual([expect.objectContaining({ seq: 43, levelPct: Uint8Array.of(80) }), { type: "geometry", geometryVersion: 8 }]);
});

test("a page that says what it has gets the deltas after it, then what changes", async () => {
  const { desk, open } = await server();
  desk.kept = [delta(40), delta(41), delta(42)];
  const socket = open({}, "?since=40&geometry=7");
  const caughtUp = (await frames(socket, 6)).slice(4);
  expect(caughtUp).toEqual([expect.objectContaining({ seq: 41 }), expect.objectContaining({ seq: 42 })]);
  const next = frames(socket, 1);
  desk.emit(delta(43));
  expect(await next).toEqual([expect.objectContaining({ seq: 43 })]);
});

test.each([
  ["has the last delta", "?since=42&geometry=7", false],
  ["was away for too long", "?since=30&geometry=7", true],
  ["has other lights", "?since=42&geometry=6", true],
  ["saw an earlier run", "?since=900&geometry=7", true],
])("a page that %s", async (_, query, isMissed) => {
  const { desk, open } = await server();
  const socket = open({}, query);
  const greetingAndOne = frames(socket, 5);
  await expect.poll(() => desk.listeners.size).toBe(1);
  desk.emit(delta(43));
  expect((await greetingAndOne)[4]).toEqual(isMissed ? { type: "missed" } : expect.objectContaining({ seq: 43 }));
});

test.each(["?since=42", "?since=42&geometry=x", "?since=-1&geometry=7"])("%s is refused", async (query) => {
  const { open, desk } = await server();
  const [error] = await once(open({}, query), "error");
  expect(String(error)).toContain("400");
  expect(desk.listeners.size).toBe(0);
});

test("pages share one subscription, which ends with the last of them", async () => {
  const { desk, open } = await server();
  const [one, two] = [open(), open()];
  await Promise.all([frames(one, 3), frames(two, 3)]);
  expect(desk.listeners.size).toBe(1);
  const heard = Promise.all([frames(one, 1), frames(two, 1)]);
  desk.emit(delta(44));
  await heard;
  one.close();
  await closing(one);
  two.close();
  await closing(two);
  await expect.poll(() => desk.listeners.size).toBe(0);
});

test.each(["https://evil.example", "http://127.0.0.1:1", "null"])("a page of %s gets no stream", async (origin) => {
  const { open, desk } = await server();
  const socket = open({ origin });
  const [error] = await once(socket, "error");
  expect(String(error)).toContain("403");
  expect(desk.listeners.size).toBe(0);
});

test("an upgrade that reaches no route is answered and its socket ended", async () => {
  const { api } = await server();
  for (const path of ["/%zz", "/nowhere"]) {
    const socket = upgrade(api.port, path);
    const [answer] = await once(socket, "data", { signal: AbortSignal.timeout(5_000) });
    expect(String(answer)).toMatch(/^HTTP\/1.1 40[04]/);
    socket.resume();
    await once(socket, "close", { signal: AbortSignal.timeout(5_000) });
  }
});

test("the page's own origin does", async () => {
  const { api, open } = await server();
  await frames(open({ origin: api.address }), 3);
});

test("who speaks on the stream is shown out", async () => {
  const { open } = await server();
  const socket = open();
  await frames(socket, 4);
  socket.send("hello");
  expect(await closing(socket)).toEqual({ code: 1008, reason: "this stream only speaks" });
  const loud = open();
  await frames(loud, 3);
  loud.send("x".repeat(5_000));
  expect([1006, 1009]).toContain((await closing(loud)).code);
});

test("a page that does not answer a ping for a whole period is gone; one that does stays", async () => {
  const { clock, open, desk } = await server();
  const alive = open();
  const mute = new WebSocket(alive.url, { autoPong: false });
  await Promise.all([frames(alive, 3), frames(mute, 3)]);
  const pinged = Promise.all([once(alive, "ping"), once(mute, "ping")]);
  clock.advance(30_000);
  await pinged;
  const gone = closing(mute);
  // The pong is on its way to the server: another frame there and back says that it has arrived.
  await new Promise<void>((resolve) => {
    alive.once("pong", () => resolve());
    alive.ping();
  });
  clock.advance(30_000);
  expect((await gone).code).toBe(1006);
  const next = frames(alive, 1);
  desk.emit(delta(45));
  await next;
});

test("a page that stops reading is let go, and the others hear everything", async () => {
  const { api, open, desk } = await server();
  const good = open();
  await frames(good, 3);
  const frozen = await frozenPage(api.port);
  expect((await fetch(`${api.address}/metrics`)).status).toBe(200);

  const large = delta(46, 200_000);
  let heard = 0;
  good.on("message", () => heard++);
  let sent = 0;
  while (!(await figure(api.address, "leerie_live_fell_behind_total")) && sent < 200) {
    desk.emit(large);
    sent++;
    // One at a time: the good page must not be the one that falls behind.
    await expect.poll(() => heard, { timeout: 5_000 }).toBe(sent);
  }
  expect(await figure(api.address, "leerie_live_fell_behind_total")).toBe(1);
  expect(await figure(api.address, "leerie_live_pages")).toBe(1);
  frozen.destroy();
});

test("a page that was let go and never reads does not hold up the end", async () => {
  const given = options();
  const api = await startApi({ ...given, clock: new SystemClock(), port: 0 });
  const frozen = await frozenPage(api.port);
  onTestFinished(() => void frozen.destroy());
  const large = delta(46, 200_000);
  for (let sent = 0; given.desk.listeners.size > 0 && sent < 200; sent++) given.desk.emit(large);
  expect(given.desk.listeners.size).toBe(0);
  const ended = await Promise.race([api.close().then(() => "ended"), wait(new SystemClock(), 5_000, "end of the server").then(() => "still open after 5 s")]);
  expect(ended).toBe("ended");
});

test("a greeting that fails is a bug: logged, and the page is let go", async () => {
  const { desk, open, logged } = await server();
  desk.status = () => {
    throw new TypeError("no status");
  };
  await closing(open());
  expect(logged).toEqual(["error the live stream of a page failed"]);
});

test("a stopping server says goodbye", async () => {
  const given = options();
  const api = await startApi({ ...given, port: 0 });
  const socket = new WebSocket(`${api.address.replace("http", "ws")}/api/v1/live`);
  await frames(socket, 4);
  const closed = closing(socket);
  await api.close();
  expect((await closed).code).toBe(1001);
  expect(given.desk.listeners.size).toBe(0);
});

test("asked as a plain page it says what it is", async () => {
  const { api } = await server();
  const answer = await fetch(`${api.address}/api/v1/live`);
  expect(answer.status).toBe(426);
  expect(await answer.json()).toMatchObject({ code: "UPGRADE_REQUIRED" });
});

/** Opens the stream and never reads again. */
async function frozenPage(port: number): Promise<Socket> {
  const socket = upgrade(port, "/api/v1/live");
  await once(socket, "data");
  socket.pause();
  return socket;
}

function upgrade(port: number, path: string): Socket {
  const socket = connect(port, "127.0.0.1");
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  );
  return socket;
}

async function figure(address: string, name: string): Promise<number> {
  const text = await (await fetch(`${address}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1]);
}
