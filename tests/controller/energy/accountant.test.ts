import fc from "fast-check";
import { expect, test } from "vitest";
import type { Accounts } from "#controller/energy/accounts";
import { MemoryTelemetry } from "#controller/telemetry/memory";
import type { Reading } from "#controller/telemetry/port";
import { accountsOf, all, each, everything, hourMs, minuteMs, record, settled, steady, street, unlike } from "./accounts-rig.ts";

const midnight = Date.UTC(2026, 10, 21);
const dayMs = 24 * hourMs;

async function kwhByDay(accounts: Accounts, lights: number): Promise<[string, number][]> {
  const { days, sums } = await accounts.days({ from: "2026-01-01", to: "2026-12-31", members: all(lights), bucket: "day" });
  return days.map((day, at) => [day, Math.round((sums.meteredKwh[at] ?? 0) * 1e4) / 1e4]);
}

test("a day of a steady 60 W light is 1.44 kWh, and its half hours 30 Wh each", async () => {
  const store = new MemoryTelemetry();
  const accounts = await accountsOf(store, street(1));
  await record(accounts, store, steady("ep-0", midnight - hourMs, midnight + dayMs + hourMs));
  await settled(accounts, midnight + dayMs + hourMs);
  expect(await kwhByDay(accounts, 1)).toContainEqual(["2026-11-21", 1.44]);
  const { sums, startsMs } = await accounts.halfHours({ from: "2026-11-21", to: "2026-11-21", members: all(1) });
  expect(startsMs).toHaveLength(48);
  expect([...sums.meteredMwh]).toEqual(Array(48).fill(30_000));
  expect([...sums.levelPct]).toEqual(Array(48).fill(100));
  expect([...sums.burningMin]).toEqual(Array(48).fill(30));
  expect([...sums.estimatedMin]).toEqual(Array(48).fill(0));
});

test.each([
  ["2026-03-29", 46, 1.38],
  ["2026-10-25", 50, 1.5],
])("on %s the clocks change: %i half hours, %f kWh at 60 W", async (day, halfHours, kwh) => {
  const store = new MemoryTelemetry();
  const accounts = await accountsOf(store, street(1));
  const noon = Date.parse(`${day}T12:00Z`);
  await record(accounts, store, steady("ep-0", noon - 30 * hourMs, noon + 30 * hourMs));
  await settled(accounts, noon + 30 * hourMs);
  expect(await kwhByDay(accounts, 1)).toContainEqual([day, kwh]);
  const { startsMs } = await accounts.halfHours({ from: day, to: day, members: each(1) });
  expect(startsMs).toHaveLength(halfHours);
});

test("a half hour is accounted twenty minutes after its end, and the day in progress shows what is there", async () => {
  const store = new MemoryTelemetry();
  const accounts = await accountsOf(store, street(1));
  await record(accounts, store, steady("ep-0", midnight, midnight + 3 * hourMs));
  await accounts.work(midnight + 2 * hourMs + 19 * minuteMs);
  expect((await accounts.state()).accountedToMs).toBe(midnight + 1.5 * hourMs);
  await accounts.work(midnight + 2 * hourMs + 20 * minuteMs);
  expect((await accounts.state()).accountedToMs).toBe(midnight + 2 * hourMs);
  expect(await kwhByDay(accounts, 1)).toEqual([["2026-11-21", 0.12]]);
});

test("a late log that changes yesterday: its half hours are accounted again, and nothing else is", async () => {
  const store = new MemoryTelemetry();
  const accounts = await accountsOf(store, street(2));
  const now = midnight + dayMs + 5 * hourMs;
  const log = steady("ep-1", midnight, now).map((each) =>
    each.atMs >= midnight + 8 * hourMs && each.atMs < midnight + 10 * hourMs ? { ...each, levelPct: 0 } : each,
  );
  const isLate = ({ atMs }: Reading): boolean => atMs >= midnight + 7 * hourMs && atMs < midnight + 12 * hourMs;
  await record(accounts, store, [...steady("ep-0", midnight, now), ...log.filter((each) => !isLate(each))]);
  await settled(accounts, now);
  const before = await accounts.halfHours({ from: "2026-11-21", to: "2026-11-21", members: each(2) });
  expect(before.sums.estimatedMin[16 * 2 + 1]).toBe(30);
  expect(before.sums.burningMin[16 * 2 + 1]).toBe(30);
  await record(accounts, store, log.filter(isLate));
  expect((await accounts.state()).daysWaiting).toBe(1);
  await settled(accounts, now);
  const after = await accounts.halfHours({ from: "2026-11-21", to: "2026-11-21", members: each(2) });
  expect(after.sums.estimatedMin[16 * 2 + 1]).toBe(0);
  expect(after.sums.burningMin[16 * 2 + 1]).toBe(0);
  const changed = [...after.sums.burningMin].flatMap((minutes, at) => (minutes === before.sums.burningMin[at] ? [] : [at]));
  expect(changed).toEqual([16, 17, 18, 19].map((halfHour) => halfHour * 2 + 1));
});

test("a mark made while the reading is still on its way to the store is not taken before it is there", async () => {
  const store = new MemoryTelemetry();
  const accounts = await accountsOf(store, street(1));
  const now = midnight + 6 * hourMs;
  const log = steady("ep-0", midnight, now);
  const late = log.slice(8, 12).map((each) => ({ ...each, levelPct: 0 }));
  await record(accounts, store, [...log.slice(0, 8), ...log.slice(12)]);
  await settled(accounts, now);
  await accounts.touch(late);
  await accounts.work(now);
  await store.write(late);
  await settled(accounts, now);
  const { sums } = await accounts.halfHours({ from: "2026-11-21", to: "2026-11-21", members: each(1) });
  expect([...sums.burningMin].slice(3, 7)).toEqual([30, 0, 0, 30]);
});

test("a reading said before its half hour was accounted, and stored after, is accounted", async () => {
  const store = new MemoryTelemetry();
  const accounts = await accountsOf(store, street(1));
  const log = steady("ep-0", midnight, midnight + 6 * hourMs);
  const slow = log.slice(9, 10).map((each) => ({ ...each, levelPct: 0 }));
  await record(accounts, store, log.slice(0, 9));
  await accounts.work(midnight + 2 * hourMs + 20 * minuteMs);
  await accounts.touch(slow);
  await record(accounts, store, log.slice(10));
  await accounts.work(midnight + 5 * hourMs);
  await store.write(slow);
  await settled(accounts, midnight + 5 * hourMs);
  const { sums } = await accounts.halfHours({ from: "2026-11-21", to: "2026-11-21", members: each(1) });
  expect([...sums.burningMin].slice(4, 6)).toEqual([15, 30]);
});

test("a catch-up after days of standstill gives every column that continuous accounting gives", async () => {
  const store = new MemoryTelemetry();
  const lights = street(3);
  const end = midnight + 3 * dayMs + 7 * hourMs;
  const readings = [
    ...steady("ep-0", midnight - 5 * hourMs, end),
    ...steady("ep-1", midnight + 2 * minuteMs, midnight + 30 * hourMs, { levelPct: 40, powerW: 25 }),
    ...steady("ep-1", midnight + 50 * hourMs, end, { levelPct: 40, powerW: 25, fromKwh: 102 }),
    ...steady("ep-2", midnight + 26 * hourMs, end, { levelPct: 0, powerW: 0.5 }),
  ].sort((a, b) => a.atMs - b.atMs);
  const continuous = await accountsOf(store, lights);
  let told = 0;
  for (let now = midnight - 4 * hourMs; now <= end; now += 10 * minuteMs) {
    const due = readings.slice(told).filter(({ atMs }) => atMs <= now);
    told += due.length;
    await record(continuous, store, due);
    await continuous.work(now);
  }
  await settled(continuous, end);
  const caughtUp = await accountsOf(store, lights);
  await settled(caughtUp, end);
  expect(unlike(await everything(continuous, 3), await everything(caughtUp, 3))).toEqual([]);
});

test.each([
  ["in the morning", 26.5],
  ["in the evening", 21.5],
])("a late reading %s, in a gap over midnight, changes the day on the other side of it too", async (_when, hour) => {
  const store = new MemoryTelemetry();
  const accounts = await accountsOf(store, street(1));
  const [before, after] = [midnight + 20 * hourMs, midnight + 34 * hourMs];
  const now = after + 2 * hourMs;
  await record(accounts, store, [...steady("ep-0", midnight, before), ...steady("ep-0", after, now, { fromKwh: 102 })]);
  await settled(accounts, now);
  const guessed = await everything(accounts, 1);
  await record(accounts, store, steady("ep-0", midnight + hour * hourMs, midnight + hour * hourMs + 1, { levelPct: 0, fromKwh: 101.9 }));
  await settled(accounts, now);
  const once = await accountsOf(store, street(1));
  await settled(once, now);
  const found = await everything(accounts, 1);
  expect(unlike(found, await everything(once, 1))).toEqual([]);
  for (const day of ["2026-11-21T23:30", "2026-11-22T00:00"])
    expect(found.find((line) => line.startsWith(day))).not.toBe(guessed.find((line) => line.startsWith(day)));
});

test("a store that is away stops the work, leaves nothing half done, and the work goes on when it is back", async () => {
  const store = new MemoryTelemetry();
  const accounts = await accountsOf(store, street(1));
  await record(accounts, store, steady("ep-0", midnight, midnight + 30 * hourMs));
  await accounts.work(midnight + 5 * hourMs);
  const before = await everything(accounts, 1);
  store.offline = "no answer from the store";
  await expect(accounts.work(midnight + 29 * hourMs)).rejects.toMatchObject({ code: "STORE_OFFLINE" });
  expect((await accounts.state()).detail).toContain("no answer from the store");
  expect(await everything(accounts, 1)).toEqual(before);
  store.offline = undefined;
  await settled(accounts, midnight + 29 * hourMs);
  expect(await kwhByDay(accounts, 1)).toEqual([
    ["2026-11-21", 1.44],
    ["2026-11-22", 0.27],
  ]);
});

test("readings of a day that is older than all before it begin the accounts there", async () => {
  const store = new MemoryTelemetry();
  const accounts = await accountsOf(store, street(1));
  const log = steady("ep-0", midnight, midnight + 4 * dayMs);
  await record(accounts, store, log.slice(3 * 96));
  await settled(accounts, midnight + 4 * dayMs);
  expect((await accounts.state()).firstDay).toBe("2026-11-24");
  await record(accounts, store, log.slice(0, 3 * 96));
  await settled(accounts, midnight + 4 * dayMs);
  expect(await kwhByDay(accounts, 1)).toEqual(["2026-11-21", "2026-11-22", "2026-11-23"].map((day) => [day, 1.44]).concat([["2026-11-24", 1.41]]));
});

test("figures of days whose readings are no longer kept stand, and the state says so", async () => {
  const store = new MemoryTelemetry();
  const accounts = await accountsOf(store, street(1));
  await record(accounts, store, steady("ep-0", midnight, midnight + 2 * dayMs));
  await settled(accounts, midnight + 2 * dayMs);
  const before = await kwhByDay(accounts, 1);
  await store.prune(midnight + dayMs);
  await record(accounts, store, steady("ep-0", midnight + 2 * hourMs, midnight + 3 * hourMs, { levelPct: 0, everyMin: 60 }));
  const later = midnight + 91 * dayMs;
  await accounts.work(later);
  await accounts.work(later);
  await accounts.work(later);
  const after = await kwhByDay(accounts, 1);
  expect(after.slice(0, 1)).toEqual(before.slice(0, 1));
  expect((await accounts.state()).detail).toContain("1 light-days stand");
});

/** Some lights with gaps, at their own paces, over the end of British Summer Time. */
const schedule = fc.record({
  readings: fc.array(
    fc.record({ light: fc.integer({ min: 0, max: 2 }), minute: fc.integer({ min: 0, max: 4 * 1440 }), levelPct: fc.constantFrom(0, 30, 100) }),
    { minLength: 1, maxLength: 60 },
  ),
  turns: fc.array(fc.record({ afterMin: fc.integer({ min: 0, max: 400 }), stored: fc.integer({ min: 0, max: 6 }) }), { minLength: 1, maxLength: 25 }),
});

test("property: whatever the order of storing and working, the columns end as one pass over everything makes them", async () => {
  const from = Date.UTC(2026, 9, 24, 3, 7);
  const end = from + 5 * dayMs;
  await fc.assert(
    fc.asyncProperty(schedule, async ({ readings, turns }) => {
      const made = readings.map(({ light, minute, levelPct }, at): Reading => {
        const [base] = steady(`ep-${light}`, from + minute * minuteMs, from + minute * minuteMs + 1, { levelPct, fromKwh: 100 + minute / 1_000 });
        if (!base) throw new Error("a reading was expected");
        return { ...base, seq: at + 1 };
      });
      const store = new MemoryTelemetry();
      const lights = street(3);
      const accounts = await accountsOf(store, lights);
      const waiting = [...made];
      let now = from;
      for (const { afterMin, stored } of turns) {
        now = Math.min(end, now + afterMin * minuteMs);
        // Nothing is reported before it happens; of what has, some is stored.
        const ready = waiting.filter(({ atMs }) => atMs <= now).slice(0, stored);
        for (const each of ready) waiting.splice(waiting.indexOf(each), 1);
        await record(accounts, store, ready);
        await accounts.work(now);
      }
      await record(accounts, store, waiting);
      await settled(accounts, end);
      const once = await accountsOf(store, lights);
      await settled(once, end);
      expect(unlike(await everything(accounts, 3), await everything(once, 3))).toEqual([]);
    }),
    { numRuns: 12 },
  );
}, 60_000);
