/** Which profile a lighting day has: ordered rules, the first that matches wins, else the default. */
import type { ProfileConfig } from "#config/schema";
import type { Calendar, HolidaySet, When } from "#contract/design";
import { dateWords, monthName, nthInMonth, spanWords, weekdayName, weekdayOf, weekdaysWords } from "./dates.ts";
import type { ProfileOn } from "./profile.ts";

/** Holidays by set and date (yyyy-mm-dd), each with its name. */
export type Holidays = ReadonlyMap<string, ReadonlyMap<string, string>>;

export interface DayProfile {
  readonly profile: string;
  /** Index of the rule that won; absent for the default. */
  readonly rule?: number;
  /** "Hogmanay: parade (event, 31 December)", or that no rule is about the day. */
  readonly text: string;
}

/**
 * The profile of a lighting day (yyyy-mm-dd, the day it starts: the night of 31 December goes on to noon of 1 January). Holidays of an
 * unknown set are no days, and neither are dates that cannot be (30 February, or an end before its start): such a rule never matches.
 */
export function profileOn(calendar: Calendar, day: string, holidays: Holidays): DayProfile {
  const index = calendar.rules.findIndex((rule) => matches(rule.when, day, holidays));
  const rule = calendar.rules[index];
  if (rule === undefined) return { profile: calendar.defaultProfile, text: "No rule is about this day" };
  return { profile: rule.profile, rule: index, text: `${rule.name}: ${rule.when.map((when) => conditionWords(when, day, holidays)).join(", ")}` };
}

/** Whether all conditions hold on a lighting day. */
export function matches(when: readonly When[], day: string, holidays: Holidays): boolean {
  for (const condition of when) if (!holds(condition, day, holidays)) return false;
  return true;
}

/** A published profile. */
export interface KnownProfile {
  readonly profile: ProfileConfig;
  readonly version?: number;
}

export interface CalendarSource {
  readonly calendar: Calendar;
  /** By id. */
  readonly profiles: ReadonlyMap<string, KnownProfile>;
  readonly holidays: Holidays;
}

/** A calendar as the source of a plan. Throws RangeError for a profile that is not there, which findings forbid on publishing. */
export function calendarNights({ calendar, profiles, holidays }: CalendarSource): ProfileOn {
  return (day) => {
    const { profile: id, rule, text } = profileOn(calendar, day, holidays);
    const known = profiles.get(id);
    if (known === undefined) throw new RangeError(`calendar ${calendar.name} names the profile ${id} for ${day}, which does not exist`);
    const version = known.version === undefined ? {} : { version: known.version };
    return { profile: known.profile, source: { profile: known.profile.name, id, ...version, ...(rule !== undefined && { rule: text }) } };
  };
}

/** Holiday sets by id, made quick to ask. A date listed twice has its first name. */
export function holidaysOf(sets: Iterable<readonly [string, HolidaySet]>): Holidays {
  return new Map([...sets].map(([id, { days }]) => [id, new Map(days.map(({ date, name }): [string, string] => [date, name]).reverse())]));
}

/** Whether a date is of every year, "--mm-dd". */
export const isYearly = (date: string): boolean => date.startsWith("--");

function holds(when: When, day: string, holidays: Holidays): boolean {
  switch (when.on) {
    case "dates":
      return inDates(when.from, when.to, day);
    case "weekdays":
      return when.days.includes(weekdayOf(day));
    case "nth-weekday":
      return isNthWeekday(when, day);
    case "holidays":
      return holidays.get(when.set)?.has(day) === true;
    case "event":
      return when.from <= day && day <= when.to;
  }
}

/**
 * Days as text compare as days. A yearly span whose end is before its start passes the new year. 29 February is a day of leap years
 * only: a span from it starts on 1 March of the others.
 */
function inDates(from: string, to: string, day: string): boolean {
  if (isYearly(from) !== isYearly(to)) return false;
  if (!isYearly(from)) return from <= day && day <= to;
  const yearly = `--${day.slice(5)}`;
  return from <= to ? from <= yearly && yearly <= to : from <= yearly || yearly <= to;
}

function isNthWeekday({ nth, weekday, month }: Extract<When, { on: "nth-weekday" }>, day: string): boolean {
  if (weekdayOf(day) !== weekday || (month !== undefined && Number(day.slice(5, 7)) !== month)) return false;
  const place = nthInMonth(day);
  return nth === -1 ? place.last : place.nth === nth;
}

/** A condition as it was met on a day. */
function conditionWords(when: When, day: string, holidays: Holidays): string {
  switch (when.on) {
    case "dates":
      return spanWords(when.from, when.to);
    case "weekdays":
      return weekdaysWords(when.days);
    case "nth-weekday":
      return `${ordinals[when.nth] ?? ""} ${weekdayName(when.weekday)} of ${when.month === undefined ? "the month" : monthName(when.month)}`;
    case "holidays":
      return `${holidays.get(when.set)?.get(day) ?? when.set} (holiday, ${dateWords(day)})`;
    case "event":
      return `${when.reason} (event, ${spanWords(when.from, when.to)})`;
  }
}

const ordinals: Readonly<Record<number, string>> = { [-1]: "last", 1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth" };
