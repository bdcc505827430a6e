/** The half hours of a settlement day: the local clock day from midnight to midnight, so 48 of them, 46 or 50 when the clocks change. */
import { addDays, localToUtcMs } from "../decide/local-time.ts";

export const halfHourMs = 30 * 60_000;

/** Starts of the half hours of a local date (yyyy-mm-dd), ms since 1970 UTC, ascending. */
export function halfHoursOf(date: string, zone: string): number[] {
  const fromMs = localToUtcMs(date, "00:00", zone);
  const toMs = localToUtcMs(addDays(date, 1), "00:00", zone);
  return Array.from({ length: Math.round((toMs - fromMs) / halfHourMs) }, (_, index) => fromMs + index * halfHourMs);
}
