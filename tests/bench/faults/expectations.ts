/** What should be made of each cause that is played: the kinds that name it, those that a person would call the same fault, and when it shows. */
import type { SimulatedFault } from "#contract/api";
import type { FaultKind } from "#contract/faults";
import type { Stretch } from "./timeline.ts";

/** What a light must do by its plan for a fault to show. */
export type When = "any" | "lit" | "dimmed" | "off-by-day" | Moments;
/** What shows a fault for a moment: a command that is sent, an evening on which other photocells do what this one does not. */
export type Moments = "commanded" | "dark-evenings" | "clear-evenings";

export interface Expectation {
  /** Any of these is the fault itself. None: it belongs to prediction, and is in no fault list. */
  readonly foundAs: readonly FaultKind[];
  /** Consequences: right, but they do not find it. */
  readonly explains: readonly FaultKind[];
  readonly when: When;
  /** For how long in all it must show to count, ms: a fault repaired before it could be believed was not missed. After each moment, of moments. */
  readonly seenForMs: number;
  /** How many such moments there must be. */
  readonly moments: number;
  /** While it holds, nothing else of the light can be seen. */
  readonly masks: boolean;
}

/** What the network and the grid do beside the faults of single lights. */
export type Cause = SimulatedFault | "outage" | "power-cut" | "reboot";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const shows = (foundAs: readonly FaultKind[], more: Partial<Expectation> = {}): Expectation => ({
  foundAs,
  explains: [],
  when: "any",
  seenForMs: hourMs,
  moments: 1,
  masks: false,
  ...more,
});

export const expectations: Readonly<Record<Cause, Expectation>> = {
  "lamp-out": shows(["lamp-failure"], { when: "lit", explains: ["power-low"] }),
  // Welded contacts are also lit between the dusk by the sun and the dusk by the plan, when nobody would speak of day.
  "day-burning": shows(["day-burning"], { when: "off-by-day", explains: ["command-not-followed", "power-high"] }),
  "driver-stuck": shows(["dimming-failure"], { when: "dimmed", explains: ["power-high", "command-not-followed"] }),
  cycling: shows(["cycling"], { when: "lit", seenForMs: 90 * minuteMs, explains: ["lamp-failure", "power-low"] }),
  // Its connection lives: only missing reports tell, of which one or two may be lost by chance.
  silent: shows(["communication-failure"], { seenForMs: 100 * minuteMs, masks: true }),
  "gateway-lost": shows(["communication-failure"], { seenForMs: 10 * minuteMs, masks: true }),
  outage: shows(["communication-failure"], { seenForMs: 10 * minuteMs, masks: true }),
  // A light whose neighbours still answer has not lost its supply, as far as anyone can tell; those of a whole feeder have.
  "feeder-lost": shows(["supply-loss"], { seenForMs: 5 * minuteMs, masks: true }),
  "power-cut": shows(["supply-loss"], { seenForMs: 5 * minuteMs, masks: true }),
  reboot: shows([]),
  // It switches early and late by what its clock is wrong.
  "clock-drift": shows(["clock-drift"], { explains: ["command-not-followed"] }),
  "modules-lost": shows(["power-low"], { when: "lit" }),
  "power-excess": shows(["power-high"], { when: "lit" }),
  "capacitor-lost": shows(["power-factor-low"], { when: "lit" }),
  "voltage-high": shows(["voltage-high"]),
  "voltage-low": shows(["voltage-low"]),
  "column-struck": shows(["tilt"], { explains: ["lamp-failure", "power-low"] }),
  "door-open": shows(["door-open"]),
  leakage: shows(["leakage"]),
  // Without a programme it gives full light, day and night.
  "programme-damaged": shows(["programme-invalid"], { explains: ["command-not-followed", "day-burning"] }),
  // A command is sent again and again before it is given up, a programme for hours; at last the one it holds runs out.
  deaf: shows(["command-not-followed"], { when: "commanded", seenForMs: 4 * hourMs, explains: ["programme-invalid"] }),
  // It grows over two to five days to three times the usual rise.
  "driver-hot": shows(["driver-hot"], { when: "lit", seenForMs: 60 * hourMs }),
  aged: shows(["end-of-life"]),
  // One evening says nothing of a cell that never acts; some do.
  "photocell-dark": shows(["photocell-stuck"], { when: "clear-evenings", moments: 2, explains: ["command-not-followed"] }),
  "photocell-bright": shows(["photocell-stuck"], { when: "dark-evenings", moments: 4 }),
  // The weeks before a failure, for prediction: what is measured may cross a limit, and then it is one.
  failing: shows([], { explains: ["power-factor-low", "driver-hot"] }),
};

export const isMoments = (when: When): when is Moments => when === "commanded" || when === "dark-evenings" || when === "clear-evenings";

/** Whether a fault that shows `when` shows while a light does this. */
export function exposes(when: Exclude<When, Moments>, { levelPct, daylight }: Stretch): boolean {
  switch (when) {
    case "any":
      return true;
    case "lit":
      return levelPct > 0;
    case "dimmed":
      return levelPct > 0 && levelPct <= 90;
    case "off-by-day":
      return levelPct === 0 && daylight;
  }
}
