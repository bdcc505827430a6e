import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DemandSourceConfig } from "#config/schema";
import { DemandRule } from "#contract/design";
import { classBelow, floorPctOf, levelForClass, type Section } from "#controller/decide/classes";
import { DemandBook } from "#controller/decide/demand/book";
import { classLift } from "#controller/decide/demand/lift";

const startMs = Date.parse("2026-11-02T20:00:00Z");
const iso = (minute: number): string => new Date(startMs + minute * 60_000).toISOString();
const source = (id: string, name: string) => DemandSourceConfig.parse({ id, name, kind: "vehicles", intervalS: 600, max: 3_000 });
const steps = [
  { fromPerHour: 600, below: 0 },
  { fromPerHour: 300, below: 1 },
  { fromPerHour: 0, below: 2 },
];
const traffic = (...sources: string[]) => DemandRule.parse({ name: "Traffic", sources, reach: { by: "groups", groups: ["g1"] }, act: { as: "class", steps } });
const bridge: Section = { name: "Bridge", streets: ["North Bridge"], designClass: "M3", floorClass: "M5", designMargin: 1 };

function street(...sources: string[]): {
  book: DemandBook;
  say: (id: string, minute: number, value: number, nowMinute?: number) => string;
  lift: (minute: number) => { levelPct: number; untilMs: number; words: string };
} {
  const book = new DemandBook([source("v1", "North Bridge"), source("v2", "South Bridge")], [{ id: "traffic", rule: traffic(...sources) }]);
  return {
    book,
    say: (id, minute, value, nowMinute = minute) => {
      const answer = book.apply({ source: id, at: iso(minute), value }, startMs + nowMinute * 60_000);
      return answer.ok ? "taken" : answer.reason;
    },
    lift: (minute) => {
      const answer = book.answer(0, startMs + minute * 60_000);
      if (answer?.as !== "class") throw new Error("a class rule always answers with a class");
      return classLift(answer, bridge, 10);
    },
  };
}

describe("a street that follows its traffic", () => {
  test("is lit as designed until its counter speaks, then by class, in words", () => {
    const { say, lift } = street("v1");
    expect(lift(0)).toMatchObject({ levelPct: 100, words: "class M3 (as designed) because North Bridge has said nothing yet" });
    say("v1", 0, 350);
    say("v1", 10, 350);
    expect(lift(10)).toEqual({
      source: "v1",
      levelPct: 75,
      untilMs: startMs + 40 * 60_000,
      words: "class M4 (one below design M3) for 350 vehicles an hour at North Bridge",
    });
    say("v1", 20, 40);
    say("v1", 30, 40);
    expect(lift(30)).toMatchObject({ levelPct: 50, words: "class M5 (two below design M3) for 40 vehicles an hour at North Bridge" });
    say("v1", 40, 900);
    expect(lift(40)).toMatchObject({ levelPct: 100, words: "class M3 (as designed) for 900 vehicles an hour at North Bridge" });
  });

  test("is back at its design class when the counter falls silent, and stays there until two samples agree again", () => {
    const { say, lift } = street("v1");
    say("v1", 0, 40);
    say("v1", 10, 40);
    expect([lift(39).levelPct, lift(40).levelPct]).toEqual([50, 100]);
    expect(lift(40).words).toBe("class M3 (as designed) because North Bridge has fallen silent");
    say("v1", 60, 40);
    expect(lift(60).levelPct).toBe(100);
    say("v1", 70, 40);
    expect(lift(70).levelPct).toBe(50);
  });

  test("is back at its design class for a reading that cannot be, and until the counter is believed again", () => {
    const { say, lift } = street("v1");
    say("v1", 0, 40);
    say("v1", 10, 40);
    expect(say("v1", 20, 8_839)).toBe("implausible");
    expect(lift(20)).toMatchObject({ levelPct: 100, words: "class M3 (as designed) because what North Bridge said cannot be right" });
    const levels = [30, 40, 50, 60].map((minute) => {
      say("v1", minute, 40);
      return lift(minute).levelPct;
    });
    expect(levels).toEqual([100, 100, 100, 50]);
  });

  test("a sample that comes so late that the street was back at its design class does not count with those before", () => {
    const { say, lift } = street("v1");
    say("v1", 0, 40);
    say("v1", 10, 40);
    expect(lift(41).levelPct).toBe(100);
    say("v1", 39, 40, 42);
    expect(lift(42).levelPct).toBe(100);
  });

  test("with two counters follows the busier, and is lit as designed when either fails", () => {
    const { say, lift } = street("v1", "v2");
    for (const minute of [0, 10]) {
      say("v1", minute, 40);
      say("v2", minute, 350);
    }
    expect(lift(10)).toMatchObject({ source: "v2", levelPct: 75, words: "class M4 (one below design M3) for 350 vehicles an hour at South Bridge" });
    for (const minute of [20, 30, 40]) say("v2", minute, 40);
    say("v1", 20, 40);
    expect([lift(40).levelPct, lift(49).levelPct, lift(50).levelPct]).toEqual([50, 50, 100]);
    expect(lift(50).words).toContain("North Bridge has fallen silent");
  });

  test("is lit as designed when one counter fails, though the other still asks for less", () => {
    const { say, lift } = street("v1", "v2");
    for (const minute of [0, 10]) say("v2", minute, 40);
    for (const minute of [0, 10, 20, 30]) say("v1", minute, 350);
    expect([lift(39).levelPct, lift(40).levelPct]).toEqual([75, 100]);
    expect(lift(40).words).toContain("South Bridge has fallen silent");
  });

  test("is lit as designed when its rule names a source that is not there", () => {
    const { say, lift } = street("v1", "v9");
    for (const minute of [0, 10, 20]) say("v1", minute, 40);
    expect(lift(20)).toMatchObject({ levelPct: 100, words: "class M3 (as designed) because there is no source v9" });
  });

  test("the page is told whether a source has its streets brighter than without traffic", () => {
    const { book, say } = street("v1");
    const lifting = (minute: number) => book.states(startMs + minute * 60_000).map((each) => each.lifting);
    expect(lifting(0)).toEqual([true, false]);
    for (const minute of [0, 10, 20]) say("v1", minute, 40);
    expect(lifting(20)).toEqual([false, false]);
  });
});

test("a rule published again unchanged goes on where it was; a changed one starts at the design class", () => {
  const { book, say, lift } = street("v1");
  for (const minute of [0, 10]) say("v1", minute, 40);
  book.publish([{ id: "traffic", rule: traffic("v1") }]);
  expect(lift(10).levelPct).toBe(50);
  book.publish([{ id: "traffic", rule: { ...traffic("v1"), name: "Traffic at night" } }]);
  expect(lift(10).levelPct).toBe(100);
});

const minutes = fc.integer({ min: 1, max: 45 });
const values = fc.integer({ min: 0, max: 1_000 });

test("for any flow, silence and instant: between the floor and the design class, no darker than the last two samples ask, as designed when stale", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(minutes, values), { minLength: 1, maxLength: 20 }), fc.integer({ min: 0, max: 60 }), (samples, later) => {
      const { book, say, lift } = street("v1");
      let minute = 0;
      const flows: number[] = [];
      for (const [gap, flow] of samples) {
        minute += gap;
        say("v1", minute, flow);
        flows.push(flow);
      }
      const { levelPct } = lift(minute + later);
      expect(levelPct).toBeGreaterThanOrEqual(floorPctOf(bridge));
      expect(levelPct).toBeLessThanOrEqual(levelForClass(bridge, "M3"));
      const needed = flows.slice(-2).map((flow) => (flow >= 600 ? 0 : flow >= 300 ? 1 : 2));
      for (const below of needed) expect(levelPct).toBeGreaterThanOrEqual(levelForClass(bridge, classBelow(bridge, below)));
      if (book.states(startMs + (minute + later) * 60_000)[0]?.state === "stale") expect(levelPct).toBe(100);
    }),
  );
});

test("for any readings: more use, at any of them, never asks for less light, by class and by presence", () => {
  const presence = DemandRule.parse({
    name: "Crowd",
    sources: ["v1"],
    reach: { by: "groups", groups: ["g1"] },
    act: { as: "presence", from: 500, levelPct: 80, holdS: 3_600 },
  });
  const rules = [
    { id: "traffic", rule: traffic("v1") },
    { id: "crowd", rule: presence },
  ];
  const levels = (book: DemandBook, nowMs: number): number[] =>
    rules.map((_, index) => {
      const answer = book.answer(index, nowMs);
      return answer === undefined ? 0 : answer.as === "class" ? classLift(answer, bridge, 10).levelPct : answer.levelPct;
    });
  fc.assert(
    fc.property(fc.array(fc.tuple(minutes, values, values), { minLength: 1, maxLength: 20 }), (readings) => {
      const [less, more] = [street("v1").book, street("v1").book];
      for (const book of [less, more]) book.publish(rules);
      let minute = 0;
      for (const [gap, value, extra] of readings) {
        for (const nowMs of [minute + 1, minute + gap / 2, minute + gap - 0.1].map((each) => startMs + each * 60_000)) {
          for (const [index, level] of levels(less, nowMs).entries()) expect(levels(more, nowMs)[index]).toBeGreaterThanOrEqual(level);
        }
        minute += gap;
        less.apply({ source: "v1", at: iso(minute), value }, startMs + minute * 60_000);
        more.apply({ source: "v1", at: iso(minute), value: value + extra }, startMs + minute * 60_000);
      }
    }),
  );
});
