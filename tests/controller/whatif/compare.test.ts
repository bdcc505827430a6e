import { describe, expect, test } from "vitest";
import type { ProfileConfig } from "#config/schema";
import { darkTimes, isDark } from "#controller/decide/darkness";
import { addDays, lightingDayBounds } from "#controller/decide/local-time";
import { always, levelAt, planNights } from "#controller/decide/profile";
import { expectedPowerW } from "#controller/registry/inventory";
import type { Treatment } from "#controller/whatif/scheme";
import { Slices } from "#controller/whatif/slices";
import { trueMwh } from "../energy/metered-node.ts";
import { all, edinburgh, lightsOf, partNight, schemeOf, treatment, tryOut, zone } from "./street.ts";

const byClock = (...steps: readonly (readonly [time: string, levelPct: number])[]): ProfileConfig => ({
  name: "By the clock",
  fadeMs: 0,
  steps: steps.map(([time, levelPct]) => ({ at: { time }, levelPct })),
});

describe("energy", () => {
  test("a 35 W light of the settlement example takes 369.33 Wh", async () => {
    // 18.5 W at 50 %, nothing when off; a thousand of them so that the answer's watt-hours show.
    const lights = lightsOf(1_000, { powerW: 35, minLevelPct: 0, minPowerW: 2, standbyW: 0 });
    const profile = byClock(["17:10", 100], ["22:00", 50], ["05:40", 100], ["07:20", 0]);
    const { total } = await tryOut({ lights, proposed: all(lights, treatment(profile)), fromDay: "2026-11-21", nights: 1 });
    expect(total.proposed.kwh).toBeCloseTo(369.333, 3);
    expect(total.proposed).toMatchObject({ costGbp: total.proposed.kwh, co2Kg: total.proposed.kwh, switches: 4, minutesUnderClass: 0 });
  });

  test("is what the energy of a night is calculated as from the same levels, for lamps of all kinds, standby by day included", async () => {
    const lights = [...lightsOf(3, { powerW: 60 }), ...lightsOf(2, { powerW: 250, minLevelPct: 30, minPowerW: 90, standbyW: 1.2 })];
    const { total } = await tryOut({ lights, proposed: all(lights, treatment(partNight)), fromDay: "2026-11-21", nights: 7 });
    const plan = planNights(always(partNight), edinburgh, zone, { fromDay: "2026-11-21", nights: 7 });
    const changes = plan.steps.map(({ atMs, levelPct }) => [atMs, levelPct] as const);
    const expected = lights.reduce((sum, each) => sum + trueMwh(each, changes, plan.startsAtMs, plan.endsAtMs), 0) / 1_000_000;
    expect(total.proposed.kwh).toBeCloseTo(expected, 2);
    expect(total.proposed.switches).toBe(plan.steps.length - 1);
  });

  test.each([
    { night: "2026-03-28", hours: 23, lit: 11 },
    { night: "2026-10-24", hours: 25, lit: 13 },
    { night: "2026-11-21", hours: 24, lit: 12 },
  ])("the night of $night has $hours hours, $lit of them from six to six", async ({ night, hours, lit }) => {
    const lights = lightsOf(1);
    const { total } = await tryOut({ lights, proposed: all(lights, treatment(byClock(["18:00", 100], ["06:00", 0]))), fromDay: night, nights: 1 });
    expect(total.proposed.hoursByLevel).toEqual([
      { levelPct: 100, hours: lit },
      { levelPct: 0, hours: hours - lit },
    ]);
    expect(total.proposed.burningHours).toBe(lit);
  });
});

describe("a year", () => {
  test("full output in Edinburgh is about 3,916 h, the table's figure for 35/18 lx", async () => {
    const lights = lightsOf(1, { powerW: 100, standbyW: 0 });
    const { total } = await tryOut({ lights, proposed: all(lights, treatment(partNight)), fromDay: "2026-01-01", nights: 365 });
    expect(Math.abs(total.fullOutput.burningHours - 3_916)).toBeLessThan(2);
    expect(total.fullOutput.kwh).toBeCloseTo(total.fullOutput.burningHours / 10, 1);
    expect(total.fullOutput.switches).toBe(730);
    expect(total.proposed.burningHours).toBe(total.fullOutput.burningHours);
    expect(total.proposed.kwh).toBeLessThan(0.8 * total.fullOutput.kwh);
  });

  test("a light that burns through noon of a polar night is switched on once, not every noon", async () => {
    const lights = lightsOf(1);
    const dusk: ProfileConfig = {
      name: "Dusk to dawn",
      fadeMs: 0,
      steps: [
        { at: { sun: "sunset", offsetMin: 0 }, levelPct: 100 },
        { at: { sun: "sunrise", offsetMin: 0 }, levelPct: 0 },
      ],
    };
    const svalbard = treatment(dusk, { place: { lat: 78.2, lon: 15.6 } });
    const { total } = await tryOut({ lights, proposed: all(lights, svalbard), fromDay: "2026-12-01", nights: 20, zone: "Arctic/Longyearbyen" });
    expect(total.proposed).toMatchObject({ switches: 1, burningHours: 480 });
  });
});

describe("groups", () => {
  const lights = [...lightsOf(3), ...lightsOf(2, { powerW: 150 })];
  const one = treatment(partNight);

  test("two that share a plan are told apart and counted once each", async () => {
    const shared = await tryOut({ lights, proposed: schemeOf([one], [0, 0, 0, 0, 0], [0, 1, 0, 1, 1]), fromDay: "2026-11-21", nights: 3 });
    expect(shared.groups.map(({ id, lights: count }) => [id, count])).toEqual([
      ["g-0", 2],
      ["g-1", 3],
    ]);
    const alone = await tryOut({ lights: lights.filter((_, i) => i === 0 || i === 2), proposed: schemeOf([one], [0, 0]), fromDay: "2026-11-21", nights: 3 });
    expect(shared.groups[0]?.proposed).toEqual(alone.total.proposed);
    expect(shared.groups.reduce((sum, group) => sum + group.proposed.kwh, 0)).toBeCloseTo(shared.total.proposed.kwh, 2);
    const together = await tryOut({ lights, proposed: all(lights, one), fromDay: "2026-11-21", nights: 3 });
    expect(shared.total).toEqual(together.total);
  });

  test("one without lights is not in the answer", async () => {
    const { groups } = await tryOut({ lights, proposed: schemeOf([one], [0, 0, 0, 0, 0], [2, 2, 2, 2, 2]), fromDay: "2026-11-21", nights: 1 });
    expect(groups.map(({ id }) => id)).toEqual(["g-2"]);
  });

  test("designs that are treated the same have the same figures; a change of one group leaves the other as it is", async () => {
    const dimmed = treatment({ ...partNight, steps: partNight.steps.map((step) => ({ ...step, levelPct: step.levelPct / 2 })) });
    const inForce = schemeOf([one], [0, 0, 0, 0, 0], [0, 0, 0, 1, 1]);
    const proposed = schemeOf([treatment(partNight), dimmed], [0, 0, 0, 1, 1], [0, 0, 0, 1, 1]);
    const { total, groups } = await tryOut({ lights, proposed, inForce, fromDay: "2026-11-21", nights: 2 });
    expect(groups[0]?.proposed).toEqual(groups[0]?.inForce);
    expect(groups[1]?.proposed.kwh).toBeLessThan((groups[1]?.inForce.kwh ?? 0) * 0.7);
    expect(total.inForce.kwh - total.proposed.kwh).toBeCloseTo((groups[1]?.inForce.kwh ?? 0) - (groups[1]?.proposed.kwh ?? 0), 2);
  });
});

test("agrees with a second-by-second count: floors, needs and lifts over three nights, one of them the longest of the year", async () => {
  const noonMs = lightingDayBounds("2026-10-23", zone).fromMs;
  const lift = { source: "s", fromMs: noonMs + 12 * hourMs + 1_000, untilMs: noonMs + 14.5 * hourMs, levelPct: 90, words: "" };
  const byDay = { ...lift, fromMs: noonMs + hourMs, untilMs: noonMs + 2 * hourMs };
  const treatments: Treatment[] = [
    treatment(partNight),
    treatment(partNight, { floorPct: 60, needPct: 67, lifts: [[byDay, lift]] }),
    treatment(byClock(["15:00", 80], ["23:30", 0], ["04:00", 40], ["06:30", 0]), { floorPct: 20, needPct: 30 }),
  ];
  const lights = [...lightsOf(2), ...lightsOf(1, { powerW: 150 }), ...lightsOf(1, { powerW: 30, minLevelPct: 25 })];
  const treatmentOf = [0, 1, 2, 1];
  const { total } = await tryOut({ lights, proposed: schemeOf(treatments, treatmentOf), fromDay: "2026-10-23", nights: 3 });

  const slow = { wattS: 0, underS: 0, switches: 0, litS: 0 };
  const span = { fromDay: "2026-10-23", nights: 3 };
  const dark = darkTimes(edinburgh, zone, span);
  const endMs = lightingDayBounds(addDays("2026-10-23", 2), zone).toMs;
  for (const [row, each] of lights.entries()) {
    const { profileOn, floorPct, needPct, lifts } = treatments[treatmentOf[row] ?? 0] ?? treatment(partNight);
    const plan = planNights((day) => profileOn(day) ?? always(partNight)(day), edinburgh, zone, span);
    let last = 0;
    for (let atMs = noonMs; atMs < endMs; atMs += 1_000) {
      let levelPct = levelAt(plan, atMs).levelPct;
      if (levelPct > 0)
        for (const { fromMs, untilMs, levelPct: lifted } of lifts.flat()) if (fromMs <= atMs && atMs < untilMs) levelPct = Math.max(levelPct, lifted);
      if (isDark(dark, atMs)) levelPct = Math.max(levelPct, floorPct);
      if (isDark(dark, atMs) && levelPct < needPct) slow.underS++;
      if (levelPct > 0) slow.litS++;
      if (levelPct !== last) slow.switches++;
      last = levelPct;
      slow.wattS += expectedPowerW(each, levelPct);
    }
  }
  expect(total.proposed.kwh).toBeCloseTo(slow.wattS / 3.6e6, 3);
  expect(total.proposed.minutesUnderClass).toBeCloseTo(slow.underS / 60 / lights.length, 2);
  expect(total.proposed.minutesUnderClass).toBeGreaterThan(60);
  expect(total.proposed.burningHours).toBeCloseTo(slow.litS / 3_600 / lights.length, 3);
  expect(total.proposed.switches).toBe(slow.switches / lights.length);
});

describe("in slices", () => {
  const lights = lightsOf(1);
  const request = { lights, proposed: all(lights, treatment(partNight)), fromDay: "2026-01-01", nights: 366 };
  /** A clock on which a slice is used up at every look, and which counts how often others were let run. */
  function hurried() {
    let elapsedMs = 0;
    const clock = {
      pauses: 0,
      now: () => 0,
      elapsedMs: () => (elapsedMs += 100),
      after: (_delayMs: number, _name: string, act: () => void) => {
        clock.pauses++;
        queueMicrotask(act);
        return () => {};
      },
    };
    return clock;
  }

  test("others run between them, and the answer is the same", async () => {
    const clock = hurried();
    const sliced = await tryOut({ ...request, slices: new Slices(clock, new AbortController().signal) });
    expect(clock.pauses).toBeGreaterThan(366);
    expect(sliced).toEqual(await tryOut(request));
  });

  test("it ends when nobody waits for it any more", async () => {
    const clock = hurried();
    const asker = new AbortController();
    const running = tryOut({ ...request, slices: new Slices(clock, asker.signal) });
    asker.abort(new RangeError("gone"));
    await expect(running).rejects.toThrow("gone");
    expect(clock.pauses).toBe(1);
  });
});

const hourMs = 3_600_000;
