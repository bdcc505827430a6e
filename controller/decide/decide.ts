/**
 * What level should this light have now, and why. One ordered list of rules; the first that answers wins, and the safety floor is a
 * clamp on whatever it answers. `decideLevel` is the level alone, for the loop: no strings, nothing allocated. `decide` goes through
 * the same rules and explains.
 */
import type { Because } from "#contract/api";
import type { OverrideRecord } from "../registry/port.ts";
import { floorFadeMs } from "./darkness.ts";
import type { DemandLift } from "./demand/lift.ts";
import { formatLocal } from "./local-time.ts";
import { changeWords, levelAt, type NightPlan, type StepSource, stepIndexAt } from "./profile.ts";

/** What is known about one light. */
export interface DecideInputs {
  /** Of the light's group; absent when no profile is set for it. */
  readonly plan?: NightPlan | undefined;
  /** Level the light is never below while it is dark; 0 is none. */
  readonly floorPct: number;
  readonly dark: boolean;
  /** The last override made for the light; it acts between its start and its end only, and not once released. */
  readonly override?: ActingOverride | undefined;
  /** Lifts of the light's group. */
  readonly demand?: readonly DemandLift[] | undefined;
  /** For the words only. */
  readonly zone: string;
}

export type ActingOverride = Pick<OverrideRecord, "id" | "levelPct" | "fadeMs" | "startsAtMs" | "endsAtMs" | "reason" | "by" | "releasedAtMs">;

export interface Decision {
  readonly levelPct: number;
  readonly fadeMs: number;
  readonly rule: Because["rule"];
  readonly because: Because;
  /** When what decided ends or changes by itself; absent when that is not known. */
  readonly validUntilMs?: number;
  /** What the schedule alone gives. */
  readonly expected: { readonly levelPct: number; readonly because: Because };
}

/** The level at an instant, 0–100 %. */
export function decideLevel(inputs: DecideInputs, nowMs: number): number {
  for (const rule of rules) {
    const levelPct = rule.levelPct(inputs, nowMs);
    if (levelPct >= 0) return Math.max(levelPct, floorNow(inputs));
  }
  return 0;
}

/** The level at an instant with everything a person asks about it. */
export function decide(inputs: DecideInputs, nowMs: number): Decision {
  const winner = answer(rules, inputs, nowMs);
  const { levelPct, because } = answer(schedule, inputs, nowMs);
  const expected = { levelPct, because };
  const floorPct = floorNow(inputs);
  if (winner.levelPct >= floorPct) return { ...winner, expected };
  const text = `Kept at ${floorPct} % while it is dark: this light is never lower (without that: ${winner.because.text})`;
  return { ...winner, levelPct: floorPct, fadeMs: floorFadeMs, rule: "floor", because: { ...winner.because, rule: "floor", text }, expected };
}

/** What one rule says of an instant, whether or not it is asked. */
export interface Verdict {
  readonly rule: Because["rule"];
  /** Absent: it has nothing to say. */
  readonly levelPct?: number;
  readonly text: string;
  readonly wins: boolean;
}

/** Every rule's own answer, highest authority first. Exactly one wins: the rule that decide() names, and its level is decideLevel's. */
export function answers(inputs: DecideInputs, nowMs: number): Verdict[] {
  const asked = rules.find((rule) => rule.levelPct(inputs, nowMs) >= 0) ?? fallback;
  const floorPct = floorNow(inputs);
  const isFloor = asked.levelPct(inputs, nowMs) < floorPct;
  const verdicts = rules.map((rule): Verdict => {
    const levelPct = rule.levelPct(inputs, nowMs);
    const wins = rule === asked && !isFloor;
    if (levelPct < 0) return { rule: rule.name, text: rule.unspoken(inputs, nowMs), wins };
    return { rule: rule.name, levelPct, text: rule === fallback && rule !== asked ? unaskedWords(inputs) : rule.explain(inputs, nowMs).text, wins };
  });
  return [{ rule: "floor", ...(floorPct > 0 && { levelPct: floorPct }), text: floorWords(inputs), wins: isFloor }, ...verdicts];
}

const unaskedWords = ({ dark }: DecideInputs): string =>
  dark ? "Without a profile it would be on at 100 %, because it is dark" : "Without a profile it would be off in daylight";

function floorWords({ floorPct, dark }: DecideInputs): string {
  if (floorPct === 0) return "This light has no safety floor";
  return dark ? `Never below ${floorPct} % while it is dark` : `Its safety floor of ${floorPct} % holds only while it is dark`;
}

interface Rule {
  readonly name: Because["rule"];
  /** The level, or `silent`. */
  readonly levelPct: (inputs: DecideInputs, nowMs: number) => number;
  /** Asked only when it has answered with a level. */
  readonly explain: (inputs: DecideInputs, nowMs: number) => Explanation;
  /** Why it has nothing to say; asked only when it was silent. */
  readonly unspoken: (inputs: DecideInputs, nowMs: number) => string;
}

interface Explanation {
  readonly text: string;
  readonly fadeMs: number;
  readonly ref?: string | undefined;
  readonly untilMs?: number | undefined;
}

/** A rule that has nothing to say. Levels are never negative. */
const silent = -1;

const override: Rule = {
  name: "override",
  levelPct: ({ override: made }, nowMs) => {
    if (made === undefined || made.releasedAtMs !== undefined) return silent;
    return made.startsAtMs <= nowMs && nowMs < made.endsAtMs ? made.levelPct : silent;
  },
  explain: ({ override: made, zone }) => {
    if (made === undefined) return nothing;
    const text = `Set to ${made.levelPct} % until ${formatLocal(made.endsAtMs, zone)} by ${made.by}: ${made.reason}`;
    return { text, fadeMs: made.fadeMs, ref: made.id, untilMs: made.endsAtMs };
  },
  unspoken: () => "Nobody has set this light by hand",
};

/** Demand only lifts, and only what the schedule has lit: a count by day switches nothing on. */
const demand: Rule = {
  name: "demand",
  levelPct: (inputs, nowMs) => {
    const lift = highest(inputs.demand, nowMs);
    if (lift === undefined) return silent;
    const plannedPct = scheduled(inputs, nowMs);
    return plannedPct > 0 && lift.levelPct > plannedPct ? lift.levelPct : silent;
  },
  explain: (inputs, nowMs) => {
    const lift = highest(inputs.demand, nowMs);
    if (lift === undefined) return nothing;
    // No longer than the step it lifts: a node that hears no more from here must not burn on past dawn.
    const untilMs = Math.min(lift.untilMs, plannedUntilMs(inputs, nowMs));
    const text = `Lifted to ${lift.levelPct} % by ${lift.words} until ${formatLocal(untilMs, inputs.zone)}`;
    return { text, fadeMs: liftFadeMs, ref: lift.source, untilMs };
  },
  unspoken: (inputs, nowMs) => {
    const lift = highest(inputs.demand, nowMs);
    if (lift === undefined) return "Nothing that is counted or sensed asks for more light";
    if (scheduled(inputs, nowMs) === 0) return `Demand switches nothing on that is planned to be off: ${lift.words}`;
    return `No more light is asked for than is planned: ${lift.levelPct} % by ${lift.words}`;
  },
};

const profile: Rule = {
  name: "profile",
  levelPct: ({ plan }, nowMs) => (plan !== undefined && covers(plan, nowMs) ? (plan.steps[stepIndexAt(plan, nowMs)]?.levelPct ?? silent) : silent),
  explain: ({ plan, zone }, nowMs) => {
    if (plan === undefined) return nothing;
    const now = levelAt(plan, nowMs);
    const change = changeWords(plan.steps[now.index - 1]?.levelPct ?? 0, now.levelPct);
    const until = now.untilMs === undefined ? "" : ` until ${formatLocal(now.untilMs, zone)}`;
    const source = plan.steps[now.index]?.source;
    const rule = source?.rule === undefined ? "" : ` because of ${source.rule}`;
    const text = `${change} from ${formatLocal(now.sinceMs, zone)}${until} by profile ${source?.profile ?? ""}${rule}`;
    return { text, fadeMs: now.fadeMs, ref: referenceOf(source), untilMs: now.untilMs };
  },
  unspoken: () => "No profile covers this instant",
};

/** Without a profile for the instant the street is lit while it is dark. */
const fallback: Rule = {
  name: "default",
  levelPct: ({ dark }) => (dark ? 100 : 0),
  explain: ({ dark }) => ({
    text: dark ? "On at 100 % because it is dark and no profile says otherwise" : "Off in daylight; no profile says otherwise",
    fadeMs: fallbackFadeMs,
  }),
  unspoken: () => "",
};

/** Highest authority first. The floor is not among them: it binds them all. */
const rules: readonly Rule[] = [override, demand, profile, fallback];
/** The rules that need nobody to speak. */
const schedule: readonly Rule[] = [profile, fallback];

/** Up is quick, so that a person who comes is not in the dark; see floorFadeMs. */
const liftFadeMs = 2_000;
const fallbackFadeMs = 10_000;

/** "hogmanay@3": what was published, by id and version; a profile that never was has its name. */
function referenceOf(source: StepSource | undefined): string | undefined {
  if (source?.id === undefined) return source?.profile;
  return source.version === undefined ? source.id : `${source.id}@${source.version}`;
}

const nothing: Explanation = { text: "", fadeMs: 0 };

function answer(list: readonly Rule[], inputs: DecideInputs, nowMs: number): Omit<Decision, "expected"> {
  const rule = list.find((candidate) => candidate.levelPct(inputs, nowMs) >= 0) ?? fallback;
  const { text, fadeMs, ref, untilMs } = rule.explain(inputs, nowMs);
  const until = untilMs === undefined ? {} : { until: new Date(untilMs).toISOString() };
  const because: Because = { rule: rule.name, text, ...(ref !== undefined && { ref }), ...until };
  return { levelPct: rule.levelPct(inputs, nowMs), fadeMs, rule: rule.name, because, ...(untilMs !== undefined && { validUntilMs: untilMs }) };
}

const floorNow = ({ dark, floorPct }: DecideInputs): number => (dark ? floorPct : 0);

const covers = (plan: NightPlan, nowMs: number): boolean => plan.startsAtMs <= nowMs && nowMs < plan.endsAtMs;

const plannedUntilMs = ({ plan }: DecideInputs, nowMs: number): number =>
  (plan !== undefined && covers(plan, nowMs) ? levelAt(plan, nowMs).untilMs : undefined) ?? Number.POSITIVE_INFINITY;

function scheduled(inputs: DecideInputs, nowMs: number): number {
  const plannedPct = profile.levelPct(inputs, nowMs);
  return plannedPct >= 0 ? plannedPct : fallback.levelPct(inputs, nowMs);
}

/** Of the lifts that hold, the highest. */
function highest(lifts: readonly DemandLift[] | undefined, nowMs: number): DemandLift | undefined {
  if (lifts === undefined) return undefined;
  let best: DemandLift | undefined;
  for (const lift of lifts) if (nowMs < lift.untilMs && (best === undefined || lift.levelPct > best.levelPct)) best = lift;
  return best;
}
