/** How long the nights of a period are: what energy of two periods is compared by. */
import { addDays, dayMs, localDate, localToUtcMs } from "../../decide/local-time.ts";
import type { Place } from "../../decide/sun.ts";
import { litMs, litOf } from "../../energy/lit.ts";
import type { Period } from "./sums.ts";

export interface NightHours {
  /** Between sunset and sunrise, h. */
  readonly hours: number;
  /** Days of the period; the part of the last that is accounted. */
  readonly days: number;
}

/** Of the local days of a period, up to an instant. */
export function nightHoursOf({ from, to }: Period, { zone, place, untilMs }: { zone: string; place: Place; untilMs: number }): NightHours {
  const sum = { ms: 0, days: 0 };
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const startsMs = localToUtcMs(day, "00:00", zone);
    if (startsMs >= untilMs) break;
    sum.ms += litMs(litOf(day, zone, place), startsMs, untilMs);
    sum.days++;
  }
  return { hours: sum.ms / hourMs, days: sum.days };
}

/** The last local day of a period of which something is accounted; undefined when nothing is. */
export function lastDayOf({ from, to }: Period, zone: string, untilMs: number): string | undefined {
  const last = untilMs === Number.POSITIVE_INFINITY ? to : localDate(untilMs - 1, zone);
  return last < from ? undefined : last < to ? last : to;
}

const hourMs = dayMs / 24;

/** A number in a sentence: no more figures than it needs. */
export const words = (value: number): string => value.toLocaleString("en-GB", { maximumFractionDigits: 1 });
