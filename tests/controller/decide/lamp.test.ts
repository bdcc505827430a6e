import { expect, test } from "vitest";
import { Luminaires } from "#contract/design";
import { type FittedLight, fittedLights, lampPowerW } from "#controller/decide/lamp";
import { light } from "./findings-town.ts";

const types = Luminaires.parse({
  types: [
    { id: "Ark", name: "Ark", minLevelPct: 20, power: { by: "minimum", minPowerPct: 25 }, standbyW: 0.8 },
    {
      id: "Bulb",
      name: "Bulb",
      minLevelPct: 30,
      power: {
        by: "curve",
        points: [
          { levelPct: 10, powerPct: 20 },
          { levelPct: 50, powerPct: 60 },
          { levelPct: 100, powerPct: 100 },
        ],
      },
      standbyW: 1,
    },
    {
      id: "Clo",
      name: "Clo",
      minLevelPct: 10,
      power: { by: "minimum", minPowerPct: 10 },
      standbyW: 0.5,
      clo: { by: "driver", lossPctAtEnd: 20, endHours: 100_000 },
    },
  ],
});
const fitted = (luminaire: string | undefined, powerW = 100): FittedLight => fittedLights([light("l", { luminaire, powerW })], types)[0] ?? light("none");
const powers = (lamp: FittedLight, ...levels: number[]): number[] => levels.map((levelPct) => Math.round(lampPowerW(lamp, levelPct) * 1_000) / 1_000);

test("a light of no type, or of one that is not known, keeps the figures of its row", () => {
  for (const luminaire of [undefined, "ark", "Other"]) expect(fitted(luminaire)).toEqual(light("l", { luminaire, powerW: 100 }));
});

test("a type gives its minimum, its standby and its share of each light's rated power", () => {
  expect(powers(fitted("Ark"), 0, 10, 20, 60, 100)).toEqual([0.8, 25, 25, 62.5, 100]);
  expect(powers(fitted("Ark", 40), 0, 20, 100)).toEqual([0.8, 10, 40]);
});

test("a curve is followed from point to point, and below the minimum level takes what the minimum takes", () => {
  expect(powers(fitted("Bulb"), 0, 5, 30, 40, 50, 75, 100)).toEqual([1, 40, 40, 50, 60, 80, 100]);
  expect(fitted("Bulb")).toMatchObject({ minLevelPct: 30, minPowerW: 40 });
});

test("a driver with constant light output takes more with every burning hour, up to rated power at the end of life", () => {
  const at = (hours: number, levelPct = 100): number => lampPowerW(fitted("Clo"), levelPct, hours);
  // New it is driven at 80 % of the level; half way a tenth is lost: 80 / 0.9.
  expect([at(0), at(50_000), at(100_000)].map((watts) => Math.round(watts * 100) / 100)).toEqual([80, 88.89, 100]);
  expect(at(0, 50)).toBeCloseTo(40);
  expect(at(0, 0)).toBe(0.5);
});

test("without burning hours a lamp counts as at the end of its life; with hours that are not known there is no figure", () => {
  expect(lampPowerW(fitted("Clo"), 100)).toBe(100);
  expect(lampPowerW({ ...fitted("Clo"), burningHours: 0 }, 100)).toBeCloseTo(80);
  expect(lampPowerW(fitted("Clo"), 100, Number.NaN)).toBeNaN();
  expect(lampPowerW(fitted("Ark"), 100, Number.NaN)).toBe(100);
});
