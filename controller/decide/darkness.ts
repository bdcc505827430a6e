/** When it is dark, by calculated daylight, and a safety floor for that time: a level nothing that is planned goes below. */
import { anchorMs, nightOf } from "./anchor.ts";
import { addDays } from "./local-time.ts";
import type { NightPlan, PlannedStep, PlanOptions } from "./profile.ts";
import { stepIndexAt } from "./profile.ts";
import type { Place } from "./sun.ts";

/** From when daylight falls to 35 lx until it rises to 18 lx, whole seconds, ms since 1970 UTC. */
export interface Dark {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The dark part of each lighting day, ascending; a day that never gets dark has none. */
export function darkTimes(place: Place, zone: string, { fromDay, nights }: PlanOptions): Dark[] {
  const dark: Dark[] = [];
  for (let index = 0; index < nights; index++) {
    const night = nightOf(addDays(fromDay, index), place, zone);
    const fromMs = anchorMs({ lux: 35, edge: "falling" }, night);
    const toMs = anchorMs({ lux: 18, edge: "rising" }, night) ?? night.toMs;
    if (fromMs !== undefined && toMs > fromMs) dark.push({ fromMs, toMs });
  }
  return dark;
}

/** Whether it is dark at an instant the times cover. */
export function isDark(times: readonly Dark[], atMs: number): boolean {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle]?.toMs ?? 0) > atMs) high = middle;
    else low = middle + 1;
  }
  return (times[low]?.fromMs ?? Number.POSITIVE_INFINITY) <= atMs;
}

/** How fast a light goes to its floor: up is always quick. */
export const floorFadeMs = 2_000;

/** The plan with its levels lifted to the floor while it is dark: what a node must hold so that the floor stands without a network. */
export function withFloor(plan: NightPlan, times: readonly Dark[], floorPct: number): NightPlan {
  if (floorPct === 0) return plan;
  const instants = new Set(plan.steps.map((step) => step.atMs));
  for (const { fromMs, toMs } of times) instants.add(fromMs).add(toMs);
  const steps: PlannedStep[] = [];
  for (const atMs of [...instants].sort((a, b) => a - b)) {
    if (atMs < plan.startsAtMs || atMs >= plan.endsAtMs) continue;
    const planned = plan.steps[stepIndexAt(plan, atMs)];
    if (planned === undefined) continue;
    const step = isDark(times, atMs) && planned.levelPct < floorPct ? floorStep(atMs, floorPct) : { ...planned, atMs };
    if (step.levelPct !== steps.at(-1)?.levelPct) steps.push(step);
  }
  return { ...plan, steps };
}

const floorStep = (atMs: number, floorPct: number): PlannedStep => ({
  atMs,
  levelPct: floorPct,
  fadeMs: floorFadeMs,
  text: `Kept at ${floorPct} % while it is dark`,
});
