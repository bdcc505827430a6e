/** Days as lighting needs them: weekdays, months, and how people say them. A day is "yyyy-mm-dd". */
import { dayMs } from "./local-time.ts";

/** 1 Monday to 7 Sunday. */
export function weekdayOf(day: string): number {
  // Day 0 of 1970 was a Thursday.
  return ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1;
}

/** Days since 1970-01-01. */
export const dayNumber = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / dayMs);

/** Days a month of a year has. */
export const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Which of its kind a weekday is in its month, from the start (1 to 5) and whether it is the last. */
export function nthInMonth(day: string): { readonly nth: number; readonly last: boolean } {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  return { nth: Math.ceil(date / 7), last: date + 7 > daysInMonth(year, month) };
}

/** "31 December" of "2026-12-31" or of "--12-31". */
export function dateWords(date: string): string {
  const [month = 0, day = 0] = date.slice(-5).split("-").map(Number);
  return `${day} ${monthNames[month - 1] ?? ""}`;
}

/** "31 December 2026". */
export const dateYearWords = (date: string): string => `${dateWords(date)} ${date.slice(0, 4)}`;

/** "31 December", "13 to 27 June", "30 December to 2 January". */
export function spanWords(from: string, to: string): string {
  if (from === to) return dateWords(from);
  const oneMonth = from.slice(0, -3) === to.slice(0, -3);
  return `${oneMonth ? Number(from.slice(-2)) : dateWords(from)} to ${dateWords(to)}`;
}

/** "Monday to Thursday", "Friday and Saturday", "Monday, Wednesday and Friday". */
export function weekdaysWords(days: readonly number[]): string {
  const sorted = [...new Set(days)].sort((a, b) => a - b);
  const [first = 0, last = 0] = [sorted[0], sorted.at(-1)];
  if (sorted.length > 2 && last - first === sorted.length - 1) return `${weekdayName(first)} to ${weekdayName(last)}`;
  return listWords(sorted.map(weekdayName));
}

/** "a, b and c". */
export const listWords = (words: readonly string[]): string => (words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`);

export const weekdayName = (weekday: number): string => weekdayNames[weekday - 1] ?? "";
export const monthName = (month: number): string => monthNames[month - 1] ?? "";

const weekdayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const monthNames = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
