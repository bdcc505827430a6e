/** Profiles laid over the nights of a place, one each night: the instants at which the level changes, and the level at any instant. */
import type { ProfileConfig } from "#config/schema";
import { anchorMs, anchorWords, type Night, nightOf, type Part, partOf } from "./anchor.ts";
import { addDays } from "./local-time.ts";
import type { Place } from "./sun.ts";

/** A change of level. */
export interface PlannedStep {
  /** A whole second, ms since 1970 UTC. */
  readonly atMs: number;
  readonly levelPct: number;
  readonly fadeMs: number;
  /** For people: "Dimmed to 50 % at 00:00". */
  readonly text: string;
  /** Which profile it is from; absent for a step that a floor made. */
  readonly source?: StepSource;
  /** What lets a node's photocell bring it earlier; only on the step an evening comes on with. */
  readonly photocell?: Photocell;
}

/** Below how much daylight, lx, and by how many minutes at most. */
export type Photocell = NonNullable<ProfileConfig["photocell"]>;

/** The profile of a night, and why it is that one. */
export interface StepSource {
  /** The profile's name. */
  readonly profile: string;
  /** Id and version of what was published; absent for a profile that never was. */
  readonly id?: string;
  readonly version?: number;
  /** The calendar's rule, for people: "Hogmanay: parade (event, 31 December)"; absent for a calendar's default. */
  readonly rule?: string;
}

export interface NightProfile {
  readonly profile: ProfileConfig;
  readonly source: StepSource;
}

/** The profile of a lighting day (yyyy-mm-dd). */
export type ProfileOn = (day: string) => NightProfile;

/** One profile every night. */
export function always(profile: ProfileConfig, source: StepSource = { profile: profile.name }): ProfileOn {
  const night = { profile, source };
  return () => night;
}

/** What holds in [startsAtMs, endsAtMs): ascending steps, the first at the start, each of another level than the one before. */
export interface NightPlan {
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly steps: readonly PlannedStep[];
  /** Each lighting day with its profile, ascending. */
  readonly nights: readonly { readonly day: string; readonly startsAtMs: number; readonly source: StepSource }[];
}

export interface PlanOptions {
  /** First lighting day, yyyy-mm-dd. */
  readonly fromDay: string;
  readonly nights: number;
}

/**
 * Lays profiles over lighting days, noon to noon, one each day. Of each:
 * - it begins at level 0;
 * - the light comes on at the first evening step (sunset, civil dusk, lux falling) and its night ends at the last morning step (sunrise,
 *   civil dawn, lux rising), which still acts; a profile without one of them is bounded by noon;
 * - every other step acts only in between. One that came earlier that lighting day does not switch the light on in daylight, but says
 *   what level it comes on with: a 22:00 step to 75 % on a June night that begins at 23:24 means on at 75 %. One that comes
 *   after the end is left out, as is a whole night that ends before it begins.
 * Steps of the same instant: the later in the profile's list counts. anchor.ts says what happens when an event does not exist.
 */
export function planNights(profileOn: ProfileOn, place: Place, zone: string, options: PlanOptions): NightPlan {
  const nights = Array.from({ length: options.nights }, (_, index) => {
    const night = nightOf(addDays(options.fromDay, index), place, zone);
    return { night, ...profileOn(night.day) };
  });
  const moments = nights.flatMap(({ night, profile, source }) => momentsOf(profile, night).map((moment) => ({ ...moment, source })));
  return {
    startsAtMs: nights[0]?.night.fromMs ?? 0,
    endsAtMs: nights.at(-1)?.night.toMs ?? 0,
    steps: changes(moments),
    nights: nights.map(({ night, source }) => ({ day: night.day, startsAtMs: night.fromMs, source })),
  };
}

export interface PlannedLevel {
  readonly levelPct: number;
  readonly fadeMs: number;
  /** Of the step in plan.steps that gives the level. */
  readonly index: number;
  readonly sinceMs: number;
  /** When the level changes next; absent for the plan's last. */
  readonly untilMs?: number;
}

/** The level a plan gives at an instant, since when and until when. Before its first step it is the first step's. */
export function levelAt(plan: NightPlan, atMs: number): PlannedLevel {
  const index = stepIndexAt(plan, atMs);
  const step = plan.steps[index];
  const next = plan.steps[index + 1];
  return { levelPct: step?.levelPct ?? 0, fadeMs: step?.fadeMs ?? 0, index, sinceMs: step?.atMs ?? plan.startsAtMs, ...(next && { untilMs: next.atMs }) };
}

/** Index of the last step at or before an instant, by halving; 0 before the first. */
export function stepIndexAt(plan: NightPlan, atMs: number): number {
  let low = 0;
  let high = plan.steps.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((plan.steps[middle]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs) low = middle;
    else high = middle;
  }
  return low;
}

/** "On at 100 %", "Dimmed to 50 %", "Raised to 75 %", "Off". */
export function changeWords(fromPct: number, toPct: number): string {
  if (toPct === 0) return "Off";
  if (fromPct === 0) return `On at ${toPct} %`;
  return `${toPct < fromPct ? "Dimmed" : "Raised"} to ${toPct} %`;
}

/** A step at its instant, whether or not it changes anything. */
interface Moment {
  readonly atMs: number;
  readonly levelPct: number;
  readonly fadeMs: number;
  readonly when: string;
  readonly photocell?: Photocell;
}

/** A step of a profile on one lighting day. */
export interface StepTime extends Moment {
  /** Its place in the profile's list. */
  readonly step: number;
  readonly part: Part;
}

/** How a profile's steps fall on one lighting day. */
export interface NightSteps {
  /** Those whose event comes, by their instants; of one instant in the order of the list. */
  readonly steps: readonly StepTime[];
  /** Why the light is never on, if so: its evening does not come, or its night ends before it begins. */
  readonly dark?: "no-evening" | "ends-before";
  readonly onMs: number;
  readonly offMs: number;
  /** The step whose level the light comes on with. */
  readonly sets: StepTime | undefined;
  readonly on: StepTime | undefined;
  readonly off: StepTime | undefined;
}

/** Lays a profile over one lighting day, by the rules of planNights. */
export function nightSteps(profile: ProfileConfig, night: Night): NightSteps {
  const steps = resolve(profile, night);
  const on = steps.find((step) => step.part === "evening");
  const off = steps.findLast((step) => step.part === "morning");
  const onMs = on?.atMs ?? night.fromMs;
  const offMs = off?.atMs ?? night.toMs;
  const passed = steps.filter((step) => step.atMs <= onMs);
  const sets = passed.findLast((step) => step.part !== "evening") ?? passed.at(-1);
  const base = { steps, onMs, offMs, sets, on, off };
  if (on === undefined && profile.steps.some((step) => partOf(step.at) === "evening")) return { ...base, dark: "no-evening" };
  return offMs <= onMs ? { ...base, dark: "ends-before" } : base;
}

function momentsOf(profile: ProfileConfig, night: Night): Moment[] {
  const start: Moment = { atMs: night.fromMs, levelPct: 0, fadeMs: profile.fadeMs, when: "at noon, when a lighting day begins" };
  const { steps, dark, onMs, offMs, sets, on, off } = nightSteps(profile, night);
  if (dark !== undefined) return [start];
  const first = sets && { ...(on ?? sets), levelPct: sets.levelPct, ...(on && profile.photocell && { photocell: profile.photocell }) };
  const inside = steps.filter((step) => step.atMs > onMs && step.atMs < offMs);
  return [start, ...(first ? [first] : []), ...inside, ...(off ? [off] : [])].filter((moment) => moment.atMs < night.toMs);
}

function resolve(profile: ProfileConfig, night: Night): StepTime[] {
  const steps: StepTime[] = [];
  profile.steps.forEach(({ at, levelPct, fadeMs }, step) => {
    const atMs = anchorMs(at, night);
    if (atMs !== undefined) steps.push({ atMs, levelPct, fadeMs: fadeMs ?? profile.fadeMs, when: anchorWords(at), part: partOf(at), step });
  });
  return steps.sort((a, b) => a.atMs - b.atMs);
}

/** Keeps what changes the level; of one instant only the last. */
function changes(moments: readonly (Moment & { readonly source: StepSource })[]): PlannedStep[] {
  const steps: PlannedStep[] = [];
  moments.forEach(({ atMs, levelPct, fadeMs, when, source, photocell }, index) => {
    if (moments[index + 1]?.atMs === atMs) return;
    const before = steps.at(-1)?.levelPct;
    if (before === levelPct) return;
    const text = `${changeWords(before ?? 0, levelPct)} ${when}`;
    steps.push({ atMs, levelPct, fadeMs, text, source, ...(photocell && { photocell }) });
  });
  return steps;
}
