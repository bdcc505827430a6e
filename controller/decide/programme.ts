/** The compiled form of a plan that a node stores: seconds and levels, no zone, no sun table, nothing lost on the way. */
import { createHash } from "node:crypto";
import type { Programme } from "#contract/messages";
import { type Dark, darkTimes, withFloor } from "./darkness.ts";
import { dayMs, lightingDay } from "./local-time.ts";
import { type NightPlan, type Photocell, type PlannedStep, type ProfileOn, planNights, stepIndexAt } from "./profile.ts";
import type { Place } from "./sun.ts";

export interface CompiledProgramme {
  /** Content hash, 8 hex digits: equal programmes have equal versions. */
  readonly version: string;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  /** What the node gets; dispatch adds the command sequence. */
  readonly message: Omit<Programme, "seq">;
  /** What decide() works with: without the floor, which decide() holds itself, so that it can say so. */
  readonly plan: NightPlan;
  /** When it is dark, for decide(). */
  readonly dark: readonly Dark[];
}

export interface CompileRequest {
  /** The profile of each lighting day: a calendar's, or always one. */
  readonly profileOn: ProfileOn;
  readonly place: Place;
  readonly zone: string;
  readonly nowMs: number;
  /** Lighting days compiled, `nightsCompiled` unless given. */
  readonly nights?: number;
  /** Never-off level, held by the node too; 0 is none. */
  readonly floorPct?: number;
}

/** Lighting days compiled unless asked otherwise: a week of peace before a programme is due again. */
export const nightsCompiled = 21;

/** A node always holds at least this many nights ahead. */
export const nightsAheadMin = 14;

/**
 * Most steps sent: with fades they stay below the 16 KiB a message may have, and 14 nights of the longest profile (48 steps) fit.
 * A programme that would be longer gets fewer nights.
 */
const stepsMax = 700;

/**
 * Compiles the profiles of a place's nights from the lighting day of `nowMs` on. The same day and levels give the same version, whatever
 * profiles and rules they come from: renaming a rule sends nothing.
 */
export function compileProgramme(request: CompileRequest): CompiledProgramme {
  const { profileOn, place, zone, nowMs, nights = nightsCompiled, floorPct = 0 } = request;
  const span = { fromDay: lightingDay(nowMs, zone), nights };
  const plan = planNights(profileOn, place, zone, span);
  const dark = darkTimes(place, zone, span);
  const held = withFloor(plan, dark, floorPct);
  if (held.steps.length > stepsMax && nights > nightsAheadMin) return compileProgramme({ ...request, nights: nights - 1 });
  const content = { ...contentOf(held), ...photocellOf(plan, held) };
  const version = createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 8);
  return { version, startsAtMs: plan.startsAtMs, endsAtMs: plan.endsAtMs, message: { version, ...content }, plan, dark };
}

/**
 * Whether to compile again: fewer than 14 nights are left and it is not from this lighting day (it would be the same), or it has not begun,
 * because a clock stepped back.
 */
export const isDue = (programme: CompiledProgramme, nowMs: number): boolean =>
  nowMs < programme.startsAtMs || (programme.endsAtMs - nowMs < nightsAheadMin * dayMs && nowMs - programme.startsAtMs >= dayMs);

function contentOf(plan: NightPlan): Omit<Programme, "seq" | "version"> {
  const fadeMs = commonestFadeMs(plan.steps);
  return {
    startsAt: new Date(plan.startsAtMs).toISOString(),
    endsAt: new Date(plan.endsAtMs).toISOString(),
    fadeMs,
    steps: plan.steps.map((step) => {
      const second = Math.round((step.atMs - plan.startsAtMs) / 1_000);
      return step.fadeMs === fadeMs ? [second, step.levelPct] : [second, step.levelPct, step.fadeMs];
    }),
    afterEnd: "repeat-last-day",
  };
}

/**
 * What a node's photocell may bring earlier: the steps that switch on in the evenings of profiles that say so, and no others. A node holds
 * one threshold and one window: where the profiles of its nights differ, the lowest lux and the shortest window, so that no night has light
 * in more daylight, or for longer, than its own profile allows. Where a floor comes on before the profile, it is the floor's step.
 */
function photocellOf(plan: NightPlan, held: NightPlan): Pick<Programme, "photocell"> {
  const cells: Photocell[] = [];
  const steps = new Set<number>();
  for (const { atMs, photocell } of plan.steps) {
    const step = photocell && switchesOn(held.steps, stepIndexAt(held, atMs));
    if (photocell === undefined || step === undefined) continue;
    cells.push(photocell);
    steps.add(step);
  }
  if (steps.size === 0) return {};
  const onLux = Math.min(...cells.map((cell) => cell.onLux));
  const earlierMin = Math.min(...cells.map((cell) => cell.earlierMin));
  return { photocell: { onLux, earlierMin, steps: [...steps] } };
}

/** The step that the light of a step came on with: the last that was dark before; undefined when it is dark, or was lit from the start. */
function switchesOn(steps: readonly PlannedStep[], index: number): number | undefined {
  if (steps[index]?.levelPct === 0) return undefined;
  const off = steps.findLastIndex(({ levelPct }, before) => before < index && levelPct === 0);
  return off < 0 ? undefined : off + 1;
}

/** The fade most steps have, so that few must state theirs; the first of equals. */
function commonestFadeMs(steps: readonly PlannedStep[]): number {
  const counts = new Map<number, number>();
  for (const { fadeMs } of steps) counts.set(fadeMs, (counts.get(fadeMs) ?? 0) + 1);
  let [commonest, most] = [0, 0];
  for (const [fadeMs, count] of counts) if (count > most) [commonest, most] = [fadeMs, count];
  return commonest;
}
