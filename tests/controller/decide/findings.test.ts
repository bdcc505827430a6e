import { describe, expect, test } from "vitest";
import { Calendar, DemandRule, Groups, HolidaySet, Profile, Sections } from "#contract/design";
import type { FindingContext } from "#controller/decide/findings/context";
import { findingsFor } from "#controller/decide/findings/findings";
import { told, town } from "./findings-town.ts";

const floorPctOf = (street: string): number | undefined => (street === "Shore" ? 60 : undefined);

describe("a calendar", () => {
  const of = (rules: unknown[], over: Partial<FindingContext> = {}, defaultProfile = "dusk-dawn"): string[] =>
    told({ kind: "calendar", id: "plain", body: Calendar.parse({ name: "Plain", defaultProfile, rules }) }, over);
  const rule = (name: string, ...when: unknown[]): unknown => ({ name, when, profile: "dusk-dawn" });

  test("with rules that all have nights of their own has nothing to tell", () => {
    expect(
      of([
        rule("Hogmanay", { on: "event", from: "2026-12-31", to: "2026-12-31", reason: "parade" }),
        rule("Bank holidays", { on: "holidays", set: "bank" }),
        rule("Weekends", { on: "weekdays", days: [5, 6] }),
        rule("Festival", { on: "dates", from: "--08-01", to: "--08-28" }),
        rule("Clock change", { on: "nth-weekday", nth: -1, weekday: 7, month: 10 }),
      ]),
    ).toEqual([]);
  });

  test("names what does not exist", () => {
    expect(of([{ ...Object(rule("Closed", { on: "holidays", set: "banc" })), profile: "dim" }], {}, "dusk")).toEqual([
      "error defaultProfile: there is no profile dusk: publish it first, or name another",
      "error rules.0.profile: there is no profile dim: publish it first, or name another",
      "error rules.0.when.0.set: there is no holiday set banc: publish it first, or name another",
      "warning rules.0.when: no night of the coming two years meets all conditions of Closed: change them or remove the rule",
    ]);
  });

  test("has dates that can be, of one form, in their order and not over", () => {
    expect(
      of([
        rule("A", { on: "dates", from: "--02-30", to: "--04-31" }),
        rule("B", { on: "dates", from: "2027-01-01", to: "--01-31" }),
        rule("C", { on: "event", from: "2027-02-02", to: "2027-02-01", reason: "roadworks" }),
        rule("D", { on: "event", from: "2025-12-31", to: "2026-01-01", reason: "last Hogmanay" }),
        rule("E", { on: "dates", from: "--02-29", to: "--02-29" }),
        rule("F", { on: "event", from: "2030-06-01", to: "2030-06-01", reason: "centenary" }),
      ]).filter((line) => !line.includes("two years")),
    ).toEqual([
      "error rules.0.when.0.from: there is never a 30 February: name another day",
      "error rules.0.when.0.to: there is never a 31 April: name another day",
      "error rules.1.when.0.to: one date is of every year (--mm-dd) and the other of one (yyyy-mm-dd): write both the same way",
      "error rules.2.when.0.to: it is before the start, 2027-02-02: set 2027-02-02 or later",
      "warning rules.3.when.0: it was over on 2026-01-01: remove the rule, or set the next dates",
      "warning rules.4.when.0: 29 February is in leap years only: add 28 February or 1 March for the others",
    ]);
  });

  test("has no rule whose nights earlier rules all have, and none that no night can meet", () => {
    expect(
      of([
        rule("December", { on: "dates", from: "--12-01", to: "--12-31" }),
        rule("Weekends", { on: "weekdays", days: [6, 7] }),
        rule("Advent weekends", { on: "dates", from: "--12-01", to: "--12-24" }, { on: "weekdays", days: [6, 7] }),
        rule("Sundays in spring", { on: "dates", from: "--03-01", to: "--05-31" }, { on: "weekdays", days: [7] }),
        rule("Nothing", { on: "weekdays", days: [1] }, { on: "weekdays", days: [2] }),
        rule("Weekends", { on: "weekdays", days: [1] }),
      ]),
    ).toEqual([
      "warning rules.5.name: rule 2 is called Weekends too: two names tell them apart in what a light explains",
      "warning rules.2: Advent weekends never acts in the coming two years: earlier rules (December) have all its nights. Move it up or remove it",
      "warning rules.3: Sundays in spring never acts in the coming two years: earlier rules (Weekends) have all its nights. Move it up or remove it",
      "warning rules.4.when: no night of the coming two years meets all conditions of Nothing: change them or remove the rule",
    ]);
  });

  test("knows when its holidays run out", () => {
    expect(of([rule("Holidays", { on: "holidays", set: "old" })])).toEqual([
      "warning rules.0.when.0.set: the holiday set Old holidays: it ends on 2026-12-28, within a year from now: add the days after that",
    ]);
  });

  test("does not bring a profile below the floor class to the streets that have it, without an approval", () => {
    const groups = { body: Groups.parse({ calendars: [{ group: "leith", calendar: "plain" }] }) };
    const over = { floorPctOf, designs: { ...town.designs, groups } };
    const dim = { name: "Weekends", when: [{ on: "weekdays", days: [6] }], profile: "part-night-35-18" };
    expect(of([dim], over)).toEqual([
      "error rules.0.profile: 50 % of Part-night 35/18 is below the floor class of Shore (60 %): raise it, or name an approver and a date of review on the profile",
    ]);
    expect(of([dim], { floorPctOf })).toEqual([]);
  });
});

describe("a holiday set", () => {
  const of = (...dates: string[]): string[] =>
    told({ kind: "holidays", id: "bank", body: HolidaySet.parse({ name: "Bank", days: dates.map((date, index) => ({ date, name: `Day ${index}` })) }) });

  test("has each day once and reaches through the coming year", () => {
    expect(of("2026-12-25", "2027-08-02")).toEqual([]);
    expect(of("2027-08-02", "2026-12-25", "2027-08-02")).toEqual(["error days.2.date: 2027-08-02 is Day 0 already, and here Day 2: keep one"]);
    expect(of("2026-12-25")).toEqual(["warning days: it ends on 2026-12-25, within a year from now: add the days after that"]);
    expect(of("2025-12-25")).toEqual(["warning days: its last day, 2025-12-25, is over: add the coming year's"]);
    expect(of()).toEqual(["warning days: there is no day in it: add the coming year's"]);
  });
});

describe("groups", () => {
  const of = (body: unknown, over: Partial<FindingContext> = {}): string[] => told({ kind: "groups", id: "all", body: Groups.parse(body) }, over);

  test("exist, have calendars that exist, and no light twice", () => {
    expect(
      of({
        made: [
          { id: "castle", name: "Castle", parent: "old-town", lights: ["l0", "l9"] },
          { id: "mile", name: "Mile", parent: "royal", lights: ["l0"] },
        ],
        calendars: [
          { group: "castle", calendar: "plain" },
          { group: "leith", calendar: "fancy" },
        ],
      }),
    ).toEqual([
      "error made.1.parent: there is no group royal: name one that exists, such as all",
      "error made.1.lights.0: l0 is listed in castle already: list it once",
      "error calendars.1.calendar: there is no calendar fancy: publish it first, or name another",
      "warning made.0.lights: the inventory has no light l9: check the spelling, or take it out",
    ]);
  });

  test("do not get a calendar that dims their streets below the floor class", () => {
    const body = { calendars: [{ group: "leith", calendar: "plain" }] };
    expect(of(body)).toEqual([]);
    expect(of(body, { floorPctOf })[0]).toMatch(/^error calendars.0.calendar: 50 % of Part-night 35\/18 is below the floor class of Shore \(60 %\)/);
  });

  test("with a wrong list of thousands of lights give a list a person can read", () => {
    const lights = Array.from({ length: 1_000 }, () => "l0");
    const lines = of({ made: [{ id: "castle", name: "Castle", parent: "all", lights }] });
    expect(lines).toHaveLength(201);
    expect(lines.at(-1)).toBe("error : and 799 more: mend these first");
  });
});

describe("road sections", () => {
  const section = (over: object): object => ({ name: "A", streets: ["Shore"], designClass: "P2", floorClass: "P4", ...over });
  const of = (sections: object[], over: Partial<FindingContext> = {}): string[] =>
    told({ kind: "sections", id: "all", body: Sections.parse({ sections }) }, over);

  test("have streets with lights, each in one section, and a floor class of their letter at or below the design class", () => {
    expect(of([section({})])).toEqual([]);
    expect(
      of([
        section({ floorClass: "M4" }),
        section({ name: "B", designClass: "M3", floorClass: "M2", streets: ["Shore", "high street", "Nowhere"] }),
        section({ name: "C", streets: ["High Street"], floorClass: "P2" }),
      ]),
    ).toEqual([
      "error sections.0.floorClass: M4 is not a step of P2: a road keeps its letter, choose P2 or lower",
      "error sections.1.floorClass: M2 asks for more light than the design class M3: choose M3 or lower",
      "error sections.1.streets.0: Shore is in the section A already: a street has one class",
      "error sections.1.streets.1: no light stands in high street: High Street is meant?",
      "error sections.1.streets.2: no light stands in Nowhere: spell it as the inventory does, or take it out",
    ]);
  });

  test("do not raise a floor above the profile that a street has", () => {
    expect(of([section({})], { floorPctOf })[0]).toMatch(/^error sections: 50 % of Part-night 35\/18 is below the floor class of Shore \(60 %\)/);
  });
});

describe("a demand rule", () => {
  const classes = (...steps: [number, number][]): object => ({ as: "class", steps: steps.map(([fromPerHour, below]) => ({ fromPerHour, below })) });
  const presence = (from: number, levelPct: number): object => ({ as: "presence", from, levelPct, holdS: 60 });
  const sections = { body: Sections.parse({ sections: [{ name: "Mile", streets: ["High Street", "Cockburn Street"], designClass: "M3", floorClass: "M5" }] }) };
  const classed = { designs: { ...town.designs, sections } };
  const of = (act: object, sources: string[], reach: object = { by: "groups", groups: ["old-town"] }, over: Partial<FindingContext> = classed): string[] =>
    told({ kind: "demand-rule", id: "rule", body: DemandRule.parse({ name: "Rule", sources, reach, act }) }, over);

  test("that steps down with falling flow on streets with a class has nothing to tell", () => {
    expect(of(classes([400, 0], [100, 1], [0, 2]), ["bridge"])).toEqual([]);
    expect(of(presence(1, 80), ["gate"], { by: "street", street: "High Street", lights: 5 })).toEqual([]);
  });

  test("names sources, groups and streets that exist, and sources that stand somewhere", () => {
    expect(of(presence(1, 80), ["bridg", "gate", "gate"], { by: "groups", groups: ["old-town", "new-town"] })).toEqual([
      "error sources.0: there is no source bridg in the configuration: add it there, or name another",
      "error sources.2: gate is named already: name it once",
      "error reach.groups.1: there is no group new-town: name one that exists",
    ]);
    expect(of(presence(1, 80), ["nowhere"], { by: "distance", withinM: 100 })).toEqual([
      "error sources.0: it is not known where nowhere stands, so nothing is near it: give it lat and lon in the configuration, or reach by groups",
    ]);
    expect(of(presence(1, 80), ["gate"], { by: "street", street: "Hihg Street", lights: 5 })).toEqual([
      "error reach.street: no light stands in Hihg Street: spell it as the inventory does",
    ]);
    expect(of(presence(1, 80), ["bridge"], { by: "distance", withinM: 1 })).toEqual(["error reach: it reaches no light: widen it"]);
  });

  test("has class steps that can all count", () => {
    expect(of(classes([900, 0], [400, 0], [100, 1], [100, 2], [50, 1]), ["bridge"])).toEqual([
      "error act.steps.0.below: it never counts: from 400 an hour step 2 asks for as much light or more. More use needs fewer classes below",
      "error act.steps.2.below: it never counts: from 50 an hour step 5 asks for as much light or more. More use needs fewer classes below",
      "error act.steps.3.fromPerHour: step 3 begins at 100 an hour too: only one can count",
    ]);
    expect(of(classes([900, 0], [0, 1]), ["bridge"])).toEqual([
      "error act.steps.0.fromPerHour: its sources report at most 800 an hour: it can never be reached",
    ]);
    expect(of(classes([400, 0], [0, 3]), ["bridge"])).toEqual(["warning act.steps: 3 below M3 goes under the floor class of Mile: it stops at M5"]);
    expect(of(classes([400, 0], [0, 1]), ["gate"])[0]).toMatch(/^error sources.0: gate reports presence, and classes go by vehicles/);
  });

  test("steps classes of streets that have one", () => {
    const steps = classes([400, 0], [0, 1]);
    expect(of(steps, ["bridge"], { by: "groups", groups: ["leith"] })).toEqual([
      "error reach: 1 of 1 lights it reaches are in no road section (Shore) and have no class to step: put their streets in a section",
    ]);
    expect(of(steps, ["bridge"], { by: "groups", groups: ["old-town", "leith"] })).toEqual([
      "warning reach: 1 of 3 lights it reaches are in no road section (Shore) and have no class to step: put their streets in a section",
    ]);
  });

  test("lifts for presence to a level that is more light, from readings its source can make", () => {
    expect(of(presence(1, 0), ["gate"])).toEqual(["error act.levelPct: 0 % lifts nothing: presence only ever brings more light"]);
    expect(of(presence(1, 5), ["gate"])).toEqual(["warning act.levelPct: luminaires it reaches cannot go below 10 %: set 10 % or more"]);
    expect(of(presence(1, 50), ["gate"], { by: "groups", groups: ["leith"] }, { floorPctOf })).toEqual([
      "warning act.levelPct: no light it reaches is ever below 60 %, the level of its floor class: set more, or it lifts nothing",
    ]);
    expect(of(presence(2, 80), ["gate"])).toEqual(["error act.from: gate reports at most 1: 2 can never be reached"]);
    expect(of(presence(0, 80), ["gate"])).toEqual([
      "warning act.from: gate reports 0 when there is nobody, which is enough for the lift to last for ever: set more",
    ]);
  });
});

test("a profile of a new version is checked by its new body for who uses it, and errors come first", () => {
  const body = Profile.parse({ name: "New", steps: [{ at: { time: "22:00" }, levelPct: 5 }] });
  const findings = findingsFor({ kind: "profile", id: "part-night-35-18", body }, { ...town, floorPctOf });
  expect(findings[0]).toMatchObject({ severity: "error", field: "steps.0.levelPct" });
  expect(findings.slice(1).every(({ severity }) => severity === "warning")).toBe(true);
});
