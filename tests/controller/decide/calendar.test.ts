import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stockProfiles } from "#config/profiles";
import type { ProfileConfig } from "#config/schema";
import { Calendar, type When } from "#contract/design";
import { calendarNights, type Holidays, holidaysOf, profileOn } from "#controller/decide/calendar";
import { isDark } from "#controller/decide/darkness";
import { decide, decideLevel } from "#controller/decide/decide";
import { addDays, lightingDay } from "#controller/decide/local-time";
import { planNights } from "#controller/decide/profile";
import { compileProgramme } from "#controller/decide/programme";
import { anyPlace, anyZone } from "./arbitraries.ts";
import { anyCalendar, anyDay, anyProfiles, profileIds } from "./calendar-arbitraries.ts";

const edinburgh = { lat: 55.9533, lon: -3.1883 };
const london = "Europe/London";
const bank = {
  name: "Bank holidays in Scotland",
  days: [
    { date: "2026-11-30", name: "St Andrew's Day" },
    { date: "2026-12-25", name: "Christmas Day" },
  ],
};
const holidays: Holidays = holidaysOf([["bank", bank]]);

/** A calendar of one rule; says which days from `from` on, `days` of them, the rule has. */
function daysOf(when: When | readonly When[], from: string, days: number): string[] {
  const calendar = Calendar.parse({ name: "Test", defaultProfile: "plain", rules: [{ name: "Rule", when: [when].flat(), profile: "special" }] });
  const all = Array.from({ length: days }, (_, index) => addDays(from, index));
  return all.filter((day) => profileOn(calendar, day, holidays).profile === "special");
}
const textOf = (when: When, day: string): string =>
  profileOn(Calendar.parse({ name: "Test", defaultProfile: "plain", rules: [{ name: "Rule", when: [when], profile: "special" }] }), day, holidays).text;

describe("the days of a rule", () => {
  test("dates, both included, and of every year", () => {
    expect(daysOf({ on: "dates", from: "2026-12-24", to: "2026-12-26" }, "2026-12-01", 400)).toEqual(["2026-12-24", "2026-12-25", "2026-12-26"]);
    expect(daysOf({ on: "dates", from: "--07-01", to: "--07-01" }, "2026-01-01", 800)).toEqual(["2026-07-01", "2027-07-01"]);
  });

  test("yearly dates pass the new year", () => {
    expect(daysOf({ on: "dates", from: "--12-30", to: "--01-02" }, "2026-06-01", 365)).toEqual(["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"]);
  });

  test("29 February is a day of leap years; a span from it starts on 1 March of the others, a span to it ends on 28 February", () => {
    expect(daysOf({ on: "dates", from: "--02-29", to: "--02-29" }, "2026-01-01", 1_200)).toEqual(["2028-02-29"]);
    expect(daysOf({ on: "dates", from: "--02-29", to: "--03-02" }, "2027-01-01", 365)).toEqual(["2027-03-01", "2027-03-02"]);
    expect(daysOf({ on: "dates", from: "--02-27", to: "--02-29" }, "2027-01-01", 365)).toEqual(["2027-02-27", "2027-02-28"]);
    expect(daysOf({ on: "dates", from: "--02-28", to: "--02-29" }, "2028-01-01", 365)).toEqual(["2028-02-28", "2028-02-29"]);
  });

  test("weekdays are those of the day the night starts on", () => {
    expect(daysOf({ on: "weekdays", days: [5, 6] }, "2026-11-16", 14)).toEqual(["2026-11-20", "2026-11-21", "2026-11-27", "2026-11-28"]);
  });

  test("the nth weekday of a month, and the last", () => {
    expect(daysOf({ on: "nth-weekday", nth: 1, weekday: 1, month: 5 }, "2026-01-01", 730)).toEqual(["2026-05-04", "2027-05-03"]);
    expect(daysOf({ on: "nth-weekday", nth: -1, weekday: 7, month: 10 }, "2026-01-01", 730)).toEqual(["2026-10-25", "2027-10-31"]);
    expect(daysOf({ on: "nth-weekday", nth: 5, weekday: 7 }, "2026-01-01", 180)).toEqual(["2026-03-29", "2026-05-31"]);
    expect(daysOf({ on: "nth-weekday", nth: -1, weekday: 7, month: 2 }, "2026-01-01", 1_200)).toEqual(["2026-02-22", "2027-02-28", "2028-02-27", "2029-02-25"]);
  });

  test("holidays of a set; an unknown set has none", () => {
    expect(daysOf({ on: "holidays", set: "bank" }, "2026-01-01", 730)).toEqual(["2026-11-30", "2026-12-25"]);
    expect(daysOf({ on: "holidays", set: "other" }, "2026-01-01", 730)).toEqual([]);
  });

  test("all conditions of a rule must hold", () => {
    const winterWeekends: When[] = [
      { on: "dates", from: "--12-01", to: "--12-13" },
      { on: "weekdays", days: [6, 7] },
    ];
    expect(daysOf(winterWeekends, "2026-06-01", 365)).toEqual(["2026-12-05", "2026-12-06", "2026-12-12", "2026-12-13"]);
  });

  test("dates that cannot be are no days", () => {
    expect(daysOf({ on: "dates", from: "--02-30", to: "--02-30" }, "2026-01-01", 1_500)).toEqual([]);
    expect(daysOf({ on: "dates", from: "2026-12-31", to: "2026-12-01" }, "2026-01-01", 730)).toEqual([]);
    expect(daysOf({ on: "dates", from: "2026-12-31", to: "--01-02" }, "2026-01-01", 730)).toEqual([]);
  });
});

test("what was met is said as an engineer would", () => {
  expect(textOf({ on: "event", from: "2026-12-31", to: "2026-12-31", reason: "parade" }, "2026-12-31")).toBe("Rule: parade (event, 31 December)");
  expect(textOf({ on: "event", from: "2026-12-30", to: "2027-01-02", reason: "street party" }, "2026-12-31")).toBe(
    "Rule: street party (event, 30 December to 2 January)",
  );
  expect(textOf({ on: "holidays", set: "bank" }, "2026-11-30")).toBe("Rule: St Andrew's Day (holiday, 30 November)");
  expect(textOf({ on: "weekdays", days: [7, 1, 2] }, "2026-11-22")).toBe("Rule: Monday, Tuesday and Sunday");
  expect(textOf({ on: "weekdays", days: [4, 3, 2, 1] }, "2026-11-23")).toBe("Rule: Monday to Thursday");
  expect(textOf({ on: "nth-weekday", nth: -1, weekday: 7, month: 10 }, "2026-10-25")).toBe("Rule: last Sunday of October");
  expect(textOf({ on: "nth-weekday", nth: 1, weekday: 1 }, "2026-11-02")).toBe("Rule: first Monday of the month");
  expect(textOf({ on: "dates", from: "--06-13", to: "--06-27" }, "2026-06-20")).toBe("Rule: 13 to 27 June");
  expect(textOf({ on: "weekdays", days: [1] }, "2026-11-22")).toBe("No rule is about this day");
});

const stock = (id: string): ProfileConfig => {
  const profile = stockProfiles[id];
  if (profile === undefined) throw new Error(`there is no stock profile ${id}`);
  return profile;
};
const profiles = new Map([
  ["part-night", { profile: stock("part-night-35-18"), version: 4 }],
  ["all-night", { profile: { ...stock("dusk-dawn"), name: "All night" }, version: 2 }],
]);
const hogmanay = Calendar.parse({
  name: "Old Town",
  defaultProfile: "part-night",
  rules: [{ name: "Hogmanay", when: [{ on: "event", from: "2026-12-31", to: "2026-12-31", reason: "parade" }], profile: "all-night" }],
});

test("the night of Hogmanay goes on to noon of New Year's Day, then the usual profile is back; each decision names its profile and rule", () => {
  const profileOnDay = calendarNights({ calendar: hogmanay, profiles, holidays });
  const plan = planNights(profileOnDay, edinburgh, london, { fromDay: "2026-12-30", nights: 3 });
  const at = (instant: string): readonly [number, string, string | undefined] => {
    const { levelPct, because } = decide({ plan, floorPct: 0, dark: true, zone: london }, Date.parse(instant));
    return [levelPct, because.text, because.ref];
  };
  expect(at("2026-12-31T02:00Z")).toEqual([50, "Dimmed to 50 % from 00:00 until 05:30 by profile Part-night 35/18", "part-night@4"]);
  expect(at("2027-01-01T02:00Z")).toEqual([
    100,
    "On at 100 % from 15:47 until 08:43 by profile All night because of Hogmanay: parade (event, 31 December)",
    "all-night@2",
  ]);
  expect(at("2027-01-02T02:00Z")[0]).toBe(50);
  expect(plan.nights.map(({ day, source }) => [day, source.profile])).toEqual([
    ["2026-12-30", "Part-night 35/18"],
    ["2026-12-31", "All night"],
    ["2027-01-01", "Part-night 35/18"],
  ]);
});

test("a programme changes its version with its levels, not with the names of the rules behind them", () => {
  const version = (calendar: Calendar): string =>
    compileProgramme({ profileOn: calendarNights({ calendar, profiles, holidays }), place: edinburgh, zone: london, nowMs: Date.parse("2026-12-20T12:00Z") })
      .version;
  const [rule] = hogmanay.rules;
  if (rule === undefined) throw new Error("the calendar has lost its rule");
  expect(version({ ...hogmanay, name: "Renamed", rules: [{ ...rule, name: "New Year" }] })).toBe(version(hogmanay));
  expect(version({ ...hogmanay, rules: [] })).not.toBe(version(hogmanay));
});

describe("clock changes", () => {
  const half: ProfileConfig = {
    name: "Half",
    fadeMs: 0,
    steps: [
      { at: { time: "18:00" }, levelPct: 100 },
      { at: { time: "01:30" }, levelPct: 40 },
      { at: { time: "06:00" }, levelPct: 0 },
    ],
  };
  const full: ProfileConfig = { ...half, name: "Full", steps: half.steps.filter(({ levelPct }) => levelPct !== 40) };
  const weekend = Calendar.parse({
    name: "Weekend",
    defaultProfile: "full",
    rules: [{ name: "Saturday", when: [{ on: "weekdays", days: [6] }], profile: "half" }],
  });
  const source = calendarNights({ calendar: weekend, profiles: new Map(Object.entries({ full: { profile: full }, half: { profile: half } })), holidays });
  const steps = (zone: string, fromDay: string): string[] =>
    planNights(source, edinburgh, zone, { fromDay, nights: 2 }).steps.map(({ atMs, levelPct }) => `${new Date(atMs).toISOString().slice(5, 16)} ${levelPct}`);

  test("a Saturday's 01:30 runs once, at 02:00 in spring and the first time in autumn, and Sunday is back to its own profile", () => {
    expect(steps(london, "2026-03-28")).toEqual(["03-28T12:00 0", "03-28T18:00 100", "03-29T01:00 40", "03-29T05:00 0", "03-29T17:00 100", "03-30T05:00 0"]);
    expect(steps(london, "2026-10-24")).toEqual(["10-24T11:00 0", "10-24T17:00 100", "10-25T00:30 40", "10-25T06:00 0", "10-25T18:00 100", "10-26T06:00 0"]);
  });

  test("in Berlin 01:30 is before the change and comes once; in Reykjavik the clocks never change", () => {
    expect(steps("Europe/Berlin", "2026-03-28").slice(1, 4)).toEqual(["03-28T17:00 100", "03-29T00:30 40", "03-29T04:00 0"]);
    expect(steps("Europe/Berlin", "2026-10-24").slice(1, 4)).toEqual(["10-24T16:00 100", "10-24T23:30 40", "10-25T05:00 0"]);
    expect(steps("Atlantic/Reykjavik", "2026-03-28").slice(1, 4)).toEqual(["03-28T18:00 100", "03-29T01:30 40", "03-29T06:00 0"]);
  });
});

describe("any calendar", () => {
  test("has exactly one profile each day, and a rule that did not win may go", () => {
    fc.assert(
      fc.property(anyCalendar, anyDay, (calendar, day) => {
        const { profile, rule } = profileOn(calendar, day, holidays);
        expect(profileIds).toContain(profile);
        calendar.rules.forEach((_, index) => {
          if (index === rule) return;
          const without = profileOn({ ...calendar, rules: calendar.rules.toSpliced(index, 1) }, day, holidays);
          expect(without.profile).toBe(profile);
          expect(without.rule).toBe(rule === undefined || index > rule ? rule : rule - 1);
        });
      }),
      { numRuns: 500 },
    );
  });

  test("compiles to a programme that gives the level of the direct decision, each night that of its day's profile alone, never below the floor in the dark", () => {
    const zones = fc.oneof(anyZone, fc.constantFrom("Europe/Berlin", "Atlantic/Reykjavik"));
    fc.assert(
      fc.property(anyCalendar, anyProfiles, anyPlace, zones, anyDay, fc.constantFrom(0, 30, 100), (calendar, known, place, zone, day, floorPct) => {
        const nowMs = Date.parse(`${day}T15:00Z`);
        const profileOnDay = calendarNights({ calendar, profiles: known, holidays });
        const { message, plan, dark, startsAtMs, endsAtMs } = compileProgramme({ profileOn: profileOnDay, place, zone, nowMs, nights: 14, floorPct });
        const edges = plan.steps.flatMap(({ atMs }) => [atMs - 1, atMs]);
        const spread = Array.from({ length: 100 }, (_, index) => startsAtMs + Math.floor(((endsAtMs - startsAtMs) * index) / 100));
        for (const atMs of [...edges, ...spread]) {
          if (atMs < startsAtMs || atMs >= endsAtMs) continue;
          const decided = decideLevel({ plan, floorPct, dark: isDark(dark, atMs), zone }, atMs);
          const second = (atMs - startsAtMs) / 1_000;
          expect(message.steps.findLast(([from]) => from <= second)?.[1], new Date(atMs).toISOString()).toBe(decided);
          expect(decided).toBeGreaterThanOrEqual(isDark(dark, atMs) ? floorPct : 0);
          expect(decided).toBeLessThanOrEqual(100);
          // The day by itself, asked of its profile alone.
          const alone = planNights(() => profileOnDay(lightingDay(atMs, zone)), place, zone, { fromDay: lightingDay(atMs, zone), nights: 1 });
          expect(decided).toBe(decideLevel({ plan: alone, floorPct, dark: isDark(dark, atMs), zone }, atMs));
        }
      }),
      { numRuns: 25 },
    );
  });
});
