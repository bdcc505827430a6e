import { expect, test } from "vitest";
import { Luminaires, Profile } from "#contract/design";
import { fittedLights } from "#controller/decide/lamp";
import { light, told } from "./findings-town.ts";

const type = (more: object): object => ({ id: "Ark", name: "Ark", minLevelPct: 10, power: { by: "minimum", minPowerPct: 14 }, standbyW: 0.5, ...more });
const curve = (...points: readonly (readonly [number, number])[]): object => ({
  power: { by: "curve", points: points.map(([levelPct, powerPct]) => ({ levelPct, powerPct })) },
});
const lights = [light("l0", { luminaire: "Ark" }), light("l1", { luminaire: "Bulb 36" }), light("l2")];
const of = (...types: object[]): string[] => told({ kind: "luminaires", id: "all", body: Luminaires.parse({ types }) }, { lights });

test("types that lights have, with powers that go up to the rated one, have nothing to tell", () => {
  expect(of(type({}), type({ id: "Bulb 36", ...curve([10, 20], [50, 55], [100, 100]) }))).toEqual([]);
});

test("a type that no light has is told, with the one that is meant", () => {
  expect(of(type({ id: "bulb-36" }), type({ id: "Other" }))).toEqual([
    "warning types.0.id: no light of the inventory has this type: Bulb 36 is meant?",
    "warning types.1.id: no light of the inventory has this type",
  ]);
});

test("two types with one id are an error", () => {
  expect(of(type({}), type({}))).toEqual(["error types.1.id: Ark is the id of type 1 already: a type has one id"]);
});

test("a curve goes up in level and power, to full power at full level, from the minimum", () => {
  expect(of(type(curve([10, 20], [10, 30], [50, 25], [90, 90])))).toEqual([
    "error types.0.power.points.1.levelPct: 10 % does not follow 10 %: points go up in level",
    "error types.0.power.points.2.powerPct: 25 % is less than 30 % at a lower level: points go up in power",
    "error types.0.power.points: it ends at 90 % level and 90 % power: the last point is 100 % and 100 %, rated power",
  ]);
  expect(of(type(curve([30, 30], [100, 100])))).toEqual([
    "warning types.0.power.points: between the minimum of 10 % and 30 % nothing was measured: power is taken as level",
  ]);
});

test("values out of range are refused by the schema", () => {
  for (const wrong of [curve([10, 20], [101, 100]), curve([10, -1], [100, 100]), { minLevelPct: 100 }, { standbyW: -1 }, { id: "" }])
    expect(Luminaires.safeParse({ types: [type(wrong)] }).success).toBe(false);
});

test("a profile is measured by the minimum of its lights' types", () => {
  const body = Profile.parse({
    name: "Dim",
    steps: [
      { at: { sun: "sunset" }, levelPct: 100 },
      { at: { time: "23:00" }, levelPct: 25 },
      { at: { sun: "sunrise" }, levelPct: 0 },
    ],
  });
  const profile = { kind: "profile", id: "part-night-35-18", body } as const;
  const ofMinimum = (minLevelPct: number): string[] =>
    told(profile, { lights: fittedLights(lights, Luminaires.parse({ types: [type({ minLevelPct })] })) }).filter((text) => text.includes("luminaire"));
  expect(ofMinimum(25)).toEqual([]);
  expect(ofMinimum(30)).toEqual([expect.stringContaining("warning steps.1.levelPct: the luminaire of l0")]);
});
