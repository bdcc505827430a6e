/** What to know before a calendar is published. */
import type { Calendar, Finding, When } from "#contract/design";
import { type Holidays, holidaysOf, isYearly, matches } from "../calendar.ts";
import { dateWords, daysInMonth } from "../dates.ts";
import { addDays } from "../local-time.ts";
import { floorFindings } from "./class-floor.ts";
import { error, type FindingContext, profilesIn, useOf, warning } from "./context.ts";
import { shortage } from "./holidays.ts";

export function calendarFindings(id: string, calendar: Calendar, context: FindingContext): Finding[] {
  return [
    ...unknownProfiles(calendar, context),
    ...calendar.rules.flatMap(({ when }, rule) => when.flatMap((condition, index) => conditionFindings(condition, `rules.${rule}.when.${index}`, context))),
    ...repeatedNames(calendar),
    ...uselessRules(calendar, context),
    ...belowFloors(calendar, context, useOf(context).lightsOfCalendar(id), (profile) => fieldOf(calendar, profile)),
  ];
}

/** Errors for the profiles of a calendar that go below the floor class of the lights that have it. */
export function belowFloors(
  calendar: Calendar,
  context: FindingContext,
  lights: Parameters<typeof floorFindings>[0]["lights"],
  field: (profile: string) => string,
): Finding[] {
  return [...profilesIn(calendar)].flatMap((id) => {
    const profile = context.designs.profiles.get(id)?.body;
    return profile === undefined ? [] : floorFindings({ profile, lights, field: () => field(id) }, context);
  });
}

const fieldOf = ({ defaultProfile, rules }: Calendar, profile: string): string =>
  profile === defaultProfile ? "defaultProfile" : `rules.${rules.findIndex((rule) => rule.profile === profile)}.profile`;

function unknownProfiles({ defaultProfile, rules }: Calendar, { designs }: FindingContext): Finding[] {
  const named = [{ field: "defaultProfile", profile: defaultProfile }, ...rules.map(({ profile }, index) => ({ field: `rules.${index}.profile`, profile }))];
  return named
    .filter(({ profile }) => !designs.profiles.has(profile))
    .map(({ field, profile }) => error(field, `there is no profile ${profile}: publish it first, or name another`));
}

function repeatedNames({ rules }: Calendar): Finding[] {
  return rules.flatMap(({ name }, index) => {
    const earlier = rules.findIndex((rule) => rule.name === name);
    return earlier < index
      ? [warning(`rules.${index}.name`, `rule ${earlier + 1} is called ${name} too: two names tell them apart in what a light explains`)]
      : [];
  });
}

function conditionFindings(when: When, field: string, { designs, today }: FindingContext): Finding[] {
  switch (when.on) {
    case "dates":
      return datesFindings(when, field, today);
    case "event":
      return spanFindings(when, field, today);
    case "holidays": {
      const set = designs.holidays.get(when.set)?.body;
      if (set === undefined) return [error(`${field}.set`, `there is no holiday set ${when.set}: publish it first, or name another`)];
      const short = shortage(set.days, today);
      return short === undefined ? [] : [warning(`${field}.set`, `the holiday set ${set.name}: ${short}`)];
    }
    case "weekdays":
    case "nth-weekday":
      return [];
  }
}

function datesFindings(when: Extract<When, { on: "dates" }>, field: string, today: string): Finding[] {
  if (isYearly(when.from) !== isYearly(when.to))
    return [error(`${field}.to`, "one date is of every year (--mm-dd) and the other of one (yyyy-mm-dd): write both the same way")];
  if (!isYearly(when.from)) return spanFindings(when, field, today);
  const impossible = (["from", "to"] as const).filter((end) => !exists(when[end]));
  if (impossible.length > 0) return impossible.map((end) => error(`${field}.${end}`, `there is never a ${dateWords(when[end])}: name another day`));
  if (when.from !== "--02-29" || when.to !== "--02-29") return [];
  return [warning(field, "29 February is in leap years only: add 28 February or 1 March for the others")];
}

const exists = (yearly: string): boolean => Number(yearly.slice(5)) <= daysInMonth(leapYear, Number(yearly.slice(2, 4)));
const leapYear = 2028;

function spanFindings({ from, to }: { readonly from: string; readonly to: string }, field: string, today: string): Finding[] {
  if (from > to) return [error(`${field}.to`, `it is before the start, ${from}: set ${from} or later`)];
  return to < today ? [warning(field, `it was over on ${to}: remove the rule, or set the next dates`)] : [];
}

/** Rules are looked at over this many lighting days from today: two years have every weekday on most dates. */
const daysAhead = 731;

/** Rules whose conditions never meet, and rules that earlier ones take every day from. */
function uselessRules({ rules }: Calendar, { designs, today }: FindingContext): Finding[] {
  const holidays: Holidays = holidaysOf([...designs.holidays].map(([id, { body }]) => [id, body]));
  const days = Array.from({ length: daysAhead }, (_, index) => addDays(today, index));
  const met = rules.map(({ when }) => days.map((day) => matches(when, day, holidays)));
  const winners = days.map((_, day) => met.findIndex((each) => each[day]));
  return rules.flatMap(({ name, when }, rule) => {
    if (winners.includes(rule) || when.some((condition) => isSaidAlready(condition, today, days.at(-1) ?? today))) return [];
    const own = winners.filter((_, day) => met[rule]?.[day]);
    if (own.length === 0)
      return [warning(`rules.${rule}.when`, `no night of the coming two years meets all conditions of ${name}: change them or remove the rule`)];
    const earlier = [...new Set(own)].map((index) => rules[index]?.name ?? "").join(", ");
    return [warning(`rules.${rule}`, `${name} never acts in the coming two years: earlier rules (${earlier}) have all its nights. Move it up or remove it`)];
  });
}

/** Over, or not yet within the days looked at. */
function isSaidAlready(when: When, today: string, lastDay: string): boolean {
  if (when.on !== "event" && !(when.on === "dates" && !isYearly(when.from))) return false;
  return when.to < today || when.from > when.to || when.from > lastDay;
}
