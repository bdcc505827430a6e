/** What the calendars gave, comparable with what was metered: where a schedule is not known of every day, the days without count like those with one. */
import type { Sums } from "./sums.ts";

/** Below this share of days with a schedule nothing is said: too much would be a guess. */
const knownShareMin = 0.5;

/** Share of the days of lights of which a schedule is known, 0–1. */
export function scheduledShare(sums: Sums, member: number): number {
  const lightDays = sums.column("lightDays")[member] ?? 0;
  return lightDays > 0 ? (sums.known("scheduledKwh")[member] ?? 0) / lightDays : 0;
}

/** A scheduled figure of a member; NaN where too little is known. */
export function scheduledAt(sums: Sums, field: "scheduledKwh" | "scheduledPence" | "scheduledGrams", member: number): number {
  const share = scheduledShare(sums, member);
  return share < knownShareMin ? Number.NaN : (sums.column(field)[member] ?? 0) / share;
}

/** metered ÷ scheduled − 1; NaN where no schedule is known. */
export function deviationAt(sums: Sums, member: number): number {
  const expected = scheduledAt(sums, "scheduledKwh", member);
  return expected > 0 ? (sums.column("meteredKwh")[member] ?? 0) / expected - 1 : Number.NaN;
}
