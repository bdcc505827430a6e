import { expect, test } from "vitest";
import type { MonthReport } from "#contract/report";
import { changesBetween, moreKwh } from "../../web/reports/changes.ts";
import { type ReportPlace, readPlace, wordsOfMonth, writePlace } from "../../web/reports/place.ts";
import { FakeEnergy } from "../browser/fake-energy.ts";
import { FakeSettlement } from "../browser/fake-settlement.ts";
import { fakeTown } from "../browser/fake-town.ts";

test.each<[string, ReportPlace]>([
  ["2026-10", { at: "month", month: "2026-10" }],
  ["2026-10/2", { at: "month", month: "2026-10", version: 2 }],
  ["settlement", { at: "settlement" }],
  ["settlement/half-hours", { at: "settlement", kind: "half-hours" }],
])("the link %s opens what wrote it", (text, place) => {
  expect(readPlace(text)).toEqual(place);
  expect(writePlace(place)).toBe(text);
});

test.each(["2026-13", "last", "", "settlement-old", undefined])("a link that cannot be read, %s, opens the list of months", (text) => {
  expect(readPlace(text)).toEqual({ at: "months" });
});

test.each(["2026-10/0", "2026-10/x", "2026-10/1.5"])("a version that is none, %s, opens the newest", (text) => {
  expect(readPlace(text)).toEqual({ at: "month", month: "2026-10" });
});

test("months have their names", () => {
  expect(wordsOfMonth("2026-10")).toBe("October 2026");
});

const report = (): Promise<MonthReport> => {
  const nowMs = Date.parse("2026-11-21T12:00:00Z");
  const town = fakeTown(200, 3);
  return new FakeSettlement(town, new FakeEnergy(town, () => nowMs), () => nowMs).makeMonth("2025-10");
};

test("two versions differ by the days, wards and rates that became others, the greatest change first", async () => {
  const [before, now] = [await report(), await report()];
  expect(changesBetween(before, now)).toMatchObject({ days: [], wards: [], rates: false });
  const [first, second] = now.summary.rows;
  if (!first || !second) throw new Error("expected two wards");
  first.figures.metered.kwh -= 2;
  second.figures.metered.kwh += 5;
  now.days.meteredKwh[6] = 0;
  now.days.costGbp[9] = null;
  now.carbon = [];
  const changes = changesBetween(before, now);
  expect(changes.days).toEqual(["2025-10-07", "2025-10-10"]);
  expect(changes.wards.map((ward) => [ward.name, Math.round(moreKwh(ward))])).toEqual([
    [second.name, 5],
    [first.name, -2],
  ]);
  expect(changes.rates).toBe(true);
});

test("a ward that only one version has counts whole", async () => {
  const [before, now] = [await report(), await report()];
  const gone = now.summary.rows.pop();
  const [change] = changesBetween(before, now).wards;
  expect(change).toEqual({ id: gone?.id, name: gone?.name, beforeKwh: gone?.figures.metered.kwh, nowKwh: undefined });
});
