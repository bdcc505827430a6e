/** Dates as people paste and type them. */
import type { HolidaySet } from "../../contract/design.ts";

export interface PastedDays {
  readonly days: HolidaySet["days"];
  /** Lines without a date, as they were pasted. */
  readonly refused: readonly string[];
}

/**
 * Reads a date and a name from each line: 2026-12-25 Christmas Day, or 25/12/2026;Christmas Day (day first). Sorted, each date once,
 * the last name counts. Blank lines say nothing.
 */
export function readDays(text: string): PastedDays {
  const days = new Map<string, string>();
  const refused: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const read = readDay(line.trim());
    if (read) days.set(read.date, read.name);
    else if (line.trim() !== "") refused.push(line.trim());
  }
  return { days: [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, name]) => ({ date, name })), refused };
}

function readDay(line: string): { date: string; name: string } | undefined {
  const iso = /^"?(\d{4})-(\d\d)-(\d\d)"?(.*)$/.exec(line);
  const british = /^"?(\d{1,2})[/.](\d{1,2})[/.](\d{4})"?(.*)$/.exec(line);
  const [year, month, day, rest] = iso ? iso.slice(1) : british ? [british[3], british[2], british[1], british[4]] : [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  if (!isDate(date)) return undefined;
  return {
    date,
    name: (rest ?? "")
      .replace(/^[\s,;|–-]+|[\s",;]+$/g, "")
      .replace(/^"/, "")
      .slice(0, 100),
  };
}

/** Whether yyyy-mm-dd is a day of the calendar: 2026-02-30 is none. */
export function isDate(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** yyyy-mm-dd so many days later. */
export const addDays = (date: string, days: number): string => new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
