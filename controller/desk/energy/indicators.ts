/** EN 13201-5 indicators of the road sections: the hours at each level come from the accounts, the geometry from the sections' design. */
import type { EnergyIndicators, EnergyPeriod } from "#contract/energy";
import type { Asker } from "../../api/energy-desk.ts";
import type { Section } from "../../decide/classes.ts";
import type { FittedLight } from "../../decide/lamp.ts";
import type { HalfHourSums } from "../../energy/accounts.ts";
import { type IndicatorInputs, type LevelHours, type LitSection, sectionIndicators } from "../../energy/indicators.ts";
import { daysBetween } from "./days.ts";
import { detectionIn } from "./detection.ts";
import { divide } from "./division.ts";
import { hundredths } from "./figures.ts";
import { eachHalfHour } from "./half-hours.ts";
import type { EnergyParts } from "./summary.ts";

/** Rejects with the signal's reason when it is aborted. */
export async function energyIndicatorsOf({ controller, accounts }: EnergyParts, period: EnergyPeriod, asker: Asker): Promise<EnergyIndicators> {
  const { geometry, plans } = controller.situation;
  const { sections } = plans.schedules.designs.sections.body;
  const { members, layers } = divide(controller, {}, "section");
  const [layer = { of: new Int32Array(), count: 0 }] = layers;
  const levels = members.map(() => new Levels());
  if (sections.some(isLit)) {
    await eachHalfHour(accounts, { days: daysBetween(period.from, period.to), members: layer }, asker, (sums, index) => {
      levels.forEach((own, member) => {
        own.add(sums, index * layer.count + member);
      });
    });
  }
  const detectionPct = await detectionIn(controller, period, asker.signal);
  const numberOf = new Map(members.map(({ id }, member) => [id, member]));
  const rowsOf = rowsByMember(layer.of, members.length);
  const answer: EnergyIndicators = { ...period, sections: [], missing: [] };
  for (const section of sections) {
    const member = numberOf.get(section.name) ?? -1;
    const rows = rowsOf[member] ?? [];
    const lights = rows.flatMap((row) => geometry.lights[row] ?? []);
    const hours = levels[member]?.hours() ?? [];
    const needs = needsOf(section, lights, hours);
    if (needs !== undefined) answer.missing.push({ name: section.name, needs });
    else if (isLit(section)) answer.sections.push(indicatorsOf({ section, lights, hours }, detectionPct(section, rows)));
  }
  return answer;
}

const isLit = (section: Section): section is LitSection => section.lit !== undefined;

/** What a section lacks, in words; undefined when it has all. */
function needsOf(section: Section, lights: readonly FittedLight[], hours: readonly LevelHours[]): string | undefined {
  if (!isLit(section)) return "its lit area, m², and the maintained average illuminance at full output, lx: fill them in where the section is designed";
  if (lights.length === 0) return "lights: none of the inventory is in its streets";
  return hours.length === 0 ? "readings: none of its lights has any in this period" : undefined;
}

const levelNote = "Levels are means of the section over half hours, in steps of 5 %; a part of a half hour without light counts as standing by.";
const demandNote = "Detection is the recorded demand heard by the rules in force now, between sunset and sunrise; demand that was not recorded lifted nothing.";

function indicatorsOf(inputs: IndicatorInputs, detectionPct: number | undefined): EnergyIndicators["sections"][number] {
  if (detectionPct === undefined) return noted(sectionIndicators(inputs), [levelNote]);
  return noted(sectionIndicators({ ...inputs, detectionPct: hundredths(detectionPct) }), [levelNote, demandNote]);
}

const noted = (section: EnergyIndicators["sections"][number], notes: readonly string[]): EnergyIndicators["sections"][number] => ({
  ...section,
  assumptions: [...section.assumptions, ...notes],
});

function rowsByMember(of: Int32Array, count: number): number[][] {
  const byMember = Array.from({ length: count }, (): number[] => []);
  for (const [row, member] of of.entries()) byMember[member]?.push(row);
  return byMember;
}

/** A table that a person reads: 21 rows at most. */
const stepPct = 5;

/** How long an average light was at each level, in steps; each step keeps the mean of what fell into it. */
class Levels {
  readonly #byStep = new Map<number, { hours: number; pctHours: number }>();

  add({ lights, sums }: HalfHourSums, at: number): void {
    const own = lights[at] ?? 0;
    if (own === 0) return;
    const burning = Math.min(1, (sums.burningMin[at] ?? 0) / (own * 30));
    this.#put(0, (1 - burning) / 2);
    // The mean level is over all lights and the whole half hour; that of those that burn is higher.
    if (burning > 0) this.#put(Math.min(100, (sums.levelPct[at] ?? 0) / own / burning), burning / 2);
  }

  /** From the highest level. */
  hours(): LevelHours[] {
    return [...this.#byStep].sort(([a], [b]) => b - a).map(([, { hours, pctHours }]) => ({ levelPct: Math.round((10 * pctHours) / hours) / 10, hours }));
  }

  #put(levelPct: number, hours: number): void {
    if (hours <= 0) return;
    const step = levelPct === 0 ? 0 : Math.max(1, Math.round(levelPct / stepPct));
    const known = this.#byStep.get(step) ?? { hours: 0, pctHours: 0 };
    known.hours += hours;
    known.pctHours += levelPct * hours;
    this.#byStep.set(step, known);
  }
}
