/** What is wrong with a light: the table of rules, each with the time it must hold before it counts, and its words for people. */
import type { Condition } from "#contract/live";
import { faultBits } from "#contract/messages";
import { earlierMinMax } from "#contract/units";

/** A node reports every 15 minutes; two and a bit without one, on a connection that claims to live, is silence. */
const silentMs = 35 * 60_000;
/** A lost connection this long is a fault, not a reconnect. */
const lostMs = 2 * 60_000;
/** Lighting-domain.md §6: at least 3 uncommanded transitions within 60 min. */
export const cyclingMs = 60 * 60_000;
const cyclingTransitions = 3;
/** Driver warm-up and fade: power says nothing before. */
export const settleMs = 90_000;
export const clockDriftMs = 60_000;

/** What the rules look at, for one light at one instant. */
export interface Look {
  readonly connected: boolean;
  readonly lostForMs: number;
  readonly silentForMs: number;
  readonly feederGone: boolean;
  readonly levelPct: number;
  readonly powerW: number;
  readonly expectedW: number;
  readonly ratedW: number;
  readonly standbyW: number;
  readonly faultBits: number;
  readonly voltageV: number;
  readonly transitions: number;
  readonly settled: boolean;
  readonly targetPct: number;
  readonly minLevelPct: number;
  readonly daylight: boolean;
  /** The node does it on its own: its photocell, or a switch on the column. */
  readonly isLocal: boolean;
  readonly clockOffsetMs: number;
  readonly latencyMs: number;
}

export interface Rule {
  readonly name: string;
  readonly condition: Condition;
  /** How long it must hold before it counts, ms. */
  readonly holdMs: number;
  /** Undefined: what is known says neither; a fault that held goes on, one that did not does not begin. */
  readonly holds: (look: Look) => boolean | undefined;
  readonly text: (look: Look) => string;
}

const watts = (value: number): string => `${value.toFixed(1)} W`;

/** More light than decided, by the node itself: a photocell in a storm does what it is for. */
const isBroughtEarlier = (look: Look): boolean => look.isLocal && look.levelPct > expectedLevel(look, look.targetPct);

/** Power says nothing while a lamp fades or warms up. */
const whenSettled = (look: Look, isWrong: boolean): boolean | undefined => (look.settled ? isWrong : undefined);

/** In order of what a person should see first. */
export const rules: readonly Rule[] = [
  {
    name: "no supply",
    condition: "no-supply",
    holdMs: 0,
    holds: (look) => look.feederGone && !look.connected && look.lostForMs >= lostMs,
    text: () => "This light and its neighbours on the same feeder pillar went silent together: check the pillar's supply.",
  },
  {
    name: "communication lost",
    condition: "comms-lost",
    holdMs: 0,
    holds: (look) => (!look.connected && look.lostForMs >= lostMs) || look.silentForMs >= silentMs + look.latencyMs,
    text: () => "Nothing heard from the node. It follows its stored programme; its log is asked for when it is back.",
  },
  {
    name: "cycling",
    condition: "cycling",
    holdMs: 0,
    holds: (look) => look.transitions >= cyclingTransitions,
    text: (look) => `${look.transitions} uncommanded changes between lit and dark within the hour: a lamp or driver near its end.`,
  },
  {
    name: "lamp failure",
    condition: "lamp-failure",
    holdMs: settleMs,
    holds: (look) =>
      (look.faultBits & (faultBits.lampFailure | faultBits.driverFailure)) !== 0 ||
      (look.levelPct > 0 && whenSettled(look, look.powerW < 0.2 * look.expectedW && look.voltageV > 180)),
    text: (look) =>
      look.levelPct > 0
        ? `At ${look.levelPct} % it takes ${watts(look.powerW)}, expected ${watts(look.expectedW)}.`
        : "When it was last told to be on it took next to no power.",
  },
  {
    name: "day burning",
    condition: "day-burning",
    holdMs: 15 * 60_000,
    holds: (look) => look.levelPct === 0 && look.daylight && whenSettled(look, look.powerW > look.standbyW + 0.2 * look.ratedW),
    text: (look) => `Takes ${watts(look.powerW)} although told to be off.`,
  },
  {
    name: "not dimming",
    condition: "mismatch",
    holdMs: settleMs,
    holds: (look) => look.levelPct > 0 && look.levelPct <= 90 && whenSettled(look, look.powerW > look.expectedW + Math.max(3, 0.15 * look.ratedW)),
    text: (look) => `At ${look.levelPct} % it takes ${watts(look.powerW)}, expected ${watts(look.expectedW)}: the driver does not follow.`,
  },
  {
    name: "lit when told to be off",
    condition: "mismatch",
    holdMs: 15 * 60_000,
    holds: (look) => look.levelPct === 0 && !look.daylight && whenSettled(look, look.powerW > look.standbyW + 0.2 * look.ratedW),
    text: (look) => `Takes ${watts(look.powerW)} although told to be off.`,
  },
  {
    name: "level not as decided",
    condition: "mismatch",
    holdMs: 5 * 60_000,
    holds: (look) => look.connected && !isBroughtEarlier(look) && Math.abs(look.levelPct - expectedLevel(look, look.targetPct)) > 1,
    text: (look) => `Reports ${look.levelPct} %, decided ${look.targetPct} %.`,
  },
  {
    name: "lit by itself",
    condition: "mismatch",
    // The longest window of a profile, and a report later.
    holdMs: earlierMinMax * 60_000 + 15 * 60_000,
    holds: (look) => look.connected && isBroughtEarlier(look),
    text: (look) => `Gives ${look.levelPct} % on its own, decided ${look.targetPct} %, for longer than a photocell may: check it, or a switch on the column.`,
  },
  {
    name: "clock drift",
    condition: "other-fault",
    holdMs: 0,
    holds: (look) => Math.abs(look.clockOffsetMs) > clockDriftMs,
    text: (look) =>
      `The node's clock is ${Math.round(Math.abs(look.clockOffsetMs) / 1_000)} s ${look.clockOffsetMs > 0 ? "ahead" : "behind"}: it switches that much ${look.clockOffsetMs > 0 ? "early" : "late"}.`,
  },
  {
    name: "node fault",
    condition: "other-fault",
    holdMs: 0,
    holds: (look) => look.faultBits !== 0,
    text: (look) =>
      `The node reports: ${Object.entries(faultBits)
        .filter(([, bit]) => (look.faultBits & bit) !== 0)
        .map(([name]) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`))
        .join(", ")}.`,
  },
];

/** What a luminaire gives when told a level: less than its minimum is its minimum, 0 is off. */
export const expectedLevel = (light: { readonly minLevelPct: number } | undefined, levelPct: number): number =>
  levelPct > 0 ? Math.max(levelPct, light?.minLevelPct ?? 0) : 0;
