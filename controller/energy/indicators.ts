/**
 * Energy performance of a lit road section, EN 13201-5:2015. The two indicators belong together: the one says how much power the light
 * takes, the other what dimming makes of it in a year. Neither compares sections of different geometry or class (clause 1).
 */
import type { Sections } from "#contract/design";
import type { EnergyIndicators } from "#contract/energy";
import { type FittedLight, lampPowerW } from "../decide/lamp.ts";

export type SectionIndicators = EnergyIndicators["sections"][number];
export type LitSection = Sections["sections"][number] & { readonly lit: NonNullable<Sections["sections"][number]["lit"]> };

/** How long an average light of the section was at a level, h; level 0 is standing by. */
export interface LevelHours {
  readonly levelPct: number;
  readonly hours: number;
}

export interface IndicatorInputs {
  readonly section: LitSection;
  /** All of the section's; at least one. */
  readonly lights: readonly FittedLight[];
  /** Together they are the time that is known of the period. */
  readonly hours: readonly LevelHours[];
  /** Share of the dark hours in which demand had lifted the lights, %. */
  readonly detectionPct?: number;
}

/** Operational power, W, and for how many hours a year. */
export interface OperatingPeriod {
  readonly powerW: number;
  readonly hoursPerYear: number;
}

/** Power density indicator D_P, mW/(lx·m²) (EN 13201-5:2015 clause 4): system power over illuminance × area. */
export const powerDensity = (systemPowerW: number, luxMaintained: number, areaM2: number): number => (1_000 * systemPowerW) / (luxMaintained * areaM2);

/** Annual energy consumption indicator D_E, kWh/m² (clause 5): the sum of power × hours over the periods, per area. */
export const annualConsumption = (periods: readonly OperatingPeriod[], areaM2: number): number =>
  periods.reduce((sum, { powerW, hoursPerYear }) => sum + powerW * hoursPerYear, 0) / 1_000 / areaM2;

/** Both indicators of a section with its periods (Annex D) and what they assume. Hours of less or more than a year are scaled to one. */
export function sectionIndicators({ section, lights, hours, detectionPct }: IndicatorInputs): SectionIndicators {
  const { areaM2, luxMaintained } = section.lit;
  const powerAt = (levelPct: number): number => lights.reduce((sum, light) => sum + lampPowerW(light, levelPct), 0);
  const systemPowerW = powerAt(100);
  const known = hours.reduce((sum, each) => sum + each.hours, 0);
  const perYear = known > 0 ? hoursOfYear / known : 0;
  const periods = hours.map(({ levelPct, hours: of }) => ({ levelPct, powerW: powerAt(levelPct), hoursPerYear: of * perYear }));
  return {
    name: section.name,
    designClass: section.designClass,
    lights: lights.length,
    areaM2,
    luxMaintained,
    systemPowerW,
    pdiMwPerLxM2: powerDensity(systemPowerW, luxMaintained, areaM2),
    aeciKwhPerM2: annualConsumption(periods, areaM2),
    annualised: Math.abs(known - hoursOfYear) > leapDayHours,
    periods: periods.map(({ levelPct, powerW, hoursPerYear }) => ({ levelPct, hoursPerYear, powerPct: (100 * powerW) / systemPowerW })),
    ...(detectionPct !== undefined && { detectionPct }),
    assumptions: assumptions(lights, known),
  };
}

/** 365 days. */
const hoursOfYear = 8_760;
const leapDayHours = 24;

function assumptions(lights: readonly FittedLight[], knownHours: number): string[] {
  const assumed = lights.filter(({ powerAssumed }) => powerAssumed).length;
  const of = lights.length === 1 ? "The one light has" : `${assumed} of ${lights.length} lights have`;
  return [
    "System power is the rated power of the inventory, gear and controls included.",
    "Illuminance is the maintained average at full output, as the section's design states it.",
    "Operating power follows from reported levels and each light's level-to-power curve; standing by by day is counted.",
    ...(assumed > 0 ? [`${of} no wattage in the inventory: the stated default is used.`] : []),
    ...(Math.abs(knownHours - hoursOfYear) > leapDayHours
      ? [`Hours are those of ${Math.round(knownHours / 24)} days, scaled to a year: a part of the year has nights of its own length.`]
      : []),
  ];
}
