import { afterAll, beforeAll, expect, test } from "vitest";
import { SystemClock, wait } from "#contract/clock";
import { openInfluxTelemetry } from "#controller/telemetry/influxdb";
import { Recorder } from "#controller/telemetry/recorder";
import { type Influxdb, startInfluxdb } from "#tests/setup/influxdb";
import { reading } from "#tests/suites/telemetry-store";

const clock = new SystemClock();
let server: Influxdb;
beforeAll(async () => {
  server = await startInfluxdb();
});
afterAll(() => server.close());

test("a database killed in the middle of writing, and away for a while, loses nothing that fits the buffer", async () => {
  const store = openInfluxTelemetry({ url: server.url, database: "leerie" });
  const recorder = new Recorder({ store, clock, pace: clock, batchReadings: 200, batchMs: 20, readingsMax: 100_000 });
  const told = new Set<number>();
  let tellStored: () => void = () => {};
  recorder.onStored((readings) => {
    for (const { seq } of readings) told.add(seq);
    tellStored();
  });
  let seq = 0;
  const record = (count: number): void => {
    for (let i = 0; i < count; i++) recorder.record(reading({ light: `ep-${seq % 50}`, seq: ++seq, atMs: 1_790_000_000_000 + seq }));
  };
  const firstStored = new Promise<void>((resolve) => {
    tellStored = resolve;
  });
  record(10_000);
  await firstStored;
  await server.kill("SIGKILL");
  record(10_000);
  await until(() => recorder.state().state === "down", "the recorder to tell that the store is down");
  await server.restart();
  record(1_000);
  await recorder.flush();
  expect(recorder.state()).toMatchObject({ state: "up", dropped: 0, refused: 0, written: 21_000, buffered: 0 });
  expect(told.size).toBe(21_000);
  expect(await store.count()).toBe(21_000);
  await recorder.close();
});

test("readings that the database will never take, older than it keeps any, are refused alone; the others of their batch are stored", async () => {
  const query = async (q: string): Promise<void> => {
    const answer = await fetch(`${server.url}/query`, { method: "POST", body: new URLSearchParams({ q }) });
    expect(answer.status).toBe(200);
  };
  await query('CREATE DATABASE "short" WITH DURATION 1h');
  const store = openInfluxTelemetry({ url: server.url, database: "short" });
  const lines: string[] = [];
  const recorder = new Recorder({ store, clock, pace: clock, batchReadings: 200, batchMs: 20, readingsMax: 100_000, log: (line) => lines.push(line) });
  const [stored, refused] = [new Set<number>(), new Set<number>()];
  recorder.onStored((readings) => {
    for (const { seq } of readings) stored.add(seq);
  });
  recorder.onRefused((readings) => {
    for (const { seq } of readings) refused.add(seq);
  });
  const isOld = (seq: number): boolean => seq % 50 === 7;
  const nowMs = Math.floor(clock.now());
  for (let seq = 1; seq <= 400; seq++)
    recorder.record(reading({ light: `ep-${seq % 5}`, seq, atMs: nowMs - (isOld(seq) ? 30 * 24 * 3_600_000 : 60_000) + seq }));
  await recorder.flush();
  expect([...refused].sort((a, b) => a - b)).toEqual([7, 57, 107, 157, 207, 257, 307, 357]);
  expect(stored.size).toBe(392);
  expect(await store.count()).toBe(392);
  expect(recorder.state()).toMatchObject({ state: "up", refused: 8, written: 392, buffered: 0, dropped: 0 });
  expect(lines[0]).toContain("are refused by the telemetry store for good");
  await recorder.close();
  await store.close();
});

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let waitedMs = 0; !condition(); waitedMs += 10) {
    if (waitedMs > 10_000) throw new Error(`expected ${what} within 10 s`);
    await wait(clock, 10, what);
  }
}
