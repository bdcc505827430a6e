import fc from "fast-check";
import { expect, test } from "vitest";
import { stockProfiles } from "#config/profiles";
import type { ProfileConfig } from "#config/schema";
import { Programme } from "#contract/messages";
import { payloadBytesMax } from "#contract/topics";
import { darkTimes, isDark } from "#controller/decide/darkness";
import { decideLevel } from "#controller/decide/decide";
import { altitudeForLux } from "#controller/decide/lux";
import { always } from "#controller/decide/profile";
import { type CompiledProgramme, compileProgramme, isDue } from "#controller/decide/programme";
import { sunAltitudeDeg } from "#controller/decide/sun";
import { anyInstantMs, anyPlace, anyProfile, anyZone } from "./arbitraries.ts";

const zone = "Europe/London";
const place = { lat: 55.9533, lon: -3.1883 };
const at = (instant: string): number => Date.parse(instant);
const stock = (id: string): ProfileConfig => {
  const profile = stockProfiles[id];
  if (profile === undefined) throw new Error(`there is no stock profile ${id}`);
  return profile;
};
const compile = (profile: ProfileConfig, now: string, nights = 21): CompiledProgramme =>
  compileProgramme({ profileOn: always(profile), place, zone, nowMs: at(now), nights });

/** A node's reading of a programme, from the contract's words alone. */
function nodeLevel(message: Omit<Programme, "seq">, atMs: number): number | undefined {
  const second = (atMs - Date.parse(message.startsAt)) / 1_000;
  return (message.steps.findLast(([from]) => from <= second) ?? message.steps[0])?.[1];
}

test("the node's programme gives the level of the direct decision at any instant of its nights, with and without a floor", () => {
  fc.assert(
    fc.property(anyProfile, anyPlace, anyZone, anyInstantMs, fc.constantFrom(0, 40, 100), (profile, somewhere, timeZone, nowMs, floorPct) => {
      const { message, plan, dark, startsAtMs, endsAtMs } = compileProgramme({
        profileOn: always(profile),
        place: somewhere,
        zone: timeZone,
        nowMs,
        nights: 14,
        floorPct,
      });
      const direct = (atMs: number): number => decideLevel({ plan, floorPct, dark: isDark(dark, atMs), zone: timeZone }, atMs);
      const edges = [...plan.steps.map((step) => step.atMs), ...dark.flatMap(({ fromMs, toMs }) => [fromMs, toMs])].flatMap((edge) => [
        edge - 1,
        edge,
        edge + 1,
      ]);
      const spread = Array.from({ length: 50 }, (_, index) => startsAtMs + Math.floor(((endsAtMs - startsAtMs) * index) / 50));
      for (const atMs of [...edges, ...spread]) {
        if (atMs >= startsAtMs && atMs < endsAtMs) expect(nodeLevel(message, atMs), new Date(atMs).toISOString()).toBe(direct(atMs));
      }
      Programme.parse({ ...message, seq: 1 });
    }),
    { numRuns: 60 },
  );
});

test("equal inputs give equal versions all through a lighting day; another profile, place or day another", () => {
  const profile = stock("part-night-35-18");
  const { version } = compile(profile, "2026-11-02T12:00Z");
  expect(version).toMatch(/^[0-9a-f]{8}$/);
  expect(compile(profile, "2026-11-03T11:59Z").version).toBe(version);
  expect(compile(profile, "2026-11-03T12:00Z").version).not.toBe(version);
  expect(compile(stock("part-night-70-35"), "2026-11-02T12:00Z").version).not.toBe(version);
  expect(compileProgramme({ profileOn: always(profile), place: { lat: 56, lon: -3 }, zone, nowMs: at("2026-11-02T12:00Z") }).version).not.toBe(version);
});

test("14 nights of a part-night profile take about a kilobyte", () => {
  for (const now of ["2026-06-21T12:00Z", "2026-12-21T12:00Z"]) {
    expect(JSON.stringify({ ...compile(stock("part-night-35-18"), now, 14).message, seq: 1_000_000 }).length).toBeLessThanOrEqual(1_100);
  }
  expect(JSON.stringify({ ...compile(stock("dusk-dawn"), "2026-12-21T12:00Z", 14).message, seq: 1_000_000 }).length).toBeLessThan(700);
});

test("the longest profile a configuration may have still fits a message, with 14 nights at least", () => {
  const steps = Array.from({ length: 48 }, (_, index) => ({
    at: { time: `${String(Math.floor(index / 2)).padStart(2, "0")}:${index % 2 ? "30" : "00"}` },
    levelPct: index % 2 ? 33.33 : 66.67,
    fadeMs: 599_999,
  }));
  const longest = compile({ name: "longest", fadeMs: 10_000, steps }, "2026-06-21T12:00Z");
  expect(JSON.stringify({ ...longest.message, seq: 1 }).length).toBeLessThan(payloadBytesMax);
  expect(longest.endsAtMs - longest.startsAtMs).toBeGreaterThanOrEqual(14 * 86_400_000);
  expect(isDue(longest, at("2026-06-21T20:00Z"))).toBe(false);
});

test("a programme is due when fewer than 14 nights are left, or the clock stepped back before it", () => {
  const programme = compile(stock("dusk-dawn"), "2026-06-01T12:00Z");
  expect(isDue(programme, at("2026-06-01T12:00Z"))).toBe(false);
  expect(isDue(programme, at("2026-06-08T10:59Z"))).toBe(false);
  expect(isDue(programme, at("2026-06-08T11:01Z"))).toBe(true);
  expect(isDue(programme, at("2026-05-31T12:00Z"))).toBe(true);
});

test("a never-off light holds its floor in its own programme, from 35 lx in the evening to 18 lx in the morning", () => {
  const never = compileProgramme({ profileOn: always(stock("part-night-35-18")), place, zone, nowMs: at("2026-12-21T12:00Z"), nights: 1, floorPct: 100 });
  expect(never.message.steps.map(([, levelPct]) => levelPct)).toEqual([0, 100, 0]);
  const least = compileProgramme({ profileOn: always(stock("part-night-35-18")), place, zone, nowMs: at("2026-12-21T12:00Z"), nights: 1, floorPct: 60 });
  expect(least.message.steps.map(([, levelPct]) => levelPct)).toEqual([0, 100, 75, 60, 75, 0]);
});

test("it is dark when the sun is below its altitude at 35 lx in the evening and at 18 lx in the morning", () => {
  const dark = darkTimes(place, zone, { fromDay: "2026-01-01", nights: 365 });
  expect(dark).toHaveLength(365);
  for (const { fromMs, toMs } of dark) {
    expect(sunAltitudeDeg(fromMs, place.lat, place.lon)).toBeCloseTo(altitudeForLux(35), 2);
    expect(sunAltitudeDeg(toMs, place.lat, place.lon)).toBeCloseTo(altitudeForLux(18), 2);
    expect([isDark(dark, fromMs - 1), isDark(dark, fromMs), isDark(dark, toMs - 1), isDark(dark, toMs)]).toEqual([false, true, true, false]);
  }
});
