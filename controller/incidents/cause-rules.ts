/** Which faults have one cause: data. A row says of which lights, how many of them, and how near in time. The first row that fits counts. */
import type { CauseKind } from "#contract/alarms";
import type { FaultKind } from "#contract/faults";

export interface CauseRule {
  readonly cause: Exclude<CauseKind, "single" | "district">;
  readonly kinds: readonly FaultKind[];
  /** Onsets within this of each other are together, ms; while an incident stands, one this near to its newest joins it. */
  readonly togetherMs: number;
  /** The fewest lights, and their least share of all lights of the feeder, gateway, street or firmware, 0–1. */
  readonly lightsMin: number;
  readonly shareMin: number;
  /** How many times more common than among all other lights. Absent: not asked. */
  readonly contrast?: number;
  /** When half of its lights are well again, the cause is not what was thought: those that are left are looked at anew. */
  readonly isRefutable: boolean;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export const causeRules: readonly CauseRule[] = [
  // Detection has judged the feeder as a whole already: one light of it is enough, and the others join as they are found.
  { cause: "feeder", kinds: ["supply-loss"], togetherMs: Number.POSITIVE_INFINITY, lightsMin: 1, shareMin: 0, isRefutable: false },
  // More than half, so that what is left when a cause was refuted does not make the same cause again.
  { cause: "gateway", kinds: ["communication-failure"], togetherMs: 15 * minuteMs, lightsMin: 2, shareMin: 0.6, isRefutable: true },
  { cause: "feeder", kinds: ["voltage-high", "voltage-low"], togetherMs: 45 * minuteMs, lightsMin: 3, shareMin: 0.6, isRefutable: true },
  { cause: "street", kinds: ["communication-failure"], togetherMs: 15 * minuteMs, lightsMin: 5, shareMin: 0.6, isRefutable: true },
  {
    cause: "street",
    kinds: ["lamp-failure", "day-burning", "cycling", "command-not-followed"],
    // Lights of a street report a quarter of an hour apart.
    togetherMs: 45 * minuteMs,
    lightsMin: 3,
    shareMin: 0.25,
    isRefutable: false,
  },
  {
    cause: "firmware",
    kinds: ["programme-invalid", "clock-drift", "command-not-followed", "communication-failure"],
    // A roll-out reaches nodes over hours.
    togetherMs: 24 * hourMs,
    lightsMin: 5,
    shareMin: 0.1,
    contrast: 5,
    isRefutable: false,
  },
];

/** So many dark lights next to each other are one matter, whenever each went out (UK authorities: priority, 24 h). */
export const darkInARow = 6;
/** Feeders lost within this of each other, so many of them: the network in front of them. */
export const district = { feedersMin: 3, togetherMs: 5 * minuteMs } as const;
/** A light that fell silent this long before its feeder's loss was found fell silent with it. */
export const silentBeforeMs = 10 * minuteMs;
/** A cause is refuted when half of its lights have been well for this long: longer than nodes take to come back one after another. */
export const refutedAfterMs = 5 * minuteMs;
/** A fault waits this long for others of its cause before it is an incident of its own. */
export const gatherMs = 30_000;
/** People may be in danger: nothing is waited for. */
export const atOnce: ReadonlySet<FaultKind> = new Set<FaultKind>(["tilt", "door-open", "leakage"]);

/** Kinds that tell of the same thing: a broken neutral is high on some lights of a feeder and low on others. */
export const familyOf = (kind: FaultKind): string => (kind === "voltage-high" || kind === "voltage-low" ? "voltage" : kind);
