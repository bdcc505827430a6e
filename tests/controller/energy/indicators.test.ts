import { expect, test } from "vitest";
import { EnergyIndicators } from "#contract/energy";
import { annualConsumption, type LitSection, powerDensity, sectionIndicators } from "#controller/energy/indicators";
import { light } from "../decide/findings-town.ts";

/** One 60 W light every 30 m on a road 7 m wide, at 10 lx: the worked check of lighting-domain.md §4.5. */
const lit = { areaM2: 210, luxMaintained: 10 };
const section: LitSection = { name: "High Street", streets: ["High Street"], designClass: "M4", floorClass: "M6", designMargin: 1, lit };
/** Half of full light takes 33 W. */
const lamp = light("l-0", { powerW: 60, minLevelPct: 50, minPowerW: 33, standbyW: 0 });

test("the worked check: 28.6 mW/(lx·m²), and 1.143 and 0.821 kWh/m² a year", () => {
  expect(powerDensity(60, 10, 210)).toBeCloseTo(28.6, 1);
  expect(annualConsumption([{ powerW: 60, hoursPerYear: 4_000 }], 210)).toBeCloseTo(1.143, 3);
  expect(
    annualConsumption(
      [
        { powerW: 60, hoursPerYear: 1_500 },
        { powerW: 33, hoursPerYear: 2_500 },
      ],
      210,
    ),
  ).toBeCloseTo(0.821, 3);
});

const yearOf = (hours: readonly { levelPct: number; hours: number }[]) => {
  const rest = 8_760 - hours.reduce((sum, each) => sum + each.hours, 0);
  return [...hours, { levelPct: 0, hours: rest }];
};

test("a section's year from its lights and the hours they were at each level", () => {
  const hours = yearOf([
    { levelPct: 100, hours: 1_500 },
    { levelPct: 50, hours: 2_500 },
  ]);
  const two = sectionIndicators({ section: { ...section, lit: { ...lit, areaM2: 420 } }, lights: [lamp, lamp], hours, detectionPct: 12 });
  expect(two).toMatchObject({ lights: 2, systemPowerW: 120, annualised: false, detectionPct: 12, designClass: "M4" });
  expect(two.pdiMwPerLxM2).toBeCloseTo(28.6, 1);
  expect(two.aeciKwhPerM2).toBeCloseTo(0.821, 3);
  expect(two.periods).toEqual([
    { levelPct: 100, hoursPerYear: 1_500, powerPct: 100 },
    { levelPct: 50, hoursPerYear: 2_500, powerPct: expect.closeTo(55, 6) },
    { levelPct: 0, hoursPerYear: 4_760, powerPct: 0 },
  ]);
  expect(EnergyIndicators.parse({ from: "2026-01-01", to: "2026-12-31", sections: [two], missing: [] }).sections).toHaveLength(1);
});

test("standing by by day is in the year's energy", () => {
  const hours = yearOf([{ levelPct: 100, hours: 4_000 }]);
  const { aeciKwhPerM2 } = sectionIndicators({ section, lights: [{ ...lamp, standbyW: 0.5 }], hours });
  expect(aeciKwhPerM2).toBeCloseTo((4_000 * 60 + 4_760 * 0.5) / 1_000 / 210, 6);
});

test("a week is scaled to a year, and says so; so is a wattage that is not known", () => {
  const week = sectionIndicators({
    section,
    lights: [{ ...lamp, powerAssumed: true }, lamp],
    hours: [
      { levelPct: 100, hours: 84 },
      { levelPct: 0, hours: 84 },
    ],
  });
  expect(week.annualised).toBe(true);
  expect(week.periods[0]?.hoursPerYear).toBeCloseTo(4_380, 6);
  expect(week.assumptions.join(" ")).toMatch(/1 of 2 lights have no wattage.* 7 days, scaled to a year/);
});

test("a section of which nothing is known yet has no energy, and no figure that is not a number", () => {
  expect(sectionIndicators({ section, lights: [lamp], hours: [] })).toMatchObject({ aeciKwhPerM2: 0, annualised: true, periods: [] });
});
