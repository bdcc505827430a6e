import type { LocalTime } from "../format.ts";
import { isDate } from "./dates.ts";

/**
 * The instant, ms since 1970 UTC, of a local date (yyyy-mm-dd) and time (hh:mm); undefined when one is none. A time that comes twice is
 * the first of the two; one that is skipped is that much after the gap.
 */
export function wallTimeMs(date: string, time: string, local: Pick<LocalTime, "isoDay" | "time">): number | undefined {
  if (!isDate(date) || !/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return undefined;
  const wallMs = Date.parse(`${date}T${time}:00Z`);
  // How far the zone's clocks are ahead of UTC, before and after any change near it.
  const aheadMs = (atMs: number): number => Date.parse(`${local.isoDay(atMs)}T${local.time(atMs)}:00Z`) - atMs;
  const [before, after] = [wallMs - aheadMs(wallMs - dayMs), wallMs - aheadMs(wallMs + dayMs)];
  const both = [before, after].filter((atMs) => atMs + aheadMs(atMs) === wallMs);
  return both.length > 0 ? Math.min(...both) : before;
}

const dayMs = 86_400_000;

/** 24 h whatever the browser's language; 9:30 and 930 are 09:30. What is no time stays for the findings to say. */
export function clockTime(text: string): string {
  const [, hours, minutes] = /^(\d{1,2})[:.]?(\d{2})$/.exec(text) ?? [];
  return hours && minutes ? `${hours.padStart(2, "0")}:${minutes}` : text;
}
