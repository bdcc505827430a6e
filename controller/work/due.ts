/** When a work order must be done: the authority's response times (configuration, `work`). */
import type { WorkUrgency } from "#contract/work";
import { weekdayOf } from "../decide/dates.ts";
import { addDays, formatLocal, localDate, localToUtcMs } from "../decide/local-time.ts";

export interface ResponseTimes {
  readonly emergencyHours: number;
  readonly priorityHours: number;
  readonly routineWorkingDays: number;
  readonly networkOperatorDays: number;
  /** Days that are not worked beside Saturdays and Sundays, "yyyy-mm-dd". */
  readonly holidays: readonly string[];
}

const hourMs = 3_600_000;

/**
 * The instant by which an order made at `atMs` must be done, ms since 1970 UTC. Hours are hours, also on change nights; days are days of the
 * street: the same time by the clock, and working days leave out Saturdays, Sundays and holidays.
 */
export function dueAtMs(urgency: WorkUrgency, atMs: number, zone: string, times: ResponseTimes): number {
  switch (urgency) {
    case "emergency":
      return atMs + times.emergencyHours * hourMs;
    case "priority":
      return atMs + times.priorityHours * hourMs;
    case "routine":
      return onDay(workingDayAfter(localDate(atMs, zone), times.routineWorkingDays, new Set(times.holidays)), atMs, zone);
    case "network-operator":
      return onDay(addDays(localDate(atMs, zone), times.networkOperatorDays), atMs, zone);
  }
}

const onDay = (day: string, atMs: number, zone: string): number => localToUtcMs(day, formatLocal(atMs, zone), zone);

function workingDayAfter(day: string, workingDays: number, holidays: ReadonlySet<string>): string {
  let reached = day;
  for (let left = workingDays; left > 0; ) {
    reached = addDays(reached, 1);
    if (weekdayOf(reached) <= 5 && !holidays.has(reached)) left--;
  }
  return reached;
}
