import { expect, test } from "vitest";
import { addDays } from "#controller/decide/local-time";
import { checkEnergy, daysToCheck } from "#controller/housekeeping/energy-check";

const today = "2026-11-21";

test("every night today and the three days before are compared, and four or so of the older ones", () => {
  const days = daysToCheck(today, 90);
  expect(days.slice(0, 4)).toEqual(["2026-11-21", "2026-11-20", "2026-11-19", "2026-11-18"]);
  expect(days.length).toBeGreaterThanOrEqual(4 + 3);
  expect(days.length).toBeLessThanOrEqual(4 + 4);
});

test("within three weeks of nights every day that can be accounted again was compared", () => {
  const nights = Array.from({ length: 21 }, (_, night) => addDays(today, night));
  const compared = new Set(nights.flatMap((night) => daysToCheck(night, 90)));
  // Those that stay within 90 days of the last night; readings before the oldest of them are needed for it too.
  const expected = Array.from({ length: 85 }, (_, back) => addDays("2026-12-11", -back)).filter((day) => !compared.has(day));
  expect(expected).toEqual([]);
});

test("where readings are kept for some days only, no day before is asked for", () => {
  expect(daysToCheck(today, 7)).toEqual([...daysToCheck(today, 6), "2026-11-17"]);
  expect(daysToCheck(today, 1)).toHaveLength(4);
});

test("what is found is told by day, and the ledger says so when nothing is", async () => {
  const accounts = { check: async (day: string) => (day === "2026-11-19" ? 12 : 0) };
  const due = { today, rawDays: 6, nowMs: Date.parse("2026-11-21T04:10:00Z") };
  expect(await checkEnergy(accounts, due)).toBe("4 days compared with the readings stored: accounted again are 2026-11-19 of 12 lights");
  expect(await checkEnergy({ check: async () => 0 }, due)).toBe("4 days compared with the readings stored: none differs");
});
