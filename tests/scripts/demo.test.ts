import { Body, Observer, SearchRiseSet } from "astronomy-engine";
import { expect, test } from "vitest";
import { ManualClock } from "#contract/clock";
import { beginsAt } from "../../scripts/demo.ts";

const minuteMs = 60_000;

test.each([
  ["Edinburgh, at noon in November", 55.95, -3.19, "2026-11-21T12:00:00Z", "2026-11-21"],
  ["Edinburgh, late in the evening", 55.95, -3.19, "2026-11-21T23:30:00Z", "2026-11-21"],
  ["Edinburgh, before breakfast in June", 55.95, -3.19, "2026-06-21T05:00:00Z", "2026-06-21"],
  ["New Zealand, where the day begins before ours", -41.3, 174.8, "2026-11-21T20:00:00Z", "2026-11-22"],
  ["Alaska, where it ends after ours", 61.2, -149.9, "2026-03-22T02:00:00Z", "2026-03-21"],
])("a demo begins 20 minutes before the sunset of the day it is there: %s", (_, lat, lon, now, localDay) => {
  const begins = beginsAt({ lat, lon }, new ManualClock(now));
  // Noon of that day by the sun, to search from.
  const noon = Date.parse(`${localDay}T12:00:00Z`) - lon * 4 * minuteMs;
  const sunset = SearchRiseSet(Body.Sun, new Observer(lat, lon, 0), -1, new Date(noon), 1)?.date.getTime() ?? Number.NaN;
  expect(Math.abs(begins + 20 * minuteMs - sunset)).toBeLessThan(minuteMs);
});

test("where the sun does not set tonight, the demo begins now", () => {
  const clock = new ManualClock("2026-06-21T12:00:00Z");
  expect(beginsAt({ lat: 70, lon: 25 }, clock)).toBe(clock.now());
});
