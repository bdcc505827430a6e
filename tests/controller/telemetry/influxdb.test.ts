import { afterAll, beforeAll, expect, test } from "vitest";
import { SystemClock } from "#contract/clock";
import { openInfluxTelemetry } from "#controller/telemetry/influxdb";
import { timestampOf } from "#controller/telemetry/influxdb-lines";
import { type Influxdb, startInfluxdb } from "#tests/setup/influxdb";
import { reading, telemetryStoreSuite } from "#tests/suites/telemetry-store";

const clock = new SystemClock();
let server: Influxdb;
let databases = 0;
beforeAll(async () => {
  server = await startInfluxdb();
});
afterAll(() => server.close());

const open = (fields: { readonly authority?: string; readonly database?: string } = {}) =>
  openInfluxTelemetry({ url: server.url, database: `leerie_${databases++}`, ...fields });

telemetryStoreSuite(async () => open());

test("authorities that share a database see only their own lights", async () => {
  const [kilmory, brae] = [open({ database: "shared", authority: "kilmory" }), open({ database: "shared", authority: "brae" })];
  await kilmory.write([reading({ levelPct: 10 })]);
  await brae.write([reading({ levelPct: 20 }), reading({ light: "ep-0002", levelPct: 30 })]);
  const { atMs } = reading();
  expect(await kilmory.count()).toBe(1);
  expect([...(await brae.newest()).keys()].sort()).toEqual(["ep-0001", "ep-0002"]);
  expect((await kilmory.history("ep-0001", 0, atMs + 1, 10)).map(({ levelPct }) => levelPct)).toEqual([10]);
  expect(await kilmory.history("ep-0002", 0, atMs + 1, 10)).toEqual([]);
  const seen: [string, number[]][] = [];
  await kilmory.traces(atMs - 1, atMs + 1, ({ light, levelPct }) => seen.push([light, [...levelPct]]));
  await kilmory.traces(atMs - 1, atMs + 1, ({ light, levelPct }) => seen.push([light, [...levelPct]]), ["ep-0001", "ep-0002"]);
  expect(seen).toEqual([
    ["ep-0001", [10]],
    ["ep-0001", [10]],
  ]);
  expect(await kilmory.oldest()).toBe(atMs);
  expect(await kilmory.prune(atMs + 1)).toBe(1);
  expect([await kilmory.count(), await brae.count()]).toEqual([0, 2]);
});

test("a database that was dropped is made again at the next write", async () => {
  const store = open({ database: "dropped" });
  await store.write([reading({ seq: 1 })]);
  const drop = await fetch(`${server.url}/query`, { method: "POST", body: new URLSearchParams({ q: "DROP DATABASE dropped" }) });
  // The server answers 200 before it has done it; the end of the answer says that it has.
  await drop.text();
  await store.write([reading({ seq: 2 })]);
  expect(await store.count()).toBe(1);
});

test("while the server is away every call says so at once, and works again when it is back", async () => {
  const store = open();
  await store.write([reading({ seq: 1 })]);
  await server.kill();
  const beganMs = clock.elapsedMs();
  await expect(store.write([reading({ seq: 2 })])).rejects.toMatchObject({ code: "STORE_OFFLINE", message: expect.stringContaining("see whether it runs") });
  await expect(store.history("ep-0001", 0, 1, 1)).rejects.toMatchObject({ code: "STORE_OFFLINE" });
  expect(clock.elapsedMs() - beganMs).toBeLessThan(2_000);
  await server.restart();
  await store.write([reading({ seq: 2 })]);
  expect(await store.count()).toBe(2);
});

test("neighbouring reports never share a nanosecond", () => {
  const places = new Set<string>();
  for (let boot = 1; boot <= 40; boot++) for (let seq = 1; seq <= 2_000; seq++) places.add(timestampOf(1_790_000_000_000, boot, seq));
  expect(places.size).toBe(40 * 2_000);
  expect(timestampOf(1_790_000_000_000, 0, 7)).toBe("1790000000000000007");
});
