import { expect, test } from "vitest";
import { countedMwh } from "#controller/energy/counter";

const quarterMs = 15 * 60_000;
/** A 100 W light at full for a quarter of an hour: 25 Wh. */
const step = { lastsMs: quarterMs, calculatedMwh: 25_000, ratedW: 100 };

test.each([
  { what: "rises by what was used", fromKwh: 812.4, toKwh: 812.425, mwh: 25_000, isEstimated: false },
  { what: "stands still", fromKwh: 812.4, toKwh: 812.4, mwh: 0, isEstimated: false },
  { what: "rises more than a light of the list's wattage takes, as a lamp of 400 W would", fromKwh: 812.4, toKwh: 812.5, mwh: 100_000, isEstimated: false },
  { what: "is another node's, and higher", fromKwh: 812.4, toKwh: 1_904.2, mwh: 25_000, isEstimated: true },
  { what: "is another node's, and lower", fromKwh: 812.4, toKwh: 304.2, mwh: 25_000, isEstimated: true },
  { what: "began again at 0", fromKwh: 812.4, toKwh: 0.012, mwh: 12_000, isEstimated: false },
  { what: "rolled over at 100,000 kWh", fromKwh: 99_999.99, toKwh: 0.015, mwh: 25_000, isEstimated: false },
  { what: "rolled over at 1,000 kWh, to the very 0", fromKwh: 999.98, toKwh: 0, mwh: 20_000, isEstimated: false },
  { what: "began again at 0 and shows more than can have been used since", fromKwh: 812.4, toKwh: 3, mwh: 25_000, isEstimated: true },
  { what: "falls below 0, as a broken one may", fromKwh: 0.5, toKwh: -2, mwh: 25_000, isEstimated: true },
  { what: "counts in steps of 10 Wh", fromKwh: 812.39, toKwh: 812.42, mwh: 30_000, isEstimated: false },
])("a counter that $what", ({ fromKwh, toKwh, mwh, isEstimated }) => {
  const counted = countedMwh({ ...step, fromKwh, toKwh });
  expect(counted.mwh).toBeCloseTo(mwh, 3);
  expect(counted.isEstimated).toBe(isEstimated);
});

test("a node silent for a night is believed when it comes back", () => {
  const counted = countedMwh({ lastsMs: 14 * 3_600_000, calculatedMwh: 7_000, ratedW: 100, fromKwh: 812, toKwh: 813.4 });
  expect(counted).toEqual({ mwh: expect.closeTo(1_400_000, 3), isEstimated: false });
});

test("two readings of one instant with different counters make no spike", () => {
  expect(countedMwh({ lastsMs: 0, calculatedMwh: 0, ratedW: 100, fromKwh: 812, toKwh: 930 })).toEqual({ mwh: 0, isEstimated: true });
});
