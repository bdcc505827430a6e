import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LightingClass, lightingClasses } from "#contract/design";
import { comparableLx, exampleWeights } from "#controller/decide/class-table";
import { classBelow, classFor, floorPctOf, levelForClass, type Section, sectionsByStreet, stepsBelow } from "#controller/decide/classes";

const section = (designClass: LightingClass, floorClass: LightingClass, designMargin = 1): Section => ({
  name: "North Bridge",
  streets: ["North Bridge"],
  designClass,
  floorClass,
  designMargin,
});

describe("the level of a class", () => {
  /** Percentages of EN 13201-2's values, worked by hand. */
  const steps: readonly (readonly [LightingClass, LightingClass, number])[] = [
    ["M1", "M2", 75],
    ["M2", "M3", 67],
    ["M3", "M4", 75],
    ["M4", "M5", 67],
    ["M5", "M6", 60],
    ["C0", "C1", 60],
    ["C1", "C2", 67],
    ["C2", "C3", 75],
    ["C3", "C4", 67],
    ["C4", "C5", 75],
    ["P1", "P2", 67],
    ["P2", "P3", 75],
    ["P3", "P4", 67],
    ["P4", "P5", 60],
    ["P5", "P6", 67],
    ["M3", "M5", 50],
    ["M3", "M6", 30],
    ["P2", "P4", 50],
    ["P2", "P5", 30],
    ["P2", "P6", 20],
  ];
  test.each(steps)("%s → %s is %d %%", (design, lower, levelPct) => {
    expect(levelForClass(section(design, lower), lower)).toBe(levelPct);
  });

  test("a margin lowers it, whole percents upward; a floor of the luminaire and 100 % bound it", () => {
    expect(levelForClass(section("M3", "M6", 1.2), "M3")).toBe(84);
    expect(levelForClass(section("M3", "M6", 1.2), "M4")).toBe(63);
    expect(levelForClass(section("P2", "P6", 2), "P6")).toBe(10);
    expect(levelForClass(section("P2", "P6", 2), "P6", 15)).toBe(15);
    expect(levelForClass(section("M3", "M6"), "M1")).toBe(100);
  });

  test("the floor class in another series counts by comparable lux", () => {
    expect(classBelow(section("C2", "P2"), 5)).toBe("C4");
    expect(floorPctOf(section("C2", "P2"))).toBe(50);
    expect(floorPctOf(section("M3", "P4"))).toBe(30);
  });

  test("steps stop at the floor class, and a floor above the design class leaves the design class", () => {
    const m3 = section("M3", "M5");
    expect([0, 1, 2, 3, 5].map((below) => classBelow(m3, below))).toEqual(["M3", "M4", "M5", "M5", "M5"]);
    expect([floorPctOf(m3), floorPctOf(m3, 60)]).toEqual([50, 60]);
    expect(classBelow(section("M3", "M1"), 3)).toBe("M3");
    expect(stepsBelow("M3", "M5")).toBe(2);
  });

  test("for any section: no step is darker than the floor, none brighter than the one above", () => {
    const any = fc.record({
      designClass: fc.constantFrom(...lightingClasses),
      floorClass: fc.constantFrom(...lightingClasses),
      designMargin: fc.double({ min: 1, max: 3, noNaN: true }),
    });
    fc.assert(
      fc.property(any, fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 50 }), (classes, below, minLevelPct) => {
        const levels = [below, below + 1].map((each) => levelForClass(classes, classBelow(classes, each), minLevelPct));
        expect(levels[0]).toBeGreaterThanOrEqual(levels[1] ?? 0);
        expect(levels[1]).toBeGreaterThanOrEqual(floorPctOf(classes, minLevelPct));
        const reached = comparableLx[classBelow(classes, below)];
        expect(reached).toBeGreaterThanOrEqual(Math.min(comparableLx[classes.designClass], comparableLx[classes.floorClass]));
      }),
    );
  });
});

describe("selecting a class by weights", () => {
  const evening = { speed: "low", use: "normal", composition: "pedestrians-motorised", parked: "not-present", ambient: "moderate" };

  test("a residential street: sum 2 is P4 before midnight, sum 0 is P6 when it is quiet and dark around", () => {
    expect(classFor(exampleWeights.P, evening)).toEqual({ ok: true, lightingClass: "P4", sum: 2, confirmed: true });
    expect(classFor(exampleWeights.P, { ...evening, use: "quiet", ambient: "low" })).toMatchObject({ lightingClass: "P6", sum: 0 });
  });

  test("sums beyond the classes there are give the first or the last", () => {
    const least = { speed: "walking", use: "quiet", composition: "pedestrians-only", parked: "not-present", ambient: "low" };
    expect(classFor(exampleWeights.P, least)).toMatchObject({ lightingClass: "P6", sum: -2 });
    const most = { speed: "low", use: "busy", composition: "pedestrians-cycles-motorised", parked: "present", ambient: "high" };
    expect(classFor(exampleWeights.P, most)).toMatchObject({ lightingClass: "P1", sum: 6 });
    const conflict = {
      speed: "very-high",
      volume: "high",
      composition: "mixed",
      separation: "no",
      parked: "present",
      ambient: "high",
      navigation: "difficult",
    };
    expect(classFor(exampleWeights.C, conflict)).toMatchObject({ lightingClass: "C0" });
  });

  test("what the authority has not confirmed says so", () => {
    expect([exampleWeights.M.confirmed, exampleWeights.C.confirmed, exampleWeights.P.confirmed]).toEqual([false, false, true]);
  });

  test("everything wrong is told at once", () => {
    expect(classFor(exampleWeights.P, { ...evening, use: "mad", speed: "", colour: "red" })).toEqual({
      ok: false,
      reason: "bad-parameters",
      detail:
        "colour: found red, expected one of the parameters speed, use, composition, parked, ambient; " +
        "speed: found , expected one of low, walking; use: found mad, expected one of busy, normal, quiet",
    });
  });
});

test("of two sections that name a street the first counts", () => {
  const first = section("M3", "M5");
  const byStreet = sectionsByStreet({ sections: [first, { ...section("P2", "P4"), streets: ["North Bridge", "Vennel"] }] });
  expect(byStreet.get("North Bridge")).toBe(first);
  expect(byStreet.get("Vennel")?.designClass).toBe("P2");
  expect(byStreet.get("The Mound")).toBeUndefined();
});
