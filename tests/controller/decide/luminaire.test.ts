import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { driveLevelByCurve, driveLevelPct, expectedPowerW, levelAtPower, type PowerModel } from "#controller/decide/luminaire";

const measured: PowerModel = {
  by: "curve",
  points: [
    [10, 12],
    [50, 40],
    [100, 90],
  ],
  standbyW: 0.5,
};
const driver: PowerModel = { by: "minimum", powerW: 90, minLevelPct: 10, minPowerW: 12.6, standbyW: 0.5 };
const proportional: PowerModel = { by: "gradient", powerW: 90, minLevelPct: 10, powerLightGradient: 1, standbyW: 0.5 };
const discharge: PowerModel = { by: "gradient", powerW: 150, minLevelPct: 40, powerLightGradient: 1.4, standbyW: 1 };

describe("power at a level", () => {
  const cases: readonly (readonly [string, PowerModel, number, number])[] = [
    ["measured, between two points", measured, 75, 65],
    ["measured, below the first", measured, 5, 12],
    ["measured, off", measured, 0, 0.5],
    ["a driver that tells its minimum, half way", driver, 55, 51.3],
    ["a driver at its minimum", driver, 10, 12.6],
    ["a driver below its minimum", driver, 3, 12.6],
    ["proportional", proportional, 50, 45],
    ["a discharge lamp: half the light saves 36 % of the power", discharge, 50, 150 * (1 - 0.5 / 1.4)],
    ["a discharge lamp below its minimum", discharge, 10, 150 * (1 - 0.6 / 1.4)],
  ];
  test.each(cases)("%s", (_name, model, levelPct, powerW) => {
    expect(expectedPowerW(model, levelPct)).toBeCloseTo(powerW, 9);
  });

  test("and back: any level of the luminaire comes back from its power, and more light never takes less power", () => {
    const anyLevel = fc.double({ min: 40, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(measured, driver, proportional, discharge), anyLevel, anyLevel, (model, a, b) => {
        expect(levelAtPower(model, expectedPowerW(model, a))).toBeCloseTo(a, 6);
        expect(expectedPowerW(model, Math.max(a, b))).toBeGreaterThanOrEqual(expectedPowerW(model, Math.min(a, b)));
      }),
    );
    expect([levelAtPower(driver, 0.4), levelAtPower(driver, 5), levelAtPower(driver, 400)]).toEqual([0, 10, 100]);
  });
});

describe("constant light output", () => {
  const led = { lossPctAtEnd: 20, endHours: 100_000 };
  test("a new luminaire is driven at 80 %, one at the end of its life at its level, one past it no higher than 100 %", () => {
    expect(driveLevelPct(100, 0, led)).toBeCloseTo(80, 9);
    expect(driveLevelPct(100, 50_000, led)).toBeCloseTo(88.889, 3);
    expect(driveLevelPct(100, 100_000, led)).toBeCloseTo(100, 9);
    expect(driveLevelPct(100, 300_000, led)).toBe(100);
    expect(driveLevelPct(50, 100_000, led)).toBeCloseTo(50, 9);
    expect(driveLevelPct(0, 50_000, led)).toBe(0);
  });

  test("by a maker's curve", () => {
    const curve = [
      [0, 80],
      [5_000, 85],
      [20_000, 100],
    ] as const;
    expect([0, 2_500, 12_500, 50_000].map((hours) => driveLevelByCurve(100, hours, curve))).toEqual([80, 82.5, 92.5, 100]);
    expect(driveLevelByCurve(50, 0, curve)).toBe(40);
  });
});
