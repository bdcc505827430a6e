/** What can be wrong with a light, by name: one list for detection, incidents, alarms, work and pages. */
import { z } from "zod";
import { Id, Instant } from "./units.ts";

export const faultKinds = [
  "supply-loss",
  "communication-failure",
  "lamp-failure",
  "day-burning",
  "power-low",
  "power-high",
  "dimming-failure",
  "cycling",
  "power-factor-low",
  "voltage-high",
  "voltage-low",
  "tilt",
  "door-open",
  "leakage",
  "clock-drift",
  "programme-invalid",
  "command-not-followed",
  "driver-hot",
  "end-of-life",
  "photocell-stuck",
] as const;
export const FaultKind = z.enum(faultKinds);
export type FaultKind = z.infer<typeof FaultKind>;

export const Severity = z.enum(["emergency", "high", "medium", "low"]);
export type Severity = z.infer<typeof Severity>;

/** pending: holds, but not for long enough to be believed. active: a fault. cleared: it was one, and its cause is gone. */
export const FaultState = z.enum(["pending", "active", "cleared"]);
export type FaultState = z.infer<typeof FaultState>;

/** A fault of one light, from its onset to its end. */
export const LightFault = z.strictObject({
  light: Id,
  kind: FaultKind,
  state: FaultState,
  /** When the cause was first seen, when it was believed, and when it was seen gone. */
  pendingAt: Instant,
  activeAt: Instant.optional(),
  clearedAt: Instant.optional(),
  /** What was measured against what was expected, in words. */
  text: z.string(),
  /** The incident it is part of. */
  incident: Id.optional(),
});
export type LightFault = z.infer<typeof LightFault>;
