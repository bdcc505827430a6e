import { describe, expect, test } from "vitest";
import { stockProfiles } from "#config/profiles";
import { Profile } from "#contract/design";
import type { FindingContext } from "#controller/decide/findings/context";
import { light, told, town } from "./findings-town.ts";

type StepInput = { readonly at: unknown; readonly levelPct: number };
const time = (hhmm: string, levelPct: number): StepInput => ({ at: { time: hhmm }, levelPct });
const sun = (event: string, levelPct: number, offsetMin = 0): StepInput => ({ at: { sun: event, offsetMin }, levelPct });
const on: StepInput = { at: { lux: 35, edge: "falling" }, levelPct: 100 };
const off: StepInput = { at: { lux: 18, edge: "rising" }, levelPct: 0 };
const profile = (steps: readonly StepInput[], over = {}): Profile => Profile.parse({ name: "Test", steps, ...over });
const partNight = Profile.parse(stockProfiles["part-night-35-18"]);

/** Findings of a profile under an id; "unst-profile" is used in Unst alone, "part-night-35-18" in Edinburgh alone, others nowhere. */
const of = (id: string, body: Profile, over: Partial<FindingContext> = {}): string[] => told({ kind: "profile", id, body }, over);

test("a simple profile in Edinburgh has nothing to tell", () => {
  expect(of("part-night-35-18", profile([on, time("00:00", 50), off]))).toEqual([]);
});

test("on at civil dusk in Unst: the nights of June without one, and what happens then", () => {
  const civil = profile([sun("civil-dusk", 100), sun("civil-dawn", 0)]);
  expect(of("unst-profile", civil, { today: "2026-01-10" })).toEqual([
    "warning steps.0.at: no civil dusk at Unst from 13 to 27 June: the 35 lx crossing is used instead",
    "warning steps.1.at: no civil dawn at Unst from 13 to 27 June: the 18 lx crossing is used instead",
  ]);
  expect(of("part-night-35-18", civil)).toEqual([]);
});

test("steps that summer moves out of the night, and what happens then", () => {
  expect(of("part-night-35-18", partNight)).toEqual([
    "warning steps.1.at: the light is not on yet at 22:00 from 22 May to 26 July: it then comes on at 75 %",
    "warning steps.3.at: the light's night is over at 05:30 from 18 April to 22 August: the step is left out then",
  ]);
});

test("a sun step and a clock step that change their order with the season", () => {
  expect(of("part-night-35-18", profile([on, sun("sunset", 40, 240), time("23:00", 30), off]))).toEqual([
    "warning steps.2.at: it comes after step 2 (240 min after sunset) from 27 September to 27 March, and before it on other nights: the later one's level then holds",
  ]);
});

test("clock times that the two changes skip and repeat, in the zone of the place", () => {
  const half = profile([on, time("01:30", 50), off]);
  expect(of("part-night-35-18", half, { today: "2026-01-10" })).toEqual([
    "warning steps.1.at: 01:30 does not come in the night of 28 March 2026, when the clocks change: the step acts at 02:00",
    "warning steps.1.at: 01:30 comes twice in the night of 24 October 2026, when the clocks change: the step acts the first time only",
  ]);
  expect(of("part-night-35-18", half, { zone: "Atlantic/Reykjavik" })).toEqual([]);
  expect(of("part-night-35-18", profile([on, time("02:30", 50), off]), { zone: "Europe/Berlin", today: "2026-01-10" })[0]).toBe(
    "warning steps.1.at: 02:30 does not come in the night of 28 March 2026, when the clocks change: the step acts at 03:00",
  );
});

test("two steps of one moment, a step that never acts, one instant on some nights", () => {
  expect(of("part-night-35-18", profile([on, off, { ...on, levelPct: 40 }, time("13:00", 60), time("14:00", 40)])).slice(0, 3)).toEqual([
    "error steps.2.at: step 1 is when daylight falls to 35 lx too, and only one can count: remove one",
    "warning steps.2: it never acts: on every night it comes outside the time the light is on, or not at all. Move it or remove it",
    "warning steps.3: it never acts: on every night it comes outside the time the light is on, or not at all. Move it or remove it",
  ]);
  expect(of("part-night-35-18", profile([on, time("01:15", 70), time("01:45", 40), off]), { today: "2026-01-10" })).toContain(
    "warning steps.2.at: it comes at the same instant as step 2 (at 01:15) on 28 March: step 3 counts then",
  );
});

test("hours of dark without light, unless someone answers for them, and of light in daylight", () => {
  const partly = profile([on, time("00:00", 0), time("05:00", 100), off]);
  const dark = (lines: readonly string[]): string[] => lines.filter((line) => line.includes("it is dark"));
  expect(dark(of("part-night-35-18", partly))).toEqual([
    "warning steps: it is dark and the light is off for up to 6 h 0 min (30 October) every night: add a step, or have an approver answer for it",
  ]);
  expect(dark(of("part-night-35-18", { ...partly, approval: { approver: "J. Muir", reviewBy: "2027-06-01" } }))).toEqual([]);
  expect(of("part-night-35-18", profile([on]))[0]).toMatch(
    /^warning steps: the light is on in daylight for up to .* every night: add a step that switches it off$/,
  );
  expect(of("part-night-35-18", profile([{ ...on, levelPct: 0 }, off]))).toEqual(["warning steps: no step gives light on any night: add a level above 0 %"]);
});

test("levels a luminaire cannot give", () => {
  const lights = [light("a", { minLevelPct: 20 }), light("b", { minLevelPct: 10 })];
  const dim = (levelPct: number): string[] => of("part-night-35-18", profile([on, time("00:00", levelPct), off]), { lights });
  expect(dim(15)).toEqual(["warning steps.1.levelPct: the luminaire of a cannot go below 20 %: they stay at their own minimum, or set 20 %"]);
  expect(dim(5)[0]).toBe("warning steps.1.levelPct: the luminaires of 2 lights cannot go below 20 %: they stay at their own minimum, or set 20 %");
  expect(dim(20)).toEqual([]);
});

test("a programme that a node cannot take, and one that holds fewer nights", () => {
  const steps = (levelPct: (index: number) => number): StepInput[] =>
    Array.from({ length: 48 }, (_, index) => time(`${String(index >> 1).padStart(2, "0")}:${index % 2 ? "30" : "00"}`, levelPct(index)));
  const [first] = of("new", profile(steps((index) => (index % 2 ? 100 / 3 : 200 / 3))));
  expect(first).toMatch(/^error steps: a programme of 14 nights takes \d+ bytes, and a node takes 16384: use fewer steps, or levels without decimals$/);
  expect(of("new", profile(steps((index) => (index % 2 ? 33 : 66))))).toContain("warning steps: with so many steps a node holds 14 nights ahead, not 21");
});

test("a photocell needs a step to bring earlier", () => {
  const photocell = { onLux: 70, earlierMin: 60 };
  const clock = profile([time("17:00", 100), time("08:00", 0)], { photocell });
  expect(of("new", clock)).toContain(
    "warning photocell: no step brings the light on by the sun, so there is nothing a photocell could bring earlier: add such a step, or remove it",
  );
  expect(of("part-night-35-18", profile([on, off], { photocell }))).toEqual([]);
});

describe("levels below the floor class of the roads", () => {
  const floorPctOf = (street: string): number | undefined => (street === "Shore" ? 60 : street === "High Street" ? 75 : undefined);
  const errors = (body: Profile, id = "part-night-35-18"): string[] => of(id, body, { floorPctOf }).filter((line) => line.startsWith("error"));
  const approved = (reviewBy: string): Profile => ({ ...partNight, approval: { approver: "J. Muir", reviewBy } });

  test("are errors that name the streets where the profile is used; level 0 at dawn is none, by night it is", () => {
    expect(errors(partNight)).toEqual([
      "error steps.2.levelPct: 50 % of Part-night 35/18 is below the floor class of High Street (75 %) and Shore (60 %): raise it, or name an approver and a date of review on the profile",
    ]);
    expect(errors(partNight, "unused")).toEqual([]);
    expect(errors(profile([on, time("00:00", 0), time("05:00", 100), off]))[0]).toMatch(/^error steps.1.levelPct: 0 % of Test is below/);
    // Off by the clock: at 09:30 it is never dark, at 07:00 in winter it is.
    expect(errors(profile([on, time("09:30", 0)]))).toEqual([]);
    expect(errors(profile([on, time("07:00", 0)]))).toHaveLength(1);
  });

  test("are allowed while an approver answers for them, and no longer", () => {
    expect(errors(approved("2027-01-01"))).toEqual([]);
    expect(errors(approved("2026-11-20"))[0]).toMatch(/the approval of J. Muir was to be reviewed by 2026-11-20: review it and set a date after 2026-11-21/);
  });
});

test("without a single light a profile is still checked for what does not depend on a place", () => {
  expect(of("new", profile([on, time("01:30", 50), off]), { ...town, lights: [] })).toHaveLength(2);
});
