/**
 * What can be wrong with a light: one row for each kind. What must hold, for how long before it is believed and for how long it must be
 * gone, how it is shown. What it means and what to do is in responses.ts. A new fault is a kind in the contract, a row in each, a scenario.
 */
import type { FaultKind, Severity } from "#contract/faults";
import type { Condition } from "#contract/live";
import { faultBits } from "#contract/messages";
import * as lamp from "./causes/lamp.ts";
import * as node from "./causes/node.ts";
import * as supply from "./causes/supply.ts";
import type { Answer, Look } from "./look.ts";
import * as words from "./words.ts";

/** Both must be met: this long, and said again by so many reports. */
export interface Persistence {
  readonly ms: number;
  readonly reports: number;
}

export interface Rule {
  readonly kind: FaultKind;
  readonly condition: Condition;
  readonly severity: Severity;
  readonly holds: (look: Look) => Answer;
  /** For how long it has held when it is first seen, by what else is known, ms. */
  readonly heldForMs: (look: Look) => number;
  readonly onset: Persistence;
  readonly clear: Persistence;
  readonly text: (look: Look) => string;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const atOnce: Persistence = { ms: 0, reports: 0 };
/** Two reports, so that one odd reading is nothing. */
const twice = (ms: number): Persistence => ({ ms, reports: 2 });

const sinceNow = (): number => 0;

export const rules: readonly Rule[] = [
  {
    kind: "supply-loss",
    condition: "no-supply",
    severity: "high",
    holds: supply.supplyLoss,
    // A light that goes as one of the last of its feeder has no wait of its own.
    heldForMs: (look) => look.feederGoneForMs,
    // Nodes take up to a minute and a half to start and connect again after a dip, of which some is over when most are missed; two minutes are a loss.
    onset: { ms: 85_000, reports: 0 },
    clear: atOnce,
    text: () => "This light and its neighbours on the same feeder pillar went silent together.",
  },
  {
    kind: "communication-failure",
    condition: "comms-lost",
    severity: "medium",
    holds: supply.communicationFailure,
    heldForMs: sinceNow,
    onset: atOnce,
    clear: atOnce,
    text: words.communicationFailure,
  },
  {
    kind: "lamp-failure",
    condition: "lamp-failure",
    severity: "high",
    holds: lamp.lampFailure,
    heldForMs: sinceNow,
    // Longer than the dark part of a lamp that cycles.
    onset: { ms: 5 * minuteMs, reports: 1 },
    clear: atOnce,
    text: words.lampFailure,
  },
  {
    kind: "day-burning",
    condition: "day-burning",
    severity: "medium",
    holds: lamp.dayBurning,
    // Its energy counter tells of what no report did.
    heldForMs: (look) => look.burningForMs,
    onset: { ms: 15 * minuteMs, reports: 1 },
    clear: atOnce,
    text: (look) => `Takes ${words.watts(look.powerW)} although told to be off.`,
  },
  {
    kind: "power-low",
    condition: "mismatch",
    severity: "medium",
    holds: lamp.powerLow,
    heldForMs: sinceNow,
    onset: twice(10 * minuteMs),
    clear: twice(10 * minuteMs),
    text: words.power,
  },
  {
    kind: "power-high",
    condition: "mismatch",
    severity: "medium",
    holds: lamp.powerHigh,
    heldForMs: sinceNow,
    onset: twice(10 * minuteMs),
    clear: twice(10 * minuteMs),
    text: words.power,
  },
  {
    kind: "dimming-failure",
    condition: "mismatch",
    severity: "medium",
    holds: lamp.dimmingFailure,
    heldForMs: sinceNow,
    onset: twice(5 * minuteMs),
    clear: twice(5 * minuteMs),
    text: (look) => `${words.power(look)} The driver does not follow.`,
  },
  {
    kind: "cycling",
    condition: "cycling",
    severity: "medium",
    holds: lamp.cycling,
    heldForMs: sinceNow,
    onset: atOnce,
    clear: { ms: 0, reports: 1 },
    text: (look) => `${look.transitions} uncommanded changes between lit and dark within the hour.`,
  },
  {
    kind: "power-factor-low",
    condition: "other-fault",
    severity: "low",
    holds: lamp.powerFactorLow,
    heldForMs: sinceNow,
    onset: twice(30 * minuteMs),
    clear: twice(30 * minuteMs),
    text: (look) => `Power factor ${look.powerFactor.toFixed(2)} at ${look.levelPct} %.`,
  },
  {
    kind: "voltage-high",
    condition: "other-fault",
    severity: "medium",
    holds: supply.voltageHigh,
    heldForMs: sinceNow,
    onset: twice(10 * minuteMs),
    clear: twice(10 * minuteMs),
    text: words.voltage,
  },
  {
    kind: "voltage-low",
    condition: "other-fault",
    severity: "medium",
    holds: supply.voltageLow,
    heldForMs: sinceNow,
    onset: twice(10 * minuteMs),
    clear: twice(10 * minuteMs),
    text: words.voltage,
  },
  {
    kind: "tilt",
    condition: "other-fault",
    severity: "emergency",
    holds: node.told(faultBits.tilted | faultBits.impact),
    heldForMs: sinceNow,
    onset: { ms: 0, reports: 1 },
    clear: twice(30 * minuteMs),
    text: words.node,
  },
  {
    kind: "door-open",
    condition: "other-fault",
    severity: "high",
    holds: node.told(faultBits.doorOpen),
    heldForMs: sinceNow,
    onset: { ms: 0, reports: 1 },
    clear: { ms: 0, reports: 1 },
    text: words.node,
  },
  {
    kind: "leakage",
    condition: "other-fault",
    severity: "high",
    holds: node.told(faultBits.leakage),
    heldForMs: sinceNow,
    onset: { ms: 0, reports: 1 },
    clear: twice(10 * minuteMs),
    text: words.node,
  },
  {
    kind: "clock-drift",
    condition: "other-fault",
    severity: "medium",
    holds: node.clockDrift,
    heldForMs: sinceNow,
    onset: { ms: 0, reports: 1 },
    clear: { ms: 0, reports: 1 },
    text: words.clock,
  },
  {
    kind: "programme-invalid",
    condition: "other-fault",
    severity: "high",
    holds: node.told(faultBits.programmeInvalid | faultBits.programmeExhausted),
    heldForMs: sinceNow,
    // The programme is sent again within minutes.
    onset: { ms: 5 * minuteMs, reports: 1 },
    clear: atOnce,
    text: words.node,
  },
  {
    kind: "command-not-followed",
    condition: "mismatch",
    severity: "medium",
    holds: node.commandNotFollowed,
    heldForMs: sinceNow,
    onset: { ms: 5 * minuteMs, reports: 1 },
    clear: atOnce,
    text: words.command,
  },
  {
    kind: "driver-hot",
    condition: "other-fault",
    severity: "medium",
    holds: lamp.driverHot,
    heldForMs: sinceNow,
    onset: twice(30 * minuteMs),
    clear: twice(30 * minuteMs),
    text: words.temperature,
  },
  {
    kind: "end-of-life",
    condition: "other-fault",
    severity: "low",
    holds: lamp.endOfLife,
    heldForMs: sinceNow,
    onset: { ms: 0, reports: 2 },
    clear: { ms: 0, reports: 2 },
    text: (look) => `${Math.round(look.burningHours)} h of light; rated for ${look.limits.lifeHours} h.`,
  },
  {
    kind: "photocell-stuck",
    condition: "mismatch",
    severity: "low",
    holds: (look) => (look.isFresh ? look.photocell : "unknown"),
    heldForMs: sinceNow,
    onset: { ms: 0, reports: 1 },
    clear: { ms: 12 * hourMs, reports: 1 },
    text: words.photocell,
  },
];
