import fc from "fast-check";
import { expect, test } from "vitest";
import { stockProfiles } from "#config/profiles";
import { isDark } from "#controller/decide/darkness";
import { type ActingOverride, type DecideInputs, decide, decideLevel } from "#controller/decide/decide";
import type { DemandLift } from "#controller/decide/demand/lift";
import { always } from "#controller/decide/profile";
import { compileProgramme } from "#controller/decide/programme";
import { anyProfile } from "./arbitraries.ts";

const zone = "Europe/London";
const place = { lat: 55.9533, lon: -3.1883 };
const at = (instant: string): number => Date.parse(instant);
const evening = at("2026-12-21T21:00Z");
const midnight = at("2026-12-22T00:30Z");
const noon = at("2026-12-22T13:00Z");

const profile = stockProfiles["part-night-35-18"];
if (profile === undefined) throw new Error("the stock profile part-night-35-18 is missing");
const { plan, dark } = compileProgramme({ profileOn: always(profile), place, zone, nowMs: at("2026-12-21T12:00Z") });
const inputs = (more: Partial<DecideInputs>, nowMs: number): DecideInputs => ({ plan, floorPct: 0, dark: isDark(dark, nowMs), zone, ...more });

const police: ActingOverride = {
  id: "o1",
  levelPct: 30,
  fadeMs: 5_000,
  startsAtMs: evening,
  endsAtMs: at("2026-12-22T02:00Z"),
  reason: "police incident",
  by: "anna",
  releasedAtMs: undefined,
};
const cycles: DemandLift = { source: "c1", levelPct: 80, untilMs: at("2026-12-22T01:15Z"), words: "420 cycles an hour at North Bridge" };

test("by the profile alone, in words a resident understands", () => {
  expect(decide(inputs({}, midnight), midnight)).toEqual({
    levelPct: 50,
    fadeMs: 10_000,
    rule: "profile",
    because: {
      rule: "profile",
      text: "Dimmed to 50 % from 00:00 until 05:30 by profile Part-night 35/18",
      ref: "Part-night 35/18",
      until: "2026-12-22T05:30:00.000Z",
    },
    validUntilMs: at("2026-12-22T05:30Z"),
    expected: {
      levelPct: 50,
      because: {
        rule: "profile",
        text: "Dimmed to 50 % from 00:00 until 05:30 by profile Part-night 35/18",
        ref: "Part-night 35/18",
        until: "2026-12-22T05:30:00.000Z",
      },
    },
  });
  expect(decide(inputs({}, noon), noon).because.text).toBe("Off from 08:08 until 16:08 by profile Part-night 35/18");
});

test("demand lifts a dimmed light, an override outranks it, and the floor binds both", () => {
  const lifted = decide(inputs({ demand: [cycles] }, midnight), midnight);
  expect([lifted.levelPct, lifted.because.text]).toEqual([80, "Lifted to 80 % by 420 cycles an hour at North Bridge until 01:15"]);
  expect(lifted.expected.levelPct).toBe(50);
  const overridden = decide(inputs({ demand: [cycles], override: police }, midnight), midnight);
  expect([overridden.levelPct, overridden.fadeMs, overridden.because.text]).toEqual([30, 5_000, "Set to 30 % until 02:00 by anna: police incident"]);
  const floored = decide(inputs({ demand: [cycles], override: police, floorPct: 100 }, midnight), midnight);
  expect([floored.levelPct, floored.rule]).toEqual([100, "floor"]);
  expect(floored.because.text).toBe(
    "Kept at 100 % while it is dark: this light is never lower (without that: Set to 30 % until 02:00 by anna: police incident)",
  );
});

test("demand switches nothing on by day, lowers nothing, and the highest of several counts", () => {
  expect(decideLevel(inputs({ demand: [{ ...cycles, untilMs: noon + 1 }] }, noon), noon)).toBe(0);
  expect(decideLevel(inputs({ demand: [{ ...cycles, levelPct: 20 }] }, midnight), midnight)).toBe(50);
  expect(decideLevel(inputs({ demand: [cycles, { ...cycles, levelPct: 90 }, { ...cycles, levelPct: 60 }] }, midnight), midnight)).toBe(90);
});

test("a lift is promised no longer than the step it lifts, so that a node cut off does not burn on past dawn", () => {
  const lifted = decide(inputs({ demand: [{ ...cycles, untilMs: noon }] }, midnight), midnight);
  expect([lifted.levelPct, lifted.validUntilMs]).toEqual([80, at("2026-12-22T05:30Z")]);
  expect(lifted.because.text).toContain("until 05:30");
});

test("an override acts from its start to its end, by day too, and not once released", () => {
  const level = (nowMs: number, override: ActingOverride): number => decideLevel(inputs({ override }, nowMs), nowMs);
  expect([level(police.startsAtMs - 1, police), level(police.startsAtMs, police), level(police.endsAtMs - 1, police), level(police.endsAtMs, police)]).toEqual([
    100, 30, 30, 50,
  ]);
  expect(level(midnight, { ...police, releasedAtMs: evening + 1 })).toBe(50);
  expect(level(noon, { ...police, levelPct: 100, endsAtMs: noon + 1 })).toBe(100);
});

test("the floor does not burn by day", () => {
  expect(decideLevel(inputs({ floorPct: 100 }, noon), noon)).toBe(0);
});

test("without a profile, or past its plan, it is lit when it is dark", () => {
  for (const none of [{ plan: undefined }, { plan: { ...plan, endsAtMs: midnight } }]) {
    const night = decide(inputs(none, midnight), midnight);
    expect([night.levelPct, night.rule, night.validUntilMs]).toEqual([100, "default", undefined]);
    expect(night.because.text).toContain("because it is dark");
  }
  expect(decideLevel(inputs({ plan: undefined }, noon), noon)).toBe(0);
});

const level = fc.integer({ min: 0, max: 100 });
const instant = fc.integer({ min: plan.startsAtMs, max: plan.endsAtMs + 86_400_000 });
const anyOverride = fc.record({ levelPct: level, startsAtMs: instant, endsAtMs: instant }).map((made) => ({ ...police, ...made }));
const anyLift = fc.record({ levelPct: level, untilMs: instant }).map((made) => ({ ...cycles, ...made }));
const anyInputs = fc
  .record({
    profile: anyProfile,
    planned: fc.boolean(),
    floorPct: fc.constantFrom(0, 20, 60, 100),
    dark: fc.boolean(),
    override: fc.option(anyOverride, { nil: undefined }),
    demand: fc.option(fc.array(anyLift, { maxLength: 3 }), { nil: undefined }),
  })
  .map(({ profile: other, planned, ...rest }): DecideInputs => {
    const compiled = compileProgramme({ profileOn: always(other), place, zone, nowMs: plan.startsAtMs, nights: 3 });
    return { plan: planned ? compiled.plan : undefined, zone, ...rest };
  });

test("for any inputs and instant: one level between the floor and 100, the same with and without words", () => {
  fc.assert(
    fc.property(anyInputs, instant, (given, nowMs) => {
      const levelPct = decideLevel(given, nowMs);
      expect(levelPct).toBeGreaterThanOrEqual(given.dark ? given.floorPct : 0);
      expect(levelPct).toBeLessThanOrEqual(100);
      const decision = decide(given, nowMs);
      expect(decision.levelPct).toBe(levelPct);
      expect(decision.rule).toBe(decision.because.rule);
      expect(decision.validUntilMs ?? Number.POSITIVE_INFINITY).toBeGreaterThan(nowMs);
    }),
    { numRuns: 300 },
  );
});

test("for any inputs and instant: more demand never gives less light, an expired override gives none, and a rule that did not win changes nothing", () => {
  fc.assert(
    fc.property(anyInputs, instant, anyLift, (given, nowMs, lift) => {
      const levelPct = decideLevel(given, nowMs);
      expect(decideLevel({ ...given, demand: [...(given.demand ?? []), lift] }, nowMs)).toBeGreaterThanOrEqual(levelPct);
      const { override, demand, ...rest } = given;
      if (override !== undefined && override.endsAtMs <= nowMs) expect(decideLevel({ ...rest, demand }, nowMs)).toBe(levelPct);
      const { rule } = decide(given, nowMs);
      if (rule === "override") expect(decideLevel({ ...rest, override }, nowMs)).toBe(levelPct);
      if (rule === "profile" || rule === "default") expect(decideLevel(rest, nowMs)).toBe(levelPct);
    }),
    { numRuns: 300 },
  );
});
