import fc from "fast-check";
import { expect, test } from "vitest";
import { stockProfiles } from "#config/profiles";
import { isDark } from "#controller/decide/darkness";
import { type ActingOverride, answers, type DecideInputs, decide, decideLevel } from "#controller/decide/decide";
import type { DemandLift } from "#controller/decide/demand/lift";
import { always } from "#controller/decide/profile";
import { compileProgramme } from "#controller/decide/programme";

const zone = "Europe/London";
const place = { lat: 55.9533, lon: -3.1883 };
const at = (instant: string): number => Date.parse(instant);
const midnight = at("2026-12-22T00:30Z");
const noon = at("2026-12-22T13:00Z");

const profile = stockProfiles["part-night-35-18"];
if (profile === undefined) throw new Error("the stock profile part-night-35-18 is missing");
const { plan, dark, startsAtMs, endsAtMs } = compileProgramme({ profileOn: always(profile), place, zone, nowMs: at("2026-12-21T12:00Z") });

const police: ActingOverride = {
  id: "o1",
  levelPct: 30,
  fadeMs: 5_000,
  startsAtMs: at("2026-12-21T21:00Z"),
  endsAtMs: at("2026-12-22T02:00Z"),
  reason: "police incident",
  by: "anna",
  releasedAtMs: undefined,
};
const cycles: DemandLift = { source: "c1", levelPct: 80, untilMs: at("2026-12-22T01:15Z"), words: "420 cycles an hour at North Bridge" };
const inputs = (more: Partial<DecideInputs>, nowMs: number): DecideInputs => ({ plan, floorPct: 0, dark: isDark(dark, nowMs), zone, ...more });

test("each rule is told with what it said, and why it said nothing", () => {
  expect(answers(inputs({ override: police, demand: [cycles], floorPct: 20 }, midnight), midnight)).toEqual([
    { rule: "floor", levelPct: 20, text: "Never below 20 % while it is dark", wins: false },
    { rule: "override", levelPct: 30, text: "Set to 30 % until 02:00 by anna: police incident", wins: true },
    { rule: "demand", levelPct: 80, text: "Lifted to 80 % by 420 cycles an hour at North Bridge until 01:15", wins: false },
    { rule: "profile", levelPct: 50, text: "Dimmed to 50 % from 00:00 until 05:30 by profile Part-night 35/18", wins: false },
    { rule: "default", levelPct: 100, text: "Without a profile it would be on at 100 %, because it is dark", wins: false },
  ]);
  expect(answers(inputs({ demand: [{ ...cycles, untilMs: noon + 1 }], floorPct: 20 }, noon), noon)).toMatchObject([
    { text: "Its safety floor of 20 % holds only while it is dark", wins: false },
    { text: "Nobody has set this light by hand", wins: false },
    { text: "Demand switches nothing on that is planned to be off: 420 cycles an hour at North Bridge", wins: false },
    { levelPct: 0, wins: true },
    { levelPct: 0, wins: false },
  ]);
  expect(answers(inputs({ demand: [{ ...cycles, levelPct: 40 }] }, midnight), midnight)[2]?.text).toBe(
    "No more light is asked for than is planned: 40 % by 420 cycles an hour at North Bridge",
  );
});

test("the floor wins only over less, and the default only where no profile is", () => {
  const winner = (more: Partial<DecideInputs>): string | undefined => answers(inputs(more, midnight), midnight).find(({ wins }) => wins)?.rule;
  expect([winner({ floorPct: 50 }), winner({ floorPct: 51 }), winner({ plan: undefined }), winner({})]).toEqual(["profile", "floor", "default", "profile"]);
});

const anyLevel = fc.integer({ min: 0, max: 100 });
const anyInstant = fc.integer({ min: startsAtMs, max: endsAtMs + 86_400_000 });
const anyInputs = anyInstant.chain((nowMs) =>
  fc.record({
    nowMs: fc.constant(nowMs),
    plan: fc.constantFrom(plan, undefined),
    floorPct: anyLevel,
    dark: fc.boolean(),
    zone: fc.constant(zone),
    override: fc.option(
      fc.record({ levelPct: anyLevel, fromMs: fc.integer({ min: -10, max: 10 }), lastsMs: fc.integer({ min: 0, max: 20 }), isReleased: fc.boolean() }).map(
        ({ levelPct, fromMs, lastsMs, isReleased }): ActingOverride => ({
          ...police,
          levelPct,
          startsAtMs: nowMs + fromMs,
          endsAtMs: nowMs + fromMs + lastsMs,
          releasedAtMs: isReleased ? nowMs - 1 : undefined,
        }),
      ),
      { nil: undefined },
    ),
    demand: fc.array(
      fc
        .record({ levelPct: anyLevel, endsMs: fc.integer({ min: -5, max: 5 }) })
        .map(({ levelPct, endsMs }) => ({ ...cycles, levelPct, untilMs: nowMs + endsMs })),
      { maxLength: 3 },
    ),
  }),
);

test("exactly one rule wins, the one that decides, and what it says is the level", () => {
  fc.assert(
    fc.property(anyInputs, ({ nowMs, ...known }) => {
      const given = answers(known, nowMs);
      const winners = given.filter(({ wins }) => wins);
      expect(winners).toHaveLength(1);
      expect(winners[0]?.levelPct).toBe(decideLevel(known, nowMs));
      expect(winners[0]?.rule).toBe(decide(known, nowMs).rule);
      expect(given.map(({ rule }) => rule)).toEqual(["floor", "override", "demand", "profile", "default"]);
      for (const { levelPct, text } of given) {
        expect(text).not.toBe("");
        if (levelPct !== undefined) expect(levelPct >= 0 && levelPct <= 100).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test("taking away a rule that did not win changes nothing", () => {
  // The profile is left alone under demand and the floor: the one lifts what is planned, the other clamps it.
  const without: readonly { readonly rule: string; readonly unless: readonly string[]; readonly gone: Partial<DecideInputs> }[] = [
    { rule: "override", unless: ["floor"], gone: { override: undefined } },
    { rule: "demand", unless: ["floor"], gone: { demand: undefined } },
    { rule: "floor", unless: [], gone: { floorPct: 0 } },
    { rule: "profile", unless: ["floor", "demand"], gone: { plan: undefined } },
  ];
  fc.assert(
    fc.property(anyInputs, ({ nowMs, ...known }) => {
      const winner = answers(known, nowMs).find(({ wins }) => wins)?.rule ?? "";
      for (const { rule, unless, gone } of without) {
        if (winner === rule || unless.includes(winner)) continue;
        expect(decideLevel({ ...known, ...gone }, nowMs)).toBe(decideLevel(known, nowMs));
      }
    }),
    { numRuns: 500 },
  );
});
