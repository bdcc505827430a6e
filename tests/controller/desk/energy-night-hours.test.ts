/** Lengths of nights against almanac values: Edinburgh 2026, sunrise and sunset at −0.833°, UTC. */
import { expect, test } from "vitest";
import { nightHoursOf } from "#controller/desk/energy/night-hours";

const edinburgh = { zone: "Europe/London", place: { lat: 55.9533, lon: -3.1883 }, untilMs: Number.POSITIVE_INFINITY };
const of = (from: string, to = from, untilMs = edinburgh.untilMs) => nightHoursOf({ from, to }, { ...edinburgh, untilMs });
const hours = (time: string): number => time.split(":").reduce((sum, part, index) => sum + Number(part) / 60 ** index, 0);

test.each([
  ["2026-12-21", "08:42:01", "15:39:36", 24],
  ["2026-06-21", "03:26:19", "21:02:48", 24],
  // The clocks go back: the local day has 25 hours.
  ["2026-10-25", "07:04:38", "16:48:06", 25],
])("%s: what is left of its %s–%s day", (day, sunrise, sunset, length) => {
  const night = of(day);
  expect(night.days).toBe(1);
  expect(Math.abs(night.hours - (length - (hours(sunset) - hours(sunrise))))).toBeLessThan(2 / 60);
});

test("up to where it is accounted: days that have begun, and their night until then", () => {
  const noon = Date.parse("2026-12-22T12:00:00Z");
  const known = of("2026-12-21", "2026-12-31", noon);
  expect(known.days).toBe(2);
  expect(known.hours).toBeCloseTo(of("2026-12-21").hours + hours("08:42:30"), 1);
  expect(of("2026-12-23", "2026-12-24", noon)).toEqual({ hours: 0, days: 0 });
});
