import { expect, test } from "vitest";
import { DemandSourceConfig } from "#config/schema";
import { type DemandAnswer, DemandBook } from "#controller/decide/demand/book";
import type { RuleAnswer } from "#controller/decide/demand/rule";

const at = (time: string): number => Date.parse(`2026-11-02T${time}:00Z`);
const counter = DemandSourceConfig.parse({
  id: "c1",
  name: "North Bridge",
  kind: "cycles",
  intervalS: 600,
  rules: [
    { groups: ["g1", "g2"], from: 300, levelPct: 100, holdS: 900 },
    { groups: ["g1"], from: 100, levelPct: 70, holdS: 900 },
  ],
});
const sensor = DemandSourceConfig.parse({
  id: "p1",
  name: "Vennel",
  kind: "presence",
  intervalS: 60,
  max: 1,
  rules: [{ groups: ["g2"], from: 1, levelPct: 80, holdS: 300 }],
});

function book(): {
  demand: DemandBook;
  say: (source: string, time: string, value: number, now?: string) => DemandAnswer;
  answers: (group: string, time: string) => RuleAnswer[];
  level: (group: string, time: string) => number;
} {
  const demand = new DemandBook([counter, sensor]);
  const answers = (group: string, time: string) =>
    demand.rules.flatMap(({ rule }, index) => (rule.reach.by === "groups" && rule.reach.groups.includes(group) ? (demand.answer(index, at(time)) ?? []) : []));
  return {
    demand,
    say: (source, time, value, now = time) => demand.apply({ source, at: new Date(at(time)).toISOString(), value }, at(now)),
    answers,
    level: (group, time) => Math.max(0, ...answers(group, time).map((answer) => (answer.as === "level" ? answer.levelPct : 0))),
  };
}

test("a high count lifts its groups at once, and says why", () => {
  const { answers, say, level } = book();
  expect(say("c1", "20:00", 420)).toEqual({ ok: true, rules: [0, 1] });
  expect([level("g1", "20:00"), level("g2", "20:00"), level("g3", "20:00")]).toEqual([100, 100, 0]);
  expect(answers("g2", "20:00")).toEqual([{ as: "level", source: "c1", levelPct: 100, untilMs: at("20:30"), words: "420 cycles an hour at North Bridge" }]);
});

test("a lower count holds the lift for the hold time from then on, and no longer", () => {
  const { say, level } = book();
  say("c1", "20:00", 420);
  say("c1", "20:10", 150);
  expect([level("g1", "20:24"), level("g1", "20:25"), level("g2", "20:24"), level("g2", "20:25")]).toEqual([100, 70, 100, 0]);
  say("c1", "20:20", 20);
  expect([level("g1", "20:24"), level("g1", "20:34"), level("g1", "20:35")]).toEqual([100, 70, 0]);
});

test("a source that falls silent lifts for three intervals, then counts as absent", () => {
  const { demand, say, level } = book();
  expect(demand.states(at("19:00")).map((source) => source.state)).toEqual(["silent", "silent"]);
  say("c1", "20:00", 420);
  expect([level("g1", "20:29"), level("g1", "20:30")]).toEqual([100, 0]);
  expect(demand.states(at("20:29"))[0]).toMatchObject({ state: "fresh", lifting: true, unit: "cycles an hour", reading: { value: 420 } });
  expect(demand.states(at("20:30"))[0]).toMatchObject({ state: "stale", lifting: false });
});

test("presence lifts for its hold time after each passer-by, though the sensor says nothing more", () => {
  const { say, level } = book();
  say("p1", "20:00", 1);
  expect([level("g2", "20:04"), level("g2", "20:05")]).toEqual([80, 0]);
  say("p1", "20:06", 1);
  say("p1", "20:07", 0);
  expect([level("g2", "20:10"), level("g2", "20:11")]).toEqual([80, 0]);
});

test("a spike of 8,839 cycles an hour is refused; the source is suspect and lifts nothing until three plausible readings", () => {
  const { demand, say, level } = book();
  say("c1", "20:00", 420);
  expect(say("c1", "20:10", 8_839)).toEqual({ ok: false, reason: "implausible", detail: "value: found 8839, expected 0 to 1000 cycles an hour" });
  expect([level("g1", "20:10"), demand.states(at("20:10"))[0]?.state]).toEqual([0, "suspect"]);
  say("c1", "20:20", 420);
  say("c1", "20:30", 420);
  expect(level("g1", "20:30")).toBe(0);
  say("c1", "20:40", 420);
  expect([level("g1", "20:40"), demand.states(at("20:40"))[0]?.state]).toEqual([100, "fresh"]);
});

test("readings that cannot be about now are refused, told and counted, and change nothing", () => {
  const { demand, say, level } = book();
  say("c1", "20:00", 20);
  const reasons = [
    say("nobody", "20:01", 420),
    say("c1", "20:20", 420, "20:10"),
    say("c1", "19:30", 420, "20:10"),
    say("c1", "20:00", 420, "20:10"),
    demand.apply({ source: "c1", at: "yesterday", value: 420 }, at("20:10")),
    demand.apply({ source: "c1", at: new Date(at("20:10")).toISOString(), value: Number.NaN }, at("20:10")),
  ].map((answer) => (answer.ok ? "taken" : answer.reason));
  expect(reasons).toEqual(["unknown-source", "from-the-future", "stale", "not-newer", "from-the-future", "implausible"]);
  expect(level("g1", "20:10")).toBe(0);
  expect(Object.fromEntries(demand.refused())).toEqual({ "unknown-source": 1, "from-the-future": 2, stale: 1, "not-newer": 1, implausible: 1 });
});
