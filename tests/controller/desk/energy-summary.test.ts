/** What people are told of energy: figures by member, money, carbon, and savings against each baseline. */
import { describe, expect, test } from "vitest";
import { WhatIfRequest } from "#contract/what-if";
import { energyTown, fillFortnight, fortnight, type Town, week } from "./energy-town.ts";

const rowsBy = async (town: Town, query: Record<string, unknown>) =>
  (await town.summary({ ...query, sort: "name" })).rows.map(({ name, figures }) => [name, figures.metered.kwh]);

describe("whom figures are about", () => {
  test("rows add up to the total; a light without readings is counted and in no sum", async () => {
    const town = await energyTown();
    fillFortnight(town);
    const { total, rows, members } = await town.summary({ by: "area" });
    expect(rows.map(({ name, figures }) => [name, figures.lights, figures.lightsWithoutReadings, figures.metered.kwh])).toEqual([
      ["Leith", 2, 1, 49],
      ["Old Town", 2, 0, 21],
    ]);
    expect(members).toBe(2);
    expect(total).toMatchObject({ lights: 4, lightsWithoutReadings: 1, metered: { kwh: 70, costGbp: 21, co2Kg: 10.5 }, burningHours: 98, differencePct: 0 });
  });

  test("each way to divide", async () => {
    const town = await energyTown();
    fillFortnight(town);
    expect(await rowsBy(town, { by: "authority" })).toEqual([["Testburgh", 70]]);
    expect(await rowsBy(town, { by: "street", area: "Old Town" })).toEqual([
      ["Abbey Street", 14],
      ["High Street", 7],
    ]);
    expect(await rowsBy(town, { by: "group" })).toEqual([
      ["Leith · 35/18", 21],
      ["Leith · Dusk-Dawn", 28],
      ["Old Town · 35/18", 21],
    ]);
    expect((await rowsBy(town, { by: "profile" })).map(([, kwh]) => kwh)).toEqual([28, 42].sort());
    expect(await rowsBy(town, { by: "light", street: "Shore" })).toEqual([
      ["Cl-3, Shore", 21],
      ["Cl-4, Shore", 28],
      ["Cl-5, Shore", 0],
    ]);
  });

  test("lights that no member has are in the total all the same", async () => {
    const town = await energyTown();
    fillFortnight(town);
    const { total, rows } = await town.summary({ by: "feeder" });
    expect(rows.map(({ name, figures }) => [name, figures.metered.kwh])).toEqual([
      ["fp-1", 35],
      ["fp-2", 14],
    ]);
    expect(total.metered.kwh).toBe(70);
  });

  test("parts of a scope combine; a group has the lights of those below it", async () => {
    const town = await energyTown();
    fillFortnight(town);
    const total = async (query: Record<string, unknown>) => (await town.summary(query)).total.metered.kwh;
    expect(await total({ group: "all" })).toBe(70);
    expect(await total({ group: "leith" })).toBe(49);
    expect(await total({ group: "leith", feeder: "fp-1" })).toBe(28);
    expect(await total({ area: "Leith", street: "High Street" })).toBe(0);
    expect(await total({ light: "l-2" })).toBe(14);
  });

  test("demand rules that share lights each have all of theirs; the total has each light once", async () => {
    const rule = (groups: string[]) => ({ groups, from: 1, levelPct: 100, holdS: 600 });
    const source = (id: string, groups: string[]) =>
      ({ id, name: `Counter ${id}`, kind: "cycles", lat: 55.95, lon: -3.19, intervalS: 600, min: 0, max: 1_000, rules: [rule(groups)] }) as const;
    const town = await energyTown({
      demand: [
        { ...source("bridge", []), rules: [rule(["leith"])] },
        { ...source("shore", []), rules: [rule(["all"])] },
      ],
    });
    fillFortnight(town);
    const { total, rows } = await town.summary({ by: "demand-rule" });
    expect(rows.map(({ figures }) => figures.metered.kwh)).toEqual([70, 49]);
    expect(total.metered.kwh).toBe(70);
    expect((await town.summary({ demandRule: rows[1]?.id })).total.metered.kwh).toBe(49);
  });

  test("the largest first, by use, saving or deviation; pages of them", async () => {
    const town = await energyTown();
    for (const [id, kwh, scheduledKwh] of [
      ["l-1", 10, 10],
      ["l-2", 4, 2],
      ["l-3", 6, Number.NaN],
    ] as const)
      town.accounts.put(town.rowOf(id), week, { meteredKwh: kwh, scheduledKwh, fullKwh: 12 });
    const ids = async (query: Record<string, unknown>) => (await town.summary({ by: "light", ...query })).rows.map(({ id }) => id);
    expect(await ids({ limit: 3 })).toEqual(["l-1", "l-3", "l-2"]);
    expect(await ids({ sort: "saved", limit: 3 })).toEqual(["l-2", "l-3", "l-1"]);
    expect(await ids({ sort: "deviation", limit: 3 })).toEqual(["l-2", "l-1", "l-3"]);
    expect(await ids({ sort: "name", offset: 1, limit: 2 })).toEqual(["l-2", "l-3"]);
  });
});

describe("savings", () => {
  test("against full output, in energy, money and carbon, with the method in words", async () => {
    const town = await energyTown();
    fillFortnight(town);
    const { total, method } = await town.summary({});
    expect(total.baseline).toEqual({ kwh: 140, costGbp: 42, co2Kg: 21 });
    expect(total.saved).toEqual({ kwh: 70, costGbp: 21, co2Kg: 10.5, pct: 50 });
    expect(method).toContain("100 % from sunset to sunrise");
  });

  test("what is not known is absent, never nothing: no tariff, no factor, no schedule", async () => {
    const town = await energyTown();
    town.accounts.put(town.rowOf("l-1"), week, { meteredKwh: 1, fullKwh: 2 });
    const { total, daysWithoutTariff, daysWithoutCarbon } = await town.summary({});
    expect(total.metered).toEqual({ kwh: 7 });
    expect(total.saved).toEqual({ kwh: 7, pct: 50 });
    expect([daysWithoutTariff, daysWithoutCarbon]).toEqual([7, 7]);
    expect(total.scheduledKwh).toBeUndefined();
    const bySchedule = await town.summary({ baseline: "schedule" });
    expect(bySchedule.total.baseline).toBeUndefined();
    expect(bySchedule.total.saved).toBeUndefined();
  });

  test("days before the first tariff are left out of the money and counted", async () => {
    const town = await energyTown();
    town.accounts.put(town.rowOf("l-1"), week, (day) => ({ meteredKwh: 1, fullKwh: 2, ...(day >= "2026-11-14" && { meteredPence: 30, fullPence: 60 }) }));
    const { total, daysWithoutTariff } = await town.summary({});
    expect(total.metered).toEqual({ kwh: 7, costGbp: 0.6 });
    expect(total.saved).toEqual({ kwh: 7, costGbp: 0.6, pct: 50 });
    expect(daysWithoutTariff).toBe(5);
  });

  test("against the calendars in force; days without a known schedule count like the others, and that is said", async () => {
    const town = await energyTown();
    town.accounts.put(town.rowOf("l-1"), week, (day) => ({ meteredKwh: 1, scheduledKwh: day === week.from ? Number.NaN : 0.8 }));
    const { total, method } = await town.summary({ baseline: "schedule" });
    expect(total).toMatchObject({ scheduledKwh: 5.6, scheduledKnownPct: 85.71, deviationPct: 25, baseline: { kwh: 5.6 }, saved: { kwh: -1.4, pct: -25 } });
    expect(method).toContain("A schedule is known of 85.7 % of the days");
  });

  test("against the days before, corrected for the length of the nights and for lights that were silent", async () => {
    const town = await energyTown();
    const day = { from: "2026-11-15", to: "2026-11-15" };
    const dayBefore = { from: "2026-11-14", to: "2026-11-14" };
    // Of the two lights one was silent the day before: it must not look like a rise.
    for (const id of ["l-1", "l-2"]) town.accounts.put(town.rowOf(id), day, { meteredKwh: 1, meteredPence: 20 });
    town.accounts.put(town.rowOf("l-1"), dayBefore, { meteredKwh: 1.2, meteredPence: 99 });
    const { total, method, before } = await town.summary({ ...day, baseline: "period-before" });
    // In mid-November nights grow by some four minutes a day.
    expect((total.baseline?.kwh ?? 0) / (2 * 1.2)).toBeCloseTo(1 + 4 / (15.7 * 60), 3);
    expect(total.baseline?.costGbp).toBeCloseTo(0.2 * (total.baseline?.kwh ?? 0), 2);
    expect(method).toMatch(/\(15\.7 ÷ 15\.7 h\).*\(in all 2 ÷ 1\)/);
    expect(before?.metered).toEqual({ kwh: 1.2, costGbp: 0.99 });
  });

  test("nothing is known of the days before: no baseline and no comparison", async () => {
    const town = await energyTown();
    town.accounts.put(town.rowOf("l-1"), fortnight, { meteredKwh: 1 });
    const { total, before } = await town.summary({ ...fortnight, baseline: "period-before" });
    expect(total.baseline).toBeUndefined();
    expect(before).toBeUndefined();
  });

  test("against the designs of an earlier day: as a what-if has them, by member", async () => {
    const town = await energyTown();
    for (const id of ["l-1", "l-2", "l-3", "l-4", "l-5"]) town.accounts.put(town.rowOf(id), week, { meteredKwh: 0.1, meteredPence: 3 });
    const signal = new AbortController().signal;
    const tried = await town.desk.whatIf(WhatIfRequest.parse(week), signal);
    const kwh = tried.ok ? tried.whatIf.inForce.kwh : Number.NaN;
    const { total, rows, method } = await town.summary({ baseline: "designs-before", before: "2026-11-01", by: "area" });
    expect(total.baseline?.kwh).toBeCloseTo(kwh, 2);
    expect(rows.reduce((sum, { figures }) => sum + (figures.baseline?.kwh ?? 0), 0)).toBeCloseTo(kwh, 2);
    expect(total.baseline?.costGbp).toBeCloseTo(0.3 * kwh, 2);
    expect(method).toContain("in force at noon of 2026-11-01");
    // A designer changes the nights; what was is still what it was.
    const body = { name: "Dusk to dawn", fadeMs: 10_000, steps: [{ at: { time: "12:00" }, levelPct: 100 }] };
    await town.controller.publishDesign({
      kind: "profile",
      id: "part-night",
      body,
      author: "t",
      reason: "test",
      atMs: town.clock.now(),
      rolledBackTo: undefined,
    });
    const again = await town.summary({ baseline: "designs-before", before: "2026-11-01", by: "area" });
    expect(again.total.baseline).toEqual(total.baseline);
  });

  test("playing earlier designs ends when nobody waits, and one is played at a time", async () => {
    const town = await energyTown();
    town.accounts.put(town.rowOf("l-1"), fortnight, { meteredKwh: 0.1 });
    const query = { baseline: "designs-before", before: "2026-11-01" };
    const asker = new AbortController();
    const both = Promise.allSettled([town.summary(query, asker.signal), town.summary(query)]);
    asker.abort(new Error("gone"));
    const [first, second] = await both;
    expect(first).toMatchObject({ status: "rejected", reason: { message: "gone" } });
    expect(second).toMatchObject({ status: "rejected", reason: { code: "BUSY" } });
    await expect(town.summary(query)).resolves.toBeDefined();
  });
});
