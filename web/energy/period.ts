/** Periods as planners name them. Days are local clock days, yyyy-mm-dd, the first and the last included. */

export interface Period {
  readonly from: string;
  readonly to: string;
}

export const periodNames = {
  yesterday: "Yesterday",
  "last-7-days": "Last 7 days",
  "this-month": "This month",
  "last-month": "Last month",
  "this-quarter": "This quarter",
  "this-year": "This year",
  "last-12-months": "Last 12 months",
} as const;
export type PeriodName = keyof typeof periodNames;
export const isPeriodName = (text: string): text is PeriodName => Object.hasOwn(periodNames, text);

/** The days a name means on the day `today`. Periods that still run end with today; the others with whole days. */
export function periodOf(name: PeriodName, today: string): Period {
  const yesterday = addDays(today, -1);
  const month = `${today.slice(0, 7)}-01`;
  switch (name) {
    case "yesterday":
      return { from: yesterday, to: yesterday };
    case "last-7-days":
      return { from: addDays(today, -7), to: yesterday };
    case "this-month":
      return { from: month, to: today };
    case "last-month":
      return { from: `${addDays(month, -1).slice(0, 7)}-01`, to: addDays(month, -1) };
    case "this-quarter":
      return { from: `${today.slice(0, 5)}${quarterMonth(today)}-01`, to: today };
    case "this-year":
      return { from: `${today.slice(0, 4)}-01-01`, to: today };
    case "last-12-months":
      return { from: sameDayYearBefore(today), to: yesterday };
  }
}

/** The name of a period on the day `today`, when it has one. */
export function nameOf(period: Period, today: string): PeriodName | undefined {
  return Object.keys(periodNames)
    .filter(isPeriodName)
    .find((name) => {
      const named = periodOf(name, today);
      return named.from === period.from && named.to === period.to;
    });
}

/** Whether yyyy-mm-dd is a day of the calendar: 2026-02-30 is none. */
export function isDay(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** yyyy-mm-dd so many days later; earlier when negative. */
export const addDays = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

/** Days of a period, both ends included. */
export const daysIn = ({ from, to }: Period): number => Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1;

const dayMs = 86_400_000;

const dayWords = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" });

/** 1 Oct 2026 */
export const wordsOfDay = (day: string): string => dayWords.format(Date.parse(`${day}T00:00:00Z`));

/** 1 Oct 2026 – 31 Oct 2026, or the one day. */
export const wordsOfPeriod = ({ from, to }: Period): string => (from === to ? wordsOfDay(from) : `${wordsOfDay(from)} – ${wordsOfDay(to)}`);

function quarterMonth(day: string): string {
  const month = Number(day.slice(5, 7));
  return String(month - ((month - 1) % 3)).padStart(2, "0");
}

/** 29 February's is 1 March: a day that is there. */
function sameDayYearBefore(day: string): string {
  return addDays(`${Number(day.slice(0, 4)) - 1}-${day.slice(5, 7)}-01`, Number(day.slice(8)) - 1);
}

/** Days in ascending order, those that follow each other told as one period. */
export function wordsOfDays(days: readonly string[]): string {
  const runs: { from: string; to: string }[] = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last && addDays(last.to, 1) === day) last.to = day;
    else runs.push({ from: day, to: day });
  }
  return runs.map(wordsOfPeriod).join(", ");
}
