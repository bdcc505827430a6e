import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SystemClock } from "#contract/clock";
import { openInfluxTelemetry } from "#controller/telemetry/influxdb";
import { timestampOf } from "#controller/telemetry/influxdb-lines";
import { type Influxdb, startInfluxdb } from "#tests/setup/influxdb";
import { telemetryPerilSuite } from "#tests/suites/telemetry-perils";
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

telemetryPerilSuite(async () => {
  const database = `leerie_${databases++}`;
  const crash = async (): Promise<void> => {
    await server.kill("SIGKILL");
    await server.restart();
  };
  return {
    open: () => open({ database }),
    takeAway: () => server.kill("SIGTERM"),
    giveBack: () => server.restart(),
    crash,
    writer: ["influxdb", server.url, database],
  };
});

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
  await administer("DROP DATABASE dropped");
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

/** Asks the server something as its administrator would. */
async function administer(q: string, url = server.url): Promise<void> {
  const answer = await fetch(`${url}/query`, { method: "POST", body: new URLSearchParams({ q }) });
  expect(await answer.text()).not.toContain('"error"');
}

test("readings beyond the database's retention are refused for good with its reason, and take no others with them", async () => {
  const store = open({ database: "short" });
  const { atMs } = reading();
  await administer("CREATE DATABASE short WITH DURATION 520w");
  const readings = [reading({ seq: 1 }), reading({ seq: 2, atMs: 0 }), reading({ seq: 3 })];
  await expect(store.write(readings)).rejects.toMatchObject({
    code: "BAD_INPUT",
    message: expect.stringMatching(/refuses some of 3 readings for good: .*points beyond retention policy dropped=1/),
  });
  expect((await store.history("ep-0001", 0, atMs + 1, 10)).map(({ seq }) => seq)).toEqual([1, 3]);
  await expect(store.write([reading({ seq: 2, atMs: 0 })])).rejects.toThrow("refuses some of 1 readings for good");
});

test("a field that somebody wrote as a text is told in the server's words", async () => {
  const store = open({ database: "mixed" });
  await administer("CREATE DATABASE mixed");
  await fetch(`${server.url}/write?db=mixed`, { method: "POST", body: `reading,light=other powerW="much" ${reading().atMs}000000` });
  await expect(store.write([reading()])).rejects.toMatchObject({ code: "BAD_INPUT", message: expect.stringContaining("field type conflict") });
});

test("a server that refuses the user says which settings to look at; the right ones are let in", async () => {
  const guarded = await startInfluxdb({ auth: true });
  try {
    const as = (username: string, password: string) => openInfluxTelemetry({ url: guarded.url, database: "guarded", username, password });
    const refused = { code: "STORE_OFFLINE", message: expect.stringContaining("check telemetry.username and telemetry.passwordFile") };
    await expect(as("leerie", "one").write([reading()])).rejects.toMatchObject(refused);
    await administer(`CREATE USER "leerie" WITH PASSWORD 'one' WITH ALL PRIVILEGES`, guarded.url);
    await expect(as("leerie", "two").write([reading()])).rejects.toMatchObject(refused);
    const store = as("leerie", "one");
    await store.write([reading()]);
    expect(await store.count()).toBe(1);
  } finally {
    await guarded.close();
  }
});

test("a full disk is told with what to do; after it, all that was acknowledged is there and writing goes on", { timeout: 60_000 }, async (context) => {
  const folder = await mkdtemp(join(tmpdir(), "leerie-small-disk-"));
  if (!(await ran("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder))) context.skip("a small disk can only be made with the right to mount");
  const small = await startInfluxdb({ folder });
  try {
    const store = openInfluxTelemetry({ url: small.url, database: "small" });
    const batch = (n: number) =>
      Array.from({ length: 2_000 }, (_, i) =>
        reading({ light: `ep-${i}`, seq: n, atMs: reading().atMs + n * 60_000 + i, voltageV: 200 + ((i * 7_919 + n * 104_729) % 6_000) / 100 }),
      );
    let stored = 0;
    const fill = async (): Promise<void> => {
      for (; stored < 200; stored++) await store.write(batch(stored));
    };
    await expect(fill()).rejects.toMatchObject({ code: "STORE_OFFLINE", message: expect.stringMatching(/no space left on device.*make room.*start it again/) });
    expect(stored).toBeGreaterThan(0);
    expect(await ran("mount", "-o", "remount,size=60m", folder)).toBe(true);
    // With room again, InfluxDB 1.x goes on refusing until it is started anew: its log's writer keeps the first error.
    await small.kill("SIGTERM");
    await small.restart();
    for (let n = 0; n < stored; n++) expect((await store.history("ep-7", batch(n)[0]?.atMs ?? 0, (batch(n)[0]?.atMs ?? 0) + 60_000, 10)).length).toBe(1);
    expect(await store.count()).toBeGreaterThanOrEqual(stored * 2_000);
    await store.write(batch(stored));
    expect(await store.count()).toBe((stored + 1) * 2_000);
    await store.close();
  } finally {
    await small.close();
    await ran("umount", folder);
    await rm(folder, { recursive: true, force: true });
  }
});

/** Whether a command ends well. */
async function ran(command: string, ...args: readonly string[]): Promise<boolean> {
  const [status] = await once(spawn(command, args, { stdio: "ignore" }), "exit");
  return status === 0;
}

test("neighbouring reports never share a nanosecond", () => {
  const places = new Set<string>();
  for (let boot = 1; boot <= 40; boot++) for (let seq = 1; seq <= 2_000; seq++) places.add(timestampOf(1_790_000_000_000, boot, seq));
  expect(places.size).toBe(40 * 2_000);
  expect(timestampOf(1_790_000_000_000, 0, 7)).toBe("1790000000000000007");
});
