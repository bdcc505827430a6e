/** What to know before a set of holidays is published. */
import type { Finding, HolidaySet } from "#contract/design";
import { addDays } from "../local-time.ts";
import { error, type FindingContext, warning } from "./context.ts";

export function holidayFindings({ days }: HolidaySet, { today }: Pick<FindingContext, "today">): Finding[] {
  const first = new Map<string, number>();
  const repeated = days.flatMap(({ date, name }, index) => {
    const earlier = first.get(date);
    if (earlier === undefined) first.set(date, index);
    return earlier === undefined ? [] : [error(`days.${index}.date`, `${date} is ${days[earlier]?.name ?? ""} already, and here ${name}: keep one`)];
  });
  const short = shortage(days, today);
  return short === undefined ? repeated : [...repeated, warning("days", short)];
}

/** What is missing of the coming year, and what to do; undefined when nothing is. */
export function shortage(days: HolidaySet["days"], today: string): string | undefined {
  const last = days
    .map(({ date }) => date)
    .sort()
    .at(-1);
  if (last === undefined) return "there is no day in it: add the coming year's";
  if (last < today) return `its last day, ${last}, is over: add the coming year's`;
  return last < addDays(today, 365 - gapDaysMax) ? `it ends on ${last}, within a year from now: add the days after that` : undefined;
}

/** Bank holidays are never further apart: early August to St Andrew's Day. */
const gapDaysMax = 120;
