/** What the calendars gave, comparable with what was metered: where a schedule is not known of every day, the days without count like those with one. */
import type { Sums } from "./sums.ts";

/** Below this share of days with a schedule nothing is said: too much would be a guess. */
const knownShareMin = 0.5;

/** Share of the days of lights of which a schedule is known, 0–1. */
export function scheduledShare(sums: Sums, member: number): number {
  const lightDays = sums.column("lightDays")[member] ?? 0;
  return lightDays > 0 ? (sums.known("scheduledKwh")[member] ?? 0) / lightDays : 0;
}

/** Scheduled figures by member, the total last; NaN where too little is known. */
export function scheduled(sums: Sums, field: "scheduledKwh" | "scheduledPence" | "scheduledGrams"): Float64Array {
  return sums.column(field).map((sum, member) => {
    const share = scheduledShare(sums, member);
    return share < knownShareMin ? Number.NaN : sum / share;
  });
}

/** metered ÷ scheduled − 1 by member; NaN where no schedule is known. */
export function deviations(sums: Sums): Float64Array {
  const expected = scheduled(sums, "scheduledKwh");
  return sums.column("meteredKwh").map((metered, member) => (expected[member] ? metered / expected[member] - 1 : Number.NaN));
}
