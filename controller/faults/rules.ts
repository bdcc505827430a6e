/**
 * What can be wrong with a light: one row for each kind. What must hold, for how long before it is believed and for how long it must be
 * gone, how it is shown, what it means and what to do. A new fault is a kind in the contract, a row here and a scenario.
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

/** What an operator needs beside the measurement. */
export interface Response {
  readonly consequence: string;
  readonly likelyCause: string;
  readonly action: string;
  /** Time to respond, h. */
  readonly withinHours: number;
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
  readonly response: Response;
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
    // Longer than nodes take to start again after a dip, or a broker to drop its connections and take them back.
    onset: { ms: 70_000, reports: 0 },
    clear: atOnce,
    text: () => "This light and its neighbours on the same feeder pillar went silent together.",
    response: {
      consequence: "The street may be dark.",
      likelyCause: "A blown fuse or cut-out, a cable fault, the network.",
      action: "Check the pillar; call the network operator.",
      withinHours: 4,
    },
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
    response: {
      consequence: "It follows its stored programme; its log is asked for when it is back.",
      likelyCause: "The node, its radio or gateway; alone on its feeder, perhaps its supply.",
      action: "See whether it is lit; check gateway, signal, fuse.",
      withinHours: 120,
    },
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
    response: {
      consequence: "The light is out.",
      likelyCause: "The LED module, its driver, or a fuse behind the node.",
      action: "Repair the lantern.",
      withinHours: 120,
    },
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
    response: {
      consequence: "Energy is wasted, the lamp ages, residents complain.",
      likelyCause: "A welded relay, or mains past the node.",
      action: "Replace the node's relay; check the wiring.",
      withinHours: 120,
    },
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
    response: {
      consequence: "Less light than the road's class asks for.",
      likelyCause: "LED strings that have failed, a wrong driver setting.",
      action: "Inspect the lantern; correct the list if another one was fitted.",
      withinHours: 120,
    },
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
    response: {
      consequence: "More energy than is paid for, and a hot driver.",
      likelyCause: "A failing or wrongly set driver, another lantern than the list's.",
      action: "Check the driver; correct the list if another lantern was fitted.",
      withinHours: 120,
    },
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
    response: {
      consequence: "Full power all night; glare where it should be dim.",
      likelyCause: "The dimming line (DALI, 1–10 V) or the driver.",
      action: "Check the dimming line, then the driver.",
      withinHours: 120,
    },
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
    response: {
      consequence: "A flickering street; it will soon fail.",
      likelyCause: "A lamp or driver near its end, or one that overheats.",
      action: "Replace the lamp or driver.",
      withinHours: 120,
    },
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
    response: {
      consequence: "More current than the cable was planned for; the driver is failing.",
      likelyCause: "Its capacitor.",
      action: "Replace the driver at the next visit.",
      withinHours: 672,
    },
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
    response: {
      consequence: "Drivers are damaged.",
      likelyCause: "A transformer tap, or a broken neutral (then others are low).",
      action: "Call the network operator.",
      withinHours: 24,
    },
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
    response: {
      consequence: "Lights may fail to start.",
      likelyCause: "A loose neutral or joint, a long or overloaded cable.",
      action: "Check the cut-out; call the network operator.",
      withinHours: 24,
    },
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
    response: {
      consequence: "The column may be down, live parts exposed.",
      likelyCause: "A vehicle has struck it.",
      action: "Attend at once; make safe.",
      withinHours: 2,
    },
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
    response: {
      consequence: "Live parts may be within reach.",
      likelyCause: "Vandalism, or a door not closed after work.",
      action: "Attend and close.",
      withinHours: 4,
    },
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
    response: {
      consequence: "The column may be live to the touch.",
      likelyCause: "Water in the lantern, damaged insulation.",
      action: "Attend; isolate and test.",
      withinHours: 4,
    },
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
    response: {
      consequence: "It switches early or late.",
      likelyCause: "Its time source, or its battery.",
      action: "Set its clock; replace the node if it drifts again.",
      withinHours: 120,
    },
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
    response: {
      consequence: "It gives full light, or repeats an old night.",
      likelyCause: "Damaged memory, or firmware that does not know the programme.",
      action: "Send the programme again; replace the node.",
      withinHours: 24,
    },
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
    response: {
      consequence: "Too much or too little light.",
      likelyCause: "It does not hear commands, or its relay does not obey.",
      action: "Test it from here; then visit.",
      withinHours: 120,
    },
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
    response: {
      consequence: "Its life is shortened; it may fail soon.",
      likelyCause: "A blocked heat sink, a failing driver.",
      action: "Clean and inspect.",
      withinHours: 672,
    },
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
    response: { consequence: "Less light than planned.", likelyCause: "Age.", action: "Plan its replacement.", withinHours: 24 * 365 },
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
    response: {
      consequence: "Light too early, or none on a dark afternoon.",
      likelyCause: "Dirt, leaves, or a dead photocell.",
      action: "Clean or replace the photocell.",
      withinHours: 672,
    },
  },
];
