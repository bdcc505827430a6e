import { expect, test } from "vitest";
import { ManualClock } from "#contract/clock";
import type { Refusal } from "#contract/failures";
import { DemandLog } from "#controller/demand-log";
import { openMemoryRegistry } from "#controller/registry/memory";
import type { DemandRecord } from "#controller/registry/port";

const startMs = Date.parse("2026-11-21T18:00:00Z");
const iso = (utcMs: number): string => new Date(utcMs).toISOString();

/** A log on a ledger that can be away, and whose writes are counted. */
function setUp() {
  const registry = openMemoryRegistry();
  const pace = new ManualClock(0);
  const ledger = { ...registry };
  const state = { away: false, batches: [] as number[] };
  ledger.saveDemand = (records: readonly DemandRecord[]) => {
    state.batches.push(records.length);
    return state.away ? Promise.reject(new Error("the registry is locked")) : registry.saveDemand(records);
  };
  const lines: string[] = [];
  const log = new DemandLog({ ledger, pace, log: (line) => lines.push(line) });
  const hear = (value: number, secondsAfter: number, refusal?: Refusal): void =>
    log.record({ source: "bridge", at: iso(startMs + secondsAfter * 1_000), value }, startMs + secondsAfter * 1_000 + 250, refusal);
  const values = async (): Promise<number[]> => (await log.heard("bridge", 0, Number.MAX_SAFE_INTEGER, 100)).map(({ value }) => value);
  return { registry, pace, log, lines, state, hear, values };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const implausible: Refusal = { ok: false, reason: "implausible", detail: "value: found 8839" };

test("readings are known at once, and written together a little later", async () => {
  const { registry, pace, log, state, hear, values } = setUp();
  hear(1, 0);
  hear(2, 1);
  expect(await values()).toEqual([1, 2]);
  expect(state.batches).toEqual([]);
  pace.advance(2_000);
  await settled();
  expect(state.batches).toEqual([2]);
  expect(await registry.demandHeard("bridge", 0, startMs + 9_999, 9)).toEqual([
    { source: "bridge", atMs: startMs, heardAtMs: startMs + 250, nr: 0, value: 1, refused: undefined },
    { source: "bridge", atMs: startMs + 1_000, heardAtMs: startMs + 1_250, nr: 1, value: 2, refused: undefined },
  ]);
  hear(3, 2);
  expect(await values()).toEqual([1, 2, 3]);
  expect(log.state()).toEqual({ waiting: 1, written: 2, dropped: 0 });
});

test("of what was refused only the impossible is kept: it is why a source is not believed", async () => {
  const { hear, log } = setUp();
  hear(8_839, 0, implausible);
  for (const reason of ["not-newer", "stale", "from-the-future", "unknown-source"]) hear(5, 1, { ok: false, reason, detail: "" });
  expect((await log.heard("bridge", 0, startMs + 9_999, 9)).map(({ value, refused }) => [value, refused])).toEqual([[8_839, "implausible"]]);
});

test("while the registry is away readings wait, in order, and none is there twice when it is back", async () => {
  const { pace, log, lines, state, hear, values } = setUp();
  state.away = true;
  hear(1, 0);
  pace.advance(2_000);
  await settled();
  expect(log.state()).toEqual({ waiting: 1, written: 0, dropped: 0, failure: "the registry is locked" });
  hear(2, 1);
  expect(await values()).toEqual([1, 2]);
  state.away = false;
  pace.advance(10_000);
  await settled();
  expect(await values()).toEqual([1, 2]);
  expect(log.state()).toEqual({ waiting: 0, written: 2, dropped: 0 });
  expect(lines).toEqual(["demand readings wait to be kept: the registry is locked", "demand readings are kept again; 0 were lost since the start"]);
});

test("the oldest are dropped and counted when the registry stays away; a write takes a thousand", async () => {
  const { pace, log, state, hear, values } = setUp();
  for (let index = 0; index < 36_010; index++) hear(index, index);
  expect(log.state()).toMatchObject({ waiting: 36_000, dropped: 10 });
  expect((await log.heard("bridge", 0, Number.MAX_SAFE_INTEGER, 40_000))[0]?.value).toBe(10);
  expect((await values()).at(-1)).toBe(36_009);
  pace.advance(2_000);
  await settled();
  expect(state.batches).toEqual([1_000]);
});

test("closing waits for a batch on its way and writes what came after it", async () => {
  const { pace, log, state, hear } = setUp();
  hear(1, 0);
  pace.advance(2_000);
  hear(2, 1);
  await log.close();
  expect(state.batches).toEqual([1, 1]);
  expect(log.state()).toEqual({ waiting: 0, written: 2, dropped: 0 });
});

test("closing writes what waits, and waits for a registry that is away no longer than 5 s", async () => {
  const first = setUp();
  first.hear(1, 0);
  await first.log.close();
  expect(first.state.batches).toEqual([1]);
  first.hear(2, 1);
  expect(await first.values()).toEqual([1]);

  const registry = openMemoryRegistry();
  const pace = new ManualClock(0);
  const stuck = new DemandLog({ ledger: { ...registry, saveDemand: () => new Promise<void>(() => {}) }, pace, log: () => {} });
  stuck.record({ source: "bridge", at: iso(startMs), value: 1 }, startMs);
  pace.advance(2_000);
  stuck.record({ source: "bridge", at: iso(startMs + 1), value: 2 }, startMs + 1);
  const closing = stuck.close();
  await settled();
  pace.advance(5_000);
  await closing;
  expect(stuck.state()).toMatchObject({ waiting: 2, written: 0 });
});
