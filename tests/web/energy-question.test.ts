import { describe, expect, test } from "vitest";
import { EnergyBy, EnergySummaryQuery } from "#contract/energy";
import * as amount from "../../web/energy/amount.ts";
import { cellAt, heightPx, moved, shadeOf } from "../../web/energy/heat-cell.ts";
import { daysIn, nameOf, periodNames, periodOf, wordsOfDay, wordsOfDays, wordsOfPeriod } from "../../web/energy/period.ts";
import { byNames, fieldsOf, nextBy, paths, problemOf, type Question, readQuestion, scopeOf } from "../../web/energy/question.ts";
import { unknownRuns } from "../../web/energy/unknown-run.ts";

const today = "2026-11-21";

describe("periods", () => {
  test.each([
    ["yesterday", "2026-11-20", "2026-11-20"],
    ["last-7-days", "2026-11-14", "2026-11-20"],
    ["this-month", "2026-11-01", "2026-11-21"],
    ["last-month", "2026-10-01", "2026-10-31"],
    ["this-quarter", "2026-10-01", "2026-11-21"],
    ["this-year", "2026-01-01", "2026-11-21"],
    ["last-12-months", "2025-11-21", "2026-11-20"],
  ] as const)("%s is %s to %s on 21 November 2026, and is known by that name", (name, from, to) => {
    expect(periodOf(name, today)).toEqual({ from, to });
    expect(nameOf({ from, to }, today)).toBe(name);
  });

  test("last month of January is December of the year before; a year before 29 February has a day", () => {
    expect(periodOf("last-month", "2028-01-03")).toEqual({ from: "2027-12-01", to: "2027-12-31" });
    expect(periodOf("last-12-months", "2028-02-29")).toEqual({ from: "2027-03-01", to: "2028-02-28" });
  });

  test("days chosen freely have no name, and are counted with both ends", () => {
    expect(nameOf({ from: "2026-10-02", to: "2026-10-31" }, today)).toBeUndefined();
    expect(daysIn({ from: "2026-10-01", to: "2026-10-31" })).toBe(31);
    expect(Object.keys(periodNames)).toHaveLength(7);
  });
});

describe("the question in the link", () => {
  const full: Question = {
    from: "2026-09-01",
    to: "2026-09-30",
    baseline: "designs-before",
    before: "2026-03-01",
    scope: { area: "Old Town", group: "main-roads" },
    by: "light",
    sort: "deviation",
    offset: 200,
    stepMin: "30",
    heat: "burning",
  };

  test("is read as it was written", () => {
    expect(readQuestion(fieldsOf(full), today)).toEqual(full);
  });

  test("without fields is last month by area against full output; what cannot be read is left out", () => {
    const first = readQuestion({}, today);
    expect(first).toMatchObject({ from: "2026-10-01", to: "2026-10-31", by: "area", baseline: "full-output", sort: "use", offset: 0 });
    expect(readQuestion({ from: "2026-02-30", to: "x", by: "planet", baseline: "hope", sort: "luck", offset: "-3", step: "7" }, today)).toEqual(first);
  });

  test("holds its days even when they have a name, so that it is the same screen next month", () => {
    expect(readQuestion(fieldsOf(readQuestion({}, today)), "2027-05-05")).toMatchObject({ from: "2026-10-01", to: "2026-10-31" });
  });

  test("what the API is asked is a question that it takes", () => {
    for (const question of [full, readQuestion({}, today), readQuestion({ street: "Mar & Glebe" }, today)]) {
      const asked = Object.fromEntries(new URL(paths.summary(question), "http://x").searchParams);
      expect(EnergySummaryQuery.parse(asked)).toMatchObject({ from: question.from, by: question.by, sort: question.sort, ...question.scope });
    }
    expect(Object.keys(byNames).toSorted()).toEqual(EnergyBy.options.toSorted());
  });

  test("a day of earlier designs is asked only with the baseline that needs it", () => {
    expect(paths.summary({ ...full, baseline: "schedule" })).not.toContain("before");
    expect(problemOf({ ...full, before: undefined })).toContain("Choose the day");
  });

  test("days the wrong way round, and too many, are said before anything is asked", () => {
    expect(problemOf({ ...full, from: "2026-10-01", to: "2026-09-30" })).toContain("after the last");
    expect(problemOf({ ...full, from: "2020-01-01" })).toContain("at most 1100");
    expect(problemOf(full)).toBeUndefined();
  });

  test("power of more than 400 days is not asked; of more than 62 only by the hour", () => {
    expect(paths.power({ ...full, from: "2025-01-01" })).toBeUndefined();
    expect(paths.power({ ...full, from: "2026-01-01" })).toContain("stepMin=60");
    expect(paths.power(full)).toContain("stepMin=30");
  });

  test("areas lead to streets, streets to lights, a light to itself; a road section leads nowhere", () => {
    expect(nextBy({})).toBe("area");
    expect(nextBy({ area: "Old Town" })).toBe("street");
    expect(nextBy({ area: "Old Town", street: "Mar Street" })).toBe("light");
    expect(scopeOf("demand-rule", "school")).toEqual({ demandRule: "school" });
    expect(scopeOf("light", "light-1")).toEqual({ light: "light-1" });
    expect(scopeOf("section", "A907")).toBeUndefined();
  });
});

describe("amounts", () => {
  test("have a unit, few digits, a true minus, and a dash where nothing is known", () => {
    expect([amount.kwh(12.34), amount.kwh(21_795.4), amount.kwh(1_234_567), amount.kwh(-3)]).toEqual(["12.3 kWh", "21,795 kWh", "1,234.6 MWh", "−3.0 kWh"]);
    expect([amount.pounds(5_972.4), amount.pounds(-7.5), amount.pounds(undefined)]).toEqual(["£5,972", "−£7.50", "–"]);
    expect([amount.carbon(3_226), amount.carbon(45_600), amount.carbon(null)]).toEqual(["3,226 kg", "45.6 t", "–"]);
    expect([amount.signedPct(18.2), amount.signedPct(-0.31), amount.signedPct(0.01), amount.signedPct(undefined)]).toEqual(["+18 %", "−0.3 %", "0.0 %", "–"]);
    expect([amount.changePct(13, 10), amount.changePct(13, 0), amount.changePct(13, undefined)]).toEqual([expect.closeTo(30), undefined, undefined]);
  });
});

describe("the map of a year", () => {
  test("a point is the hour it lies on; beside the map it is none", () => {
    expect(cellAt(40, 0, 770, 365)).toEqual({ day: 0, hour: 0 });
    expect(cellAt(769, heightPx - 19, 770, 365)).toEqual({ day: 364, hour: 23 });
    expect(cellAt(39, 20, 770, 365)).toBeUndefined();
    expect(cellAt(100, heightPx - 1, 770, 365)).toBeUndefined();
  });

  test("keys go from hour to hour and day to day and stay on the map; other keys do nothing", () => {
    expect(moved({ day: 3, hour: 5 }, "ArrowDown", 365)).toEqual({ day: 3, hour: 6 });
    expect(moved({ day: 3, hour: 5 }, "PageUp", 365)).toEqual({ day: 0, hour: 5 });
    expect(moved({ day: 3, hour: 23 }, "ArrowDown", 365)).toEqual({ day: 3, hour: 23 });
    expect(moved({ day: 3, hour: 5 }, "End", 365)).toEqual({ day: 364, hour: 5 });
    expect(moved({ day: 3, hour: 5 }, "x", 365)).toBeUndefined();
  });

  test("values beyond the scale take its end", () => {
    expect([shadeOf(0), shadeOf(50), shadeOf(100), shadeOf(130)]).toEqual([0, 5, 10, 10]);
  });

  test("what is not known is found as runs, zero is known", () => {
    expect(unknownRuns([null, null, 0, 3, undefined, 1, null])).toEqual([
      [0, 1],
      [4, 4],
      [6, 6],
    ]);
  });
});

test("days that follow each other are told as one period", () => {
  expect(wordsOfDays(["2026-10-30", "2026-10-31", "2026-11-01", "2026-11-05"])).toBe(
    `${wordsOfPeriod({ from: "2026-10-30", to: "2026-11-01" })}, ${wordsOfDay("2026-11-05")}`,
  );
  expect(wordsOfDays([])).toBe("");
});
