import { expect, test } from "vitest";
import { designBodies, designKinds, lightingClasses } from "#contract/design";
import { nightNames } from "#contract/design-api";
import {
  blank,
  isCalendar,
  isCarbon,
  isDemandRule,
  isGroups,
  isHolidays,
  isLuminaires,
  isProfile,
  isSections,
  isSettlement,
  isTariffs,
  withDefaults,
} from "../../web/design/body.ts";
import { kinds, nightWords, lightingClasses as offeredClasses } from "../../web/design/names.ts";

const shows = {
  profile: isProfile,
  calendar: isCalendar,
  holidays: isHolidays,
  groups: isGroups,
  sections: isSections,
  luminaires: isLuminaires,
  "demand-rule": isDemandRule,
  tariffs: isTariffs,
  carbon: isCarbon,
  settlement: isSettlement,
};

test("the page offers every kind, class and night of the contract", () => {
  expect(kinds).toEqual(designKinds);
  expect(offeredClasses).toEqual(lightingClasses);
  expect(Object.keys(nightWords)).toEqual([...nightNames]);
});

test.each(designKinds)("a new %s can be shown by its form and is one that the schema takes", (kind) => {
  const body = blank(kind, "dusk-dawn", "footfall");
  expect(shows[kind](body)).toBe(true);
  const read = designBodies[kind].safeParse(kind === "demand-rule" ? { ...body, reach: { by: "groups", groups: ["all"] } } : body);
  expect(read.error?.issues ?? []).toEqual([]);
});

test.each(designKinds)("a draft of a %s that leaves out what has a default can be shown, one of another shape cannot", (kind) => {
  const least = {
    profile: { name: "n", steps: [{ at: { time: "22:00" }, levelPct: 50 }] },
    calendar: { name: "n", defaultProfile: "p" },
    holidays: { name: "n", days: [] },
    groups: {},
    sections: {},
    luminaires: {},
    "demand-rule": { name: "n", sources: [], reach: { by: "distance", withinM: 5 }, act: { as: "presence", from: 1, levelPct: 100, holdS: 60 } },
    tariffs: {},
    carbon: {},
    settlement: {},
  }[kind];
  expect(shows[kind](withDefaults(kind, least))).toBe(true);
  for (const wrong of [
    undefined,
    [],
    { steps: 3, rules: 3, days: 3, made: 3, calendars: 3, sections: 3, types: 3, sources: 3, tariffs: 3, factors: 3, subMeters: 3 },
    { steps: [1], rules: [{ when: 1 }], days: [1], tariffs: [1], factors: [1], subMeters: [1] },
  ])
    expect(shows[kind](wrong)).toBe(false);
});
