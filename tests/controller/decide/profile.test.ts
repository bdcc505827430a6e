import fc from "fast-check";
import { expect, test } from "vitest";
import { stockProfiles } from "#config/profiles";
import type { ProfileConfig } from "#config/schema";
import type { StepAnchor } from "#contract/design";
import { formatLocal } from "#controller/decide/local-time";
import { always, levelAt, type NightPlan, planNights } from "#controller/decide/profile";
import { anyInstantMs, anyPlace, anyProfile, anyZone } from "./arbitraries.ts";

const london = "Europe/London";
const edinburgh = { lat: 55.9533, lon: -3.1883 };
const unst = { lat: 60.757, lon: -0.86 };
const tromso = { lat: 69.65, lon: 18.96 };

function profile(...steps: readonly (readonly [StepAnchor, number])[]): ProfileConfig {
  return { name: "Test", fadeMs: 10_000, steps: steps.map(([at, levelPct]) => ({ at, levelPct })) };
}
const falling = (lux: number): StepAnchor => ({ lux, edge: "falling" });
const rising = (lux: number): StepAnchor => ({ lux, edge: "rising" });
const sun = (event: "sunset" | "sunrise" | "civil-dusk" | "civil-dawn", offsetMin = 0): StepAnchor => ({ sun: event, offsetMin });
const time = (text: string): StepAnchor => ({ time: text });

const partNight = stockProfiles["part-night-35-18"] ?? profile([falling(35), 100]);

/** "16:07 100, 22:00 75, …" in local time, without the seconds. */
const written = (plan: NightPlan, zone = london): string => plan.steps.map((step) => `${formatLocal(step.atMs, zone)} ${step.levelPct}`).join(", ");
const night = (of: ProfileConfig, day: string, place = edinburgh, zone = london): string =>
  written(planNights(always(of), place, zone, { fromDay: day, nights: 1 }), zone);

test("a part-night profile in midwinter runs all its steps", () => {
  const plan = planNights(always(partNight), edinburgh, london, { fromDay: "2026-12-21", nights: 1 });
  expect(written(plan)).toBe("12:00 0, 16:07 100, 22:00 75, 00:00 50, 05:30 75, 08:08 0");
  expect(plan.steps.map((step) => step.text)).toEqual([
    "Off at noon, when a lighting day begins",
    "On at 100 % when daylight falls to 35 lx",
    "Dimmed to 75 % at 22:00",
    "Dimmed to 50 % at 00:00",
    "Raised to 75 % at 05:30",
    "Off when daylight rises to 18 lx",
  ]);
});

test("in June the 22:00 step does not switch on in daylight: the light comes on at its level; the 05:30 step after dawn does nothing", () => {
  expect(night(partNight, "2026-06-21", { lat: 60.153, lon: -1.1493 })).toBe("12:00 0, 23:24 75, 00:00 50, 02:34 0");
});

test("35/18 switches once on and once off every night: the threshold for off lies in the dark", () => {
  const plan = planNights(always(profile([falling(35), 100], [rising(18), 0])), edinburgh, london, { fromDay: "2026-01-01", nights: 365 });
  expect(plan.steps.length).toBe(1 + 2 * 365);
});

test("a step at 01:30 acts once on the nights of the clock changes", () => {
  const half = profile([time("18:00"), 100], [time("01:30"), 40], [time("06:00"), 0]);
  const spring = planNights(always(half), edinburgh, london, { fromDay: "2026-03-28", nights: 1 }).steps;
  expect(spring.map((step) => new Date(step.atMs).toISOString().slice(0, 16))).toEqual([
    "2026-03-28T12:00",
    "2026-03-28T18:00",
    "2026-03-29T01:00",
    "2026-03-29T05:00",
  ]);
  const autumn = planNights(always(half), edinburgh, london, { fromDay: "2026-10-24", nights: 1 }).steps;
  expect(autumn.map((step) => new Date(step.atMs).toISOString().slice(0, 16))).toEqual([
    "2026-10-24T11:00",
    "2026-10-24T17:00",
    "2026-10-25T00:30",
    "2026-10-25T06:00",
  ]);
  const litHours = (steps: typeof spring): number => ((steps[3]?.atMs ?? 0) - (steps[1]?.atMs ?? 0)) / 3_600_000;
  expect([litHours(spring), litHours(autumn)]).toEqual([11, 13]);
});

test("steps of the sun with an offset, and clock steps between them", () => {
  const mixed = profile([sun("sunset", 15), 100], [sun("sunset", 240), 40], [time("05:00"), 60], [sun("sunrise", -60), 100], [sun("sunrise", -10), 0]);
  expect(night(mixed, "2026-12-21")).toBe("12:00 0, 15:54 100, 19:39 40, 05:00 60, 07:42 100, 08:32 0");
});

test("a profile of clock times alone is bounded by noon", () => {
  expect(night(profile([time("18:00"), 80]), "2026-06-21")).toBe("12:00 0, 18:00 80");
  expect(written(planNights(always(profile([time("18:00"), 80])), edinburgh, london, { fromDay: "2026-06-21", nights: 2 }))).toBe(
    "12:00 0, 18:00 80, 12:00 0, 18:00 80",
  );
  expect(night(profile([time("12:00"), 30]), "2026-06-21")).toBe("12:00 30");
});

test("Unst in June has no civil dusk: on at 35 lx, off at 18 lx instead; in July it has its own again", () => {
  const civil = profile([sun("civil-dusk"), 100], [sun("civil-dawn"), 0]);
  const lux = profile([falling(35), 100], [rising(18), 0]);
  expect(night(civil, "2026-06-21", unst)).toBe(night(lux, "2026-06-21", unst));
  expect(night(civil, "2026-06-21", unst)).toBe("12:00 0, 23:35 100, 02:18 0");
  expect(night(civil, "2026-07-10", unst)).not.toBe(night(lux, "2026-07-10", unst));
});

test("polar day never lights, polar night is lit from noon to noon, and what is on goes off where it never gets dark enough for its off step", () => {
  const lux = profile([falling(35), 100], [rising(18), 0]);
  expect(night(lux, "2026-06-21", tromso, "Europe/Oslo")).toBe("12:00 0");
  const polarNight = planNights(always(profile([sun("sunset"), 100], [sun("sunrise"), 0])), tromso, "Europe/Oslo", { fromDay: "2026-12-15", nights: 3 });
  expect(written(polarNight, "Europe/Oslo")).toBe("12:00 100");
  // 62.4° N at midsummer: it gets as dark as 35 lx, but not as dark as 18 lx.
  const faroe = { lat: 62.4, lon: -6.8 };
  expect(night(lux, "2026-06-21", faroe, "Atlantic/Faroe")).toMatch(/^12:00 0, 00:\d\d 100, 03:\d\d 0$/);
});

test("the same profile under the Southern Cross and in Kathmandu", () => {
  expect(night(partNight, "2026-06-21", { lat: -33.87, lon: 151.21 }, "Australia/Sydney")).toBe("12:00 0, 17:10 100, 22:00 75, 00:00 50, 05:30 75, 06:40 0");
  expect(night(partNight, "2026-06-21", { lat: 27.72, lon: 85.32 }, "Asia/Kathmandu")).toMatch(/^12:00 0, 19:1\d 100, 22:00 75, 00:00 50, 04:49 0$/);
});

test("the level at an instant, since when and until when", () => {
  const plan = planNights(always(partNight), edinburgh, london, { fromDay: "2026-12-21", nights: 2 });
  const at = (instant: string): unknown => {
    const { levelPct, sinceMs, untilMs } = levelAt(plan, Date.parse(instant));
    return [levelPct, formatLocal(sinceMs, london), untilMs === undefined ? undefined : formatLocal(untilMs, london)];
  };
  expect(at("2026-12-22T00:00:00Z")).toEqual([50, "00:00", "05:30"]);
  expect(at("2026-12-21T23:59:59.999Z")).toEqual([75, "22:00", "00:00"]);
  expect(at("2026-12-22T12:30Z")).toEqual([0, "08:08", "16:08"]);
  expect(at("2026-12-20T12:00Z")).toEqual([0, "12:00", "16:07"]);
});

test("any profile, anywhere: steps ascend to the second, change the level each time, and the search finds what a walk finds", () => {
  fc.assert(
    fc.property(anyProfile, anyPlace, anyZone, anyInstantMs, fc.integer({ min: 0, max: 4 * 86_400 }), (of, place, zone, fromMs, afterS) => {
      const plan = planNights(always(of), place, zone, { fromDay: new Date(fromMs).toISOString().slice(0, 10), nights: 4 });
      expect(plan.steps[0]?.atMs).toBe(plan.startsAtMs);
      plan.steps.forEach((step, index) => {
        const next = plan.steps[index + 1];
        expect(step.atMs % 1_000).toBe(0);
        expect(step.atMs).toBeLessThan(next?.atMs ?? plan.endsAtMs);
        expect(step.levelPct).not.toBe(next?.levelPct);
      });
      const atMs = plan.startsAtMs + afterS * 1_000;
      expect(levelAt(plan, atMs).levelPct).toBe(plan.steps.findLast((step) => step.atMs <= atMs)?.levelPct);
    }),
    { numRuns: 300 },
  );
});
