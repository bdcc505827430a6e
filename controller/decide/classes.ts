/** Which level gives which lighting class on a road section, and which class a road needs. */
import { type LightingClass, lightingClasses, type Sections } from "#contract/design";
import type { Refusal } from "#contract/failures";
import { type ClassSeries, type ClassWeights, comparableLx, requirements } from "./class-table.ts";

export type Section = Sections["sections"][number];
type Classes = Pick<Section, "designClass" | "floorClass">;

/**
 * Level at which the section has the class, whole %, rounded up: 100 × requirement of the class ÷ requirement of the design class ÷
 * design margin (EN 13201-2; luminance and illuminance are in proportion to the luminaires' flux). Never below `minLevelPct`, the
 * lowest the luminaire gives, and never above 100.
 */
export function levelForClass(section: Pick<Section, "designClass" | "designMargin">, lightingClass: LightingClass, minLevelPct = 0): number {
  const levelPct = (100 * shareOf(lightingClass, section.designClass)) / section.designMargin;
  return Math.min(100, Math.max(minLevelPct, Math.ceil(levelPct - roundingPct)));
}

/** The level of the floor class: what neither demand nor a profile without approval goes below. Same units and limits as levelForClass. */
export function floorPctOf(section: Classes & Pick<Section, "designMargin">, minLevelPct = 0): number {
  return levelForClass(section, classBelow(section, Number.POSITIVE_INFINITY), minLevelPct);
}

/**
 * The class some steps below the design class, in its series, but never below the floor class (in comparable lux, so that a C road can
 * have a P floor). A floor above the design class leaves the design class.
 */
export function classBelow({ designClass, floorClass }: Classes, steps: number): LightingClass {
  const own = lightingClasses.filter((each) => seriesOf(each) === seriesOf(designClass));
  const design = own.indexOf(designClass);
  const allowed = own.filter((each, index) => index === design || (index > design && comparableLx[each] >= comparableLx[floorClass]));
  return allowed[Math.min(Math.max(0, steps), allowed.length - 1)] ?? designClass;
}

/** How many steps a class lies below the design class: 0 for the design class. Both of one series. */
export const stepsBelow = (designClass: LightingClass, lightingClass: LightingClass): number => classNumber(lightingClass) - classNumber(designClass);

export interface SelectedClass {
  readonly ok: true;
  readonly lightingClass: LightingClass;
  /** Sum of the weights. */
  readonly sum: number;
  /** Whether the authority stands by the weights; if not, this is a proposal. */
  readonly confirmed: boolean;
}

/**
 * The class a road needs: 6 less the sum of the weights of what is chosen for every parameter (CEN/TR 13201-1), within the classes there
 * are. Refused, with all problems at once: a parameter that is missing or unknown, an option it does not have.
 */
export function classFor(weights: ClassWeights, chosen: Readonly<Record<string, string>>): SelectedClass | Refusal {
  const problems = Object.keys(chosen)
    .filter((name) => weights.parameters[name] === undefined)
    .map((name) => `${name}: found ${chosen[name]}, expected one of the parameters ${Object.keys(weights.parameters).join(", ")}`);
  let sum = 0;
  for (const [name, options] of Object.entries(weights.parameters)) {
    const weight = options[chosen[name] ?? ""];
    if (weight === undefined) problems.push(`${name}: found ${chosen[name] ?? "nothing"}, expected one of ${Object.keys(options).join(", ")}`);
    else sum += weight;
  }
  if (problems.length > 0) return { ok: false, reason: "bad-parameters", detail: problems.join("; ") };
  return { ok: true, lightingClass: classNumbered(weights.series, 6 - sum), sum, confirmed: weights.confirmed };
}

/** The section of each street that is in one; of two that name a street the first counts. */
export function sectionsByStreet(sections: Sections): ReadonlyMap<string, Section> {
  const byStreet = new Map<string, Section>();
  for (const section of sections.sections) for (const street of section.streets) if (!byStreet.has(street)) byStreet.set(street, section);
  return byStreet;
}

/** Keeps what a quotient of decimals is off by from costing a whole percent. */
const roundingPct = 1e-9;

/** What a class asks for, as a share of what another asks for. */
function shareOf(lightingClass: LightingClass, design: LightingClass): number {
  if (seriesOf(lightingClass) !== seriesOf(design)) return comparableLx[lightingClass] / comparableLx[design];
  return amountOf(lightingClass) / amountOf(design);
}

function amountOf(lightingClass: LightingClass): number {
  const requirement = requirements[lightingClass];
  return requirement.series === "M" ? requirement.luminanceCdM2 : requirement.illuminanceLx;
}

const seriesOf = (lightingClass: LightingClass): ClassSeries => requirements[lightingClass].series;
const classNumber = (lightingClass: LightingClass): number => Number(lightingClass.slice(1));

/** The class of a number, or the nearest there is: M1 to M6, C0 to C5, P1 to P6. */
function classNumbered(series: ClassSeries, number: number): LightingClass {
  const own = lightingClasses.filter((each) => seriesOf(each) === series);
  const nearest = own.reduce((best, each) => (Math.abs(classNumber(each) - number) < Math.abs(classNumber(best) - number) ? each : best), own[0] ?? "M1");
  return nearest;
}
