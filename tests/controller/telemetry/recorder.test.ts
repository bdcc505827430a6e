import { expect, test } from "vitest";
import { ManualClock } from "#contract/clock";
import { LightingError } from "#contract/failures";
import { MemoryTelemetry } from "#controller/telemetry/memory";
import type { Reading } from "#controller/telemetry/port";
import { Recorder, type RecorderOptions } from "#controller/telemetry/recorder";
import { reading } from "#tests/suites/telemetry-store";

/** A memory store whose writes wait until the test lets them go, and that remembers the batches. */
function heldStore() {
  const store = new MemoryTelemetry();
  const waiting: (() => void)[] = [];
  const batches: number[][] = [];
  const write = store.write.bind(store);
  const held = {
    store,
    batches,
    holds: false,
    refuses: (_: readonly Reading[]): boolean => false,
    release: (): void => {
      held.holds = false;
      for (const go of waiting.splice(0)) go();
    },
  };
  store.write = async (readings) => {
    batches.push(readings.map(({ seq }) => seq));
    if (held.holds) await new Promise<void>((resolve) => waiting.push(resolve));
    if (held.refuses(readings)) throw new LightingError("BAD_INPUT", "never");
    await write(readings);
  };
  return held;
}

function setUp(options: Partial<RecorderOptions> = {}) {
  const held = heldStore();
  const { store } = held;
  const clock = new ManualClock("2026-11-21T17:00:00Z");
  const pace = new ManualClock(0);
  const recorder = new Recorder({ store, clock, pace, batchReadings: 10, batchMs: 1_000, readingsMax: 100, ...options });
  const record = (from: number, to: number): void => {
    for (let seq = from; seq <= to; seq++) recorder.record(reading({ seq }));
  };
  return { held, store, clock, pace, recorder, record };
}

/** Lets every promise that can go on do so. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const stored = async (store: MemoryTelemetry): Promise<number[]> => (await store.history("ep-0001", 0, reading().atMs + 1, 1_000)).map(({ seq }) => seq);

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

test("a batch is written when it is full, and what is left when its time has come", async () => {
  const { held, pace, recorder, record } = setUp();
  record(1, 23);
  await settled();
  expect(held.batches).toEqual([range(1, 10), range(11, 20)]);
  pace.advance(999);
  await settled();
  expect(held.batches).toHaveLength(2);
  pace.advance(1);
  await settled();
  expect(held.batches[2]).toEqual([21, 22, 23]);
  expect(recorder.state()).toMatchObject({ state: "up", buffered: 0, written: 23, dropped: 0, refused: 0 });
});

test("tells what has become durable, and only that", async () => {
  const { held, recorder, record } = setUp();
  const told: number[] = [];
  recorder.onStored((readings) => told.push(...readings.map(({ seq }) => seq)));
  held.holds = true;
  record(1, 10);
  await settled();
  expect(told).toEqual([]);
  held.release();
  await recorder.flush();
  expect(told).toEqual(range(1, 10));
});

test("at most four batches are on their way; the rest waits", async () => {
  const { held, store, recorder, record } = setUp();
  held.holds = true;
  record(1, 70);
  await settled();
  expect(held.batches).toHaveLength(4);
  expect(recorder.state()).toMatchObject({ state: "degraded", buffered: 70 });
  held.release();
  await recorder.flush();
  expect(await stored(store)).toEqual(range(1, 70));
  expect(recorder.state().state).toBe("up");
});

test("while the store is away readings wait in order and are tried with back-off; then all are there", async () => {
  const { held, store, clock, pace, recorder, record } = setUp();
  clock.advance(60_000);
  store.offline = "the database is away";
  record(1, 45);
  await settled();
  expect(recorder.state()).toMatchObject({ state: "down", detail: "the database is away", sinceMs: Date.parse("2026-11-21T17:01:00Z"), buffered: 45 });
  const tries = held.batches.length;
  // 250, 500, 1,000, 2,000 ms: one batch goes ahead each time, always the oldest.
  for (const ms of [250, 500, 1_000, 2_000]) {
    pace.advance(ms - 1);
    await settled();
    const before = held.batches.length;
    pace.advance(1);
    await settled();
    expect(held.batches.length).toBe(before + 1);
    expect(held.batches.at(-1)).toEqual(range(1, 10));
  }
  expect(held.batches.length).toBe(tries + 4);
  store.offline = undefined;
  clock.advance(60_000);
  pace.advance(10_000);
  await recorder.flush();
  expect(await stored(store)).toEqual(range(1, 45));
  expect(recorder.state()).toMatchObject({ state: "up", sinceMs: Date.parse("2026-11-21T17:02:00Z"), buffered: 0, written: 45, dropped: 0 });
});

test("without a spool, full memory drops the oldest, counts them and tells which", async () => {
  const { store, pace, recorder, record } = setUp();
  const dropped: number[] = [];
  recorder.onDropped((readings) => dropped.push(...readings.map(({ seq }) => seq)));
  store.offline = "the database is away";
  record(1, 130);
  await settled();
  record(131, 150);
  await settled();
  expect(recorder.state()).toMatchObject({ buffered: 100, dropped: 50 });
  store.offline = undefined;
  pace.advance(10_000);
  await recorder.flush();
  // The first four batches were on their way when the buffer filled, and were dropped when they came back.
  const kept = await stored(store);
  expect(kept).toHaveLength(100);
  expect(kept.slice(-20)).toEqual(range(131, 150));
  expect([...kept, ...dropped].sort((a, b) => a - b)).toEqual(range(1, 150));
  expect(recorder.state()).toMatchObject({ written: 100, dropped: 50, buffered: 0 });
});

test("what no store would take is counted and keeps nothing else from being stored", async () => {
  const { store, recorder, record } = setUp();
  const refused: number[] = [];
  recorder.onRefused((readings) => refused.push(...readings.map(({ seq }) => seq)));
  record(1, 3);
  recorder.record(reading({ seq: 4, powerW: Number.NaN }));
  recorder.record(reading({ seq: 5, light: "a\nb" }));
  await recorder.flush();
  expect(await stored(store)).toEqual([1, 2, 3]);
  expect(recorder.state()).toMatchObject({ state: "up", refused: 2, refusedBy: { invalid: 2, store: 0 }, written: 3 });
  expect(refused).toEqual([4, 5]);
});

test("a bad reading in a batch is found and refused alone, and told with the store's reason; the others are stored", async () => {
  const lines: string[] = [];
  const { held, store, recorder, record } = setUp({ log: (line) => lines.push(line) });
  const told: number[] = [];
  const refused: number[] = [];
  recorder.onStored((readings) => told.push(...readings.map(({ seq }) => seq)));
  recorder.onRefused((readings) => refused.push(...readings.map(({ seq }) => seq)));
  held.refuses = (readings) => readings.some(({ seq }) => seq === 5 || seq === 9);
  record(1, 20);
  await recorder.flush();
  const good = range(1, 20).filter((seq) => seq !== 5 && seq !== 9);
  expect(await stored(store)).toEqual(good);
  expect(told.sort((a, b) => a - b)).toEqual(good);
  expect(recorder.state()).toMatchObject({ state: "up", refused: 2, refusedBy: { invalid: 0, store: 2 }, written: 18, dropped: 0, buffered: 0 });
  expect(refused.sort((a, b) => a - b)).toEqual([5, 9]);
  expect(lines).toEqual(["2 of 10 readings are refused by the telemetry store for good: never"]);
});

test("a store that refuses everything is asked a bounded number of times", async () => {
  const { held, recorder, record } = setUp({ batchReadings: 5_000, readingsMax: 100_000 });
  held.refuses = () => true;
  record(1, 5_000);
  await recorder.flush();
  expect(held.batches.length).toBeLessThanOrEqual(500);
  expect(recorder.state()).toMatchObject({ refused: 5_000, written: 0, buffered: 0 });
});

test("a store that goes away while a bad reading is looked for is given the whole batch again", async () => {
  const { held, store, pace, recorder, record } = setUp();
  held.refuses = (readings) => {
    if (held.batches.length === 4) store.offline = "the database is away";
    return store.offline === undefined && readings.some(({ seq }) => seq === 5);
  };
  record(1, 10);
  await settled();
  expect(recorder.state()).toMatchObject({ state: "down", buffered: 10, written: 0, refused: 0 });
  store.offline = undefined;
  pace.advance(250);
  await recorder.flush();
  expect(await stored(store)).toEqual(range(1, 10).filter((seq) => seq !== 5));
  expect(recorder.state()).toMatchObject({ state: "up", buffered: 0, written: 9, refused: 1 });
});

test("what comes before a write is waited for each time a batch is given to the store, and told once when it fails", async () => {
  const lines: string[] = [];
  const prepared: number[][] = [];
  let fails = false;
  const { held, store, pace, recorder, record } = setUp({
    log: (line) => lines.push(line),
    beforeWrite: async (readings) => {
      prepared.push(readings.map(({ seq }) => seq));
      expect(held.batches).not.toContainEqual(prepared.at(-1));
      if (fails) throw new Error("the accounts' disk is full");
    },
  });
  record(1, 10);
  await recorder.flush();
  expect(prepared).toEqual(held.batches);
  fails = true;
  record(11, 20);
  await recorder.flush();
  record(21, 30);
  await recorder.flush();
  expect(await stored(store)).toEqual(range(1, 30));
  expect(lines).toEqual(["readings are stored, but the energy of their half hours may be behind: the accounts' disk is full"]);
  held.batches.splice(0);
  prepared.splice(0);
  store.offline = "the database is away";
  record(31, 40);
  await settled();
  store.offline = undefined;
  held.batches.splice(0);
  pace.advance(250);
  await recorder.flush();
  expect(prepared).toEqual([range(31, 40), range(31, 40)]);
});

test("what comes before a write holds it for 10 s at most", async () => {
  const { store, pace, recorder, record } = setUp({ beforeWrite: () => new Promise(() => {}) });
  record(1, 10);
  await settled();
  expect(recorder.state()).toMatchObject({ written: 0, buffered: 10 });
  pace.advance(10_000);
  await recorder.flush();
  expect(await stored(store)).toEqual(range(1, 10));
});

test("whoever can wait is told to while the store is down or memory is more than half full", async () => {
  const { held, store, pace, recorder, record } = setUp();
  expect(recorder.isNearlyFull()).toBe(false);
  held.holds = true;
  record(1, 50);
  expect(recorder.isNearlyFull()).toBe(false);
  record(51, 51);
  expect(recorder.isNearlyFull()).toBe(true);
  held.release();
  await recorder.flush();
  expect(recorder.isNearlyFull()).toBe(false);
  store.offline = "the database is away";
  record(52, 61);
  await settled();
  expect(recorder.isNearlyFull()).toBe(true);
  store.offline = undefined;
  pace.advance(250);
  await recorder.flush();
  expect(recorder.isNearlyFull()).toBe(false);
});

test("closing writes what waits; what comes after is dropped and told", async () => {
  const { store, recorder, record } = setUp();
  const dropped: number[] = [];
  recorder.onDropped((readings) => dropped.push(...readings.map(({ seq }) => seq)));
  record(1, 5);
  await recorder.close();
  expect(await stored(store)).toEqual(range(1, 5));
  record(6, 6);
  expect(recorder.state()).toMatchObject({ written: 5, dropped: 1, buffered: 0 });
  expect(dropped).toEqual([6]);
});

test("closing waits 5 s for a store that is away, and no longer", async () => {
  const { store, pace, recorder, record } = setUp();
  store.offline = "the database is away";
  record(1, 15);
  await settled();
  const closing = recorder.close();
  for (let ms = 0; ms < 5_000; ms += 250) {
    pace.advance(250);
    await settled();
  }
  await closing;
  expect(recorder.state()).toMatchObject({ state: "down", dropped: 15, buffered: 0 });
  expect(pace.waiting()).toEqual([]);
});

test("tells readings stored per second over the last ten", async () => {
  const { pace, recorder, record } = setUp({ batchReadings: 50, readingsMax: 1_000 });
  for (let second = 0; second < 20; second++) {
    record(second * 50 + 1, second * 50 + 50);
    await settled();
    pace.advance(1_000);
  }
  expect(recorder.state().readingsPerSecond).toBeCloseTo(45, 0);
  pace.advance(20_000);
  expect(recorder.state().readingsPerSecond).toBe(0);
});
