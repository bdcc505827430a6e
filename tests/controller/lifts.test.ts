import { expect, test } from "vitest";
import { DemandSourceConfig } from "#config/schema";
import { DemandRule, Sections } from "#contract/design";
import { DemandBook } from "#controller/decide/demand/book";
import { Lifts } from "#controller/lifts";

const startMs = Date.parse("2026-11-02T20:00:00Z");
const at = (minute: number): number => startMs + minute * 60_000;

const sources = [
  DemandSourceConfig.parse({ id: "v1", name: "North Bridge", kind: "vehicles", intervalS: 600, max: 3_000, lat: 55.95, lon: -3.19 }),
  DemandSourceConfig.parse({ id: "p1", name: "Vennel", kind: "presence", intervalS: 60, max: 1, lat: 55.95, lon: -3.19 }),
];
const traffic = DemandRule.parse({
  name: "Traffic",
  sources: ["v1"],
  reach: { by: "groups", groups: ["all"] },
  act: {
    as: "class",
    steps: [
      { fromPerHour: 300, below: 0 },
      { fromPerHour: 0, below: 1 },
    ],
  },
});
const someone = DemandRule.parse({
  name: "Someone",
  sources: ["p1"],
  reach: { by: "distance", withinM: 50 },
  act: { as: "presence", from: 1, levelPct: 90, holdS: 300 },
});
const sections = Sections.parse({
  sections: [
    { name: "Bridges", streets: ["North Bridge"], designClass: "M3", floorClass: "M6" },
    { name: "Lanes", streets: ["Vennel"], designClass: "P4", floorClass: "P6", designMargin: 1.5 },
  ],
});
const light = (street: string, metresNorth: number, minLevelPct = 10) => ({ street, lat: 55.95 + metresNorth / 111_195, lon: -3.19, minLevelPct });
const lights = [
  light("North Bridge", 0),
  light("North Bridge", 200),
  light("North Bridge", 210, 80),
  light("Vennel", 40),
  light("The Mound", 10),
  light("The Mound", 900),
];

function town() {
  const demand = new DemandBook(sources, [
    { id: "traffic", rule: traffic },
    { id: "someone", rule: someone },
  ]);
  const lifts = new Lifts({ lights, rowsOfGroup: (group) => (group === "all" ? lights.keys() : []), demand, sections });
  const say = (source: string, minute: number, value: number): readonly number[] => {
    const answer = demand.apply({ source, at: new Date(at(minute)).toISOString(), value }, at(minute));
    if (!answer.ok) throw new Error(answer.detail);
    return answer.rules;
  };
  const levels = (minute: number): number[][] => {
    lifts.startTick(at(minute));
    return lights.map((_, row) => (lifts.of(row) ?? []).map(({ levelPct }) => levelPct));
  };
  return { lifts, say, levels };
}

test("one flow asks of each light the level of its own section and luminaire; a street without a class is left to its profile", () => {
  const { say, levels } = town();
  expect(levels(0)).toEqual([[100], [100], [100], [67], [], []]);
  say("v1", 0, 100);
  say("v1", 10, 100);
  expect(levels(10)).toEqual([[75], [75], [80], [40], [], []]);
});

test("someone who passes lifts the lights around beside what traffic asks, and only for a time", () => {
  const { say, levels, lifts } = town();
  for (const minute of [0, 10]) say("v1", minute, 100);
  expect([...lifts.rowsOf(say("p1", 12, 1))]).toEqual([0, 3, 4]);
  expect(levels(12)).toEqual([[75, 90], [75], [80], [40, 90], [90], []]);
  expect(levels(17)).toEqual([[75], [75], [80], [40], [], []]);
});

test("while no rule changes its answer, nothing is made anew", () => {
  const { say, levels, lifts } = town();
  for (const minute of [0, 10]) say("v1", minute, 100);
  levels(10);
  const before = lights.map((_, row) => lifts.of(row));
  levels(20);
  expect(lights.every((_, row) => lifts.of(row) === before[row])).toBe(true);
});
