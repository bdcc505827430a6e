import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { seededRandom } from "#contract/random";
import { openAccounts } from "#controller/energy/accountant";
import { type Accounts, type DayRates, type DaySums, dayFields, type Members } from "#controller/energy/accounts";
import { openEmbeddedTelemetry } from "#controller/telemetry/embedded";
import { MemoryTelemetry } from "#controller/telemetry/memory";
import { accountsOf, all, each, estateOf, everything, folder, hourMs, minuteMs, record, settled, steady, street, unlike } from "./accounts-rig.ts";

const midnight = Date.UTC(2026, 10, 21);
const dayMs = 24 * hourMs;
const period = { from: "2026-11-21", to: "2026-11-22" };

const ratesOf = (pence: number, grams = 200, standingPence = 30): DayRates => ({
  pencePerKwh: new Float64Array(48).fill(pence),
  gramsPerKwh: new Float64Array(48).fill(grams),
  standingPence,
});

/** Two full days of lights of 10 W, 20 W, … */
async function twoDays(count: number): Promise<{ accounts: Accounts; store: MemoryTelemetry; now: number; path: string }> {
  const store = new MemoryTelemetry();
  const path = join(folder(), "energy.sqlite");
  const lights = street(count).map((light, i) => ({ ...light, powerW: 10 * (i + 1) }));
  const accounts = await accountsOf(store, lights, path);
  const now = midnight + 2 * dayMs + 30 * minuteMs;
  await record(
    accounts,
    store,
    lights.flatMap(({ id, powerW }) => steady(id, midnight - hourMs, now, { powerW })),
  );
  await settled(accounts, now);
  return { accounts, store, now, path };
}

test("sums by members are those of the lights, whoever belongs to whom, and rows without a member count nowhere", async () => {
  const { accounts } = await twoDays(7);
  const single = await accounts.days({ ...period, members: each(7), bucket: "day" });
  const random = seededRandom("members");
  for (let round = 0; round < 5; round++) {
    const members: Members = { of: Int32Array.from({ length: 7 }, () => Math.floor(random.next() * 4) - 1), count: 3 };
    const byDay = await accounts.days({ ...period, members, bucket: "day" });
    const whole = await accounts.days({ ...period, members, bucket: "whole" });
    for (const field of dayFields.filter((name) => !name.match(/^scheduled|Pence|Grams/))) {
      for (let member = 0; member < 3; member++) {
        const naive = (day: number): number =>
          [...members.of].reduce((sum, of, row) => sum + (of === member ? (single.sums[field][day * 7 + row] ?? 0) : 0), 0);
        expect(byDay.sums[field][3 + member]).toBeCloseTo(naive(1), 6);
        expect(whole.sums[field][member]).toBeCloseTo(naive(0) + naive(1), 6);
      }
    }
    const lightsOf = (member: number): number => members.of.filter((of) => of === member).length;
    expect([...whole.lightsSeen]).toEqual([0, 1, 2].map(lightsOf));
    expect([...whole.lights]).toEqual([0, 1, 2].map(lightsOf));
    expect([...whole.lightDays]).toEqual([0, 1, 2].map((member) => 2 * lightsOf(member)));
  }
});

test("half hours of the authority, read from its totals, are the sums of its lights", async () => {
  const { accounts } = await twoDays(5);
  const authority = await accounts.halfHours({ ...period, members: all(5) });
  const lights = await accounts.halfHours({ ...period, members: each(5) });
  expect(authority.startsMs).toEqual(lights.startsMs);
  expect(authority.sums.meteredMwh).toHaveLength(96);
  for (const field of ["meteredMwh", "calculatedMwh", "levelPct", "burningMin", "estimatedMin"] as const) {
    const summed = Array.from({ length: 96 }, (_, at) => lights.sums[field].slice(at * 5, at * 5 + 5).reduce((sum, value) => sum + value, 0));
    expect([...authority.sums[field]]).toEqual(summed);
  }
  expect([...authority.lights]).toEqual(Array(96).fill(5));
});

test("days of everyone, summed when they were put, are the sums of their lights, known or not; so are those of a file made before such sums were kept", async () => {
  const { accounts, now, path, store } = await twoDays(5);
  await accounts.setSchedule("2026-11-22", {
    shapes: [{ atMs: Float64Array.of(midnight + dayMs), levelPct: Float64Array.of(50) }],
    shapeOf: Int32Array.of(0, -1, 0, -1, -1),
  });
  await settled(accounts, now);
  const summed = async (from: Accounts) => {
    const everyone = await from.days({ ...period, members: all(5), bucket: "day" });
    const lights = await from.days({ ...period, members: each(5), bucket: "day" });
    for (const field of dayFields) {
      for (const day of [0, 1]) {
        const ofLights = (columns: DaySums["sums"]): number => columns[field].slice(day * 5, day * 5 + 5).reduce((sum, value) => sum + value, 0);
        expect(everyone.sums[field][day], field).toBeCloseTo(ofLights(lights.sums), 6);
        expect(everyone.known[field][day], field).toBe(ofLights(lights.known));
      }
    }
    return everyone;
  };
  const kept = await summed(accounts);
  expect([...kept.known.scheduledKwh]).toEqual([0, 2]);
  await accounts.close();
  const older = new DatabaseSync(path);
  older.exec("ALTER TABLE day_column DROP COLUMN sum; ALTER TABLE day_column DROP COLUMN unknown; PRAGMA user_version = 1");
  older.close();
  const again = await accountsOf(store, street(5), path);
  expect((await summed(again)).sums).toEqual(kept.sums);
});

test("a light without any reading on a day is in no sum", async () => {
  const store = new MemoryTelemetry();
  const accounts = await accountsOf(store, street(2));
  await record(accounts, store, [...steady("ep-0", midnight, midnight + 2 * dayMs), ...steady("ep-1", midnight, midnight + 12 * hourMs)]);
  await settled(accounts, midnight + 2 * dayMs + 30 * minuteMs);
  const { lights, lightDays, lightsSeen, sums } = await accounts.days({ ...period, members: all(2), bucket: "day" });
  expect([...lights]).toEqual([2, 1]);
  expect([...lightDays]).toEqual([2, 1]);
  expect([...lightsSeen]).toEqual([2]);
  expect(sums.meteredKwh[1]).toBeCloseTo(1.44, 3);
});

test("fields that are not asked for are not read", async () => {
  const { accounts } = await twoDays(3);
  const { sums } = await accounts.days({ ...period, members: all(3), bucket: "whole", fields: ["meteredKwh"] });
  expect(sums.meteredKwh[0]).toBeCloseTo(2 * 0.024 * 60, 3);
  expect(sums.calculatedKwh[0]).toBe(0);
});

test("a question that is asked while the accounts work is answered first", async () => {
  const store = new MemoryTelemetry();
  const accounts = await accountsOf(store, street(1));
  const days = 40;
  await record(accounts, store, steady("ep-0", midnight, midnight + days * dayMs, { everyMin: 60 }));
  await settled(accounts, midnight + (days - 2) * dayMs + 30 * minuteMs);
  const order: string[] = [];
  const work = accounts.work(midnight + days * dayMs - hourMs).then(() => order.push("work"));
  const asked = { from: "2026-11-21", to: "2026-12-28", members: all(1) };
  const question = accounts.days({ ...asked, bucket: "whole" }).then(() => order.push("answer"));
  await Promise.all([work, question]);
  expect(order).toEqual(["answer", "work"]);
  // The work went on.
  expect((await accounts.state()).accountedToMs).toBe(midnight + days * dayMs - 90 * minuteMs);
});

test("a new tariff costs again the days whose rates it changes, and only those", async () => {
  const { accounts, now } = await twoDays(2);
  const sumsOf = () => accounts.days({ ...period, members: all(2), bucket: "day" });
  const unknown = await sumsOf();
  expect([...unknown.known.meteredPence]).toEqual([0, 0]);
  expect(unknown.daysWithoutTariff).toBe(2);
  await accounts.setRates(
    new Map([
      ["2026-11-21", ratesOf(20)],
      ["2026-11-22", ratesOf(30)],
    ]),
  );
  expect((await accounts.state()).daysToCost).toBe(2);
  await settled(accounts, now);
  const costed = await sumsOf();
  expect([...costed.sums.meteredPence].map((pence) => Math.round(pence * 100) / 100)).toEqual([14.4, 21.6]);
  expect([...costed.sums.meteredGrams].map(Math.round)).toEqual([144, 144]);
  expect([costed.daysWithoutTariff, costed.daysWithoutCarbon, costed.standingPence]).toEqual([0, 0, 60]);
  await accounts.setRates(
    new Map([
      ["2026-11-21", ratesOf(20)],
      ["2026-11-22", ratesOf(Number.NaN)],
    ]),
  );
  expect((await accounts.state()).daysToCost).toBe(1);
  await settled(accounts, now);
  const again = await sumsOf();
  expect([...again.known.meteredPence]).toEqual([2, 0]);
  expect(again.daysWithoutTariff).toBe(1);
});

test("a schedule told for an accounted day gives its scheduled figures; told the same again, nothing is done", async () => {
  const { accounts, now } = await twoDays(2);
  const schedule = { shapes: [{ atMs: Float64Array.of(midnight), levelPct: Float64Array.of(100) }], shapeOf: Int32Array.of(0, -1) };
  await accounts.setSchedule("2026-11-21", schedule);
  expect((await accounts.state()).daysToCost).toBe(1);
  await settled(accounts, now);
  const { sums, known } = await accounts.days({ ...period, members: each(2), bucket: "day" });
  expect(sums.scheduledKwh[0]).toBeCloseTo(0.24, 4);
  expect([...known.scheduledKwh]).toEqual([1, 0, 0, 0]);
  await accounts.setSchedule("2026-11-21", schedule);
  expect((await accounts.state()).daysToCost).toBe(0);
});

test("late readings keep what their day was costed and planned by, after a restart too", async () => {
  const { accounts, store, now, path } = await twoDays(2);
  await accounts.setRates(new Map([["2026-11-21", ratesOf(20)]]));
  await accounts.setSchedule("2026-11-21", { shapes: [{ atMs: Float64Array.of(midnight), levelPct: Float64Array.of(100) }], shapeOf: Int32Array.of(0, 0) });
  await settled(accounts, now);
  await accounts.close();
  const again = await accountsOf(store, street(2), path);
  await record(again, store, steady("ep-1", midnight + 12 * hourMs + 7 * minuteMs, midnight + 13 * hourMs, { levelPct: 50, powerW: 20, fromKwh: 100.263 }));
  await settled(again, now);
  const { known, sums } = await again.days({ ...period, members: each(2), bucket: "day" });
  expect([known.meteredPence[1], known.scheduledKwh[1]]).toEqual([1, 1]);
  expect(sums.meteredPence[1]).toBeCloseTo(20 * (sums.meteredKwh[1] ?? 0), 3);
});

test("an aborted question ends with the reason of its signal", async () => {
  const { accounts } = await twoDays(2);
  const abort = new AbortController();
  const asked = accounts.days({ ...period, members: all(2), bucket: "day" }, abort.signal);
  abort.abort(new Error("the page was closed"));
  await expect(asked).rejects.toThrow("the page was closed");
  await expect(accounts.halfHours({ ...period, members: each(2) }, abort.signal)).rejects.toThrow("the page was closed");
});

test("retention takes half hours of old days and leaves their days", async () => {
  const { accounts } = await twoDays(3);
  expect(await accounts.prune("2026-11-21")).toBe(3);
  expect(await accounts.prune("2026-11-22")).toBe(3);
  expect((await accounts.halfHours({ ...period, members: each(3) })).startsMs[0]).toBe(midnight + dayMs);
  const { days, sums } = await accounts.days({ ...period, members: all(3), bucket: "day" });
  expect(days).toEqual(["2026-11-21", "2026-11-22"]);
  expect(sums.meteredKwh[0]).toBeCloseTo(1.44, 3);
  expect(await accounts.prune("2026-11-22")).toBe(0);
});

test("a process that ends between storing and accounting leaves nothing stale, and everything else as it was", async () => {
  const path = folder();
  const lights = street(2);
  const now = midnight + 10 * hourMs;
  const log = steady("ep-1", midnight, now).map((reading, i) => (i >= 12 && i < 20 ? { ...reading, levelPct: 0 } : reading));
  const open = () => openEmbeddedTelemetry(join(path, "telemetry.sqlite"));
  let store = open();
  const first = await accountsOf(store, lights, join(path, "energy.sqlite"));
  await record(first, store, [...steady("ep-0", midnight, now), ...log.filter((_, i) => i < 12 || i >= 20)]);
  await settled(first, now);
  // What a kill leaves: the mark is on the disk, the readings are, and nobody has worked.
  await record(first, store, log.slice(12, 20));
  await store.close();
  await first.close();
  store = open();
  const second = await accountsOf(store, lights, join(path, "energy.sqlite"));
  expect(await second.state()).toMatchObject({ daysWaiting: 1, accountedToMs: midnight + 9.5 * hourMs });
  await settled(second, now);
  const fresh = await accountsOf(store, lights);
  await settled(fresh, now);
  expect(unlike(await everything(second, 2), await everything(fresh, 2))).toEqual([]);
  await store.close();
});

test("a light that is new in the inventory is accounted from then on, and one that moved in the list keeps its figures", async () => {
  const { accounts, store, now } = await twoDays(2);
  const lights = street(3).map((light, i) => ({ ...light, powerW: 10 * (i + 1) }));
  await accounts.setEstate(estateOf(lights.toReversed()));
  await record(
    accounts,
    store,
    ["ep-0", "ep-1", "ep-2"].flatMap((id, i) => steady(id, now, now + 26 * hourMs, { powerW: 10 * (i + 1), fromKwh: 200 })),
  );
  await settled(accounts, now + 26 * hourMs);
  const { sums } = await accounts.days({ from: "2026-11-21", to: "2026-11-23", members: each(3), bucket: "day" });
  const kwh = [...sums.meteredKwh].map((each) => Math.round(each * 100) / 100);
  expect(kwh.slice(0, 3)).toEqual([0, 0.48, 0.24]);
  expect(kwh[6]).toBeCloseTo(0.7, 1);
});

test("a file of a newer Leerie is refused, and a damaged one says what to do", () => {
  const [newer, damaged] = [join(folder(), "energy.sqlite"), join(folder(), "energy.sqlite")];
  const db = new DatabaseSync(newer);
  db.exec("PRAGMA user_version = 99");
  db.close();
  const open = (path: string) => () => openAccounts({ path, store: new MemoryTelemetry(), readingsDays: 90 });
  expect(open(newer)).toThrow(/made by a newer Leerie \(form 99.*install that one/);
  writeFileSync(damaged, "not a database at all, but long enough to be looked at as one".repeat(50));
  expect(open(damaged)).toThrow(/move the file away and start again; days whose readings are still kept are accounted anew/);
});
