import type { Baseline, EnergyBy, EnergySummaryQuery } from "../../contract/energy.ts";
import { query } from "../api.ts";
import { daysIn, isDay, type Period, periodOf } from "./period.ts";

/** What the page is asked: all of it stands in the link. */
export interface Question extends Period {
  readonly baseline: Baseline;
  /** Of the baseline designs-before: the day whose designs it takes. */
  readonly before?: string | undefined;
  readonly scope: Scope;
  readonly by: EnergyBy;
  readonly sort: Sort;
  /** First row of the table. */
  readonly offset: number;
  readonly stepMin: "30" | "60";
  readonly heat: "level" | "burning";
}

/** Constants of the contract, checked against its types: its schemas stay out of the browser. */
export const scopeKeys = ["area", "street", "feeder", "group", "profile", "demandRule", "light"] as const;
export type ScopeKey = (typeof scopeKeys)[number];
export type Scope = Readonly<Partial<Record<ScopeKey, string>>>;

export const byNames = {
  area: "Area",
  street: "Street",
  group: "Group",
  profile: "Profile",
  "demand-rule": "Demand rule",
  feeder: "Feeder",
  section: "Road section",
  light: "Light",
  authority: "Authority",
} as const satisfies Readonly<Record<EnergyBy, string>>;
export const isBy = (text: string | undefined): text is EnergyBy => text !== undefined && Object.hasOwn(byNames, text);

export const baselineNames = {
  "full-output": "Full output, dusk to dawn",
  schedule: "The schedule alone",
  "designs-before": "Designs of an earlier day",
  "period-before": "The period before",
} as const satisfies Readonly<Record<Baseline, string>>;
export const isBaseline = (text: string | undefined): text is Baseline => text !== undefined && Object.hasOwn(baselineNames, text);

export type Sort = EnergySummaryQuery["sort"];
const sorts = ["use", "saved", "deviation", "name"] as const satisfies readonly Sort[];

/** Rows of the table at a time. */
export const rowsAtATime = 100;
/** Longest periods the API gives power of, days: more points than these cannot be told apart on a screen. */
export const halfHourDaysMax = 62;
export const hourDaysMax = 400;
/** Longest period of figures, days. */
export const daysMax = 1_100;

/**
 * Reads a question from the fields of the link. What cannot be read takes its first value: last month, by area, against full output. A
 * part of a longer way is asked by the next smaller: the lights of a street.
 */
export function readQuestion(fields: Readonly<Record<string, string>>, today: string): Question {
  const scope: Scope = Object.fromEntries(scopeKeys.flatMap((key) => (fields[key] ? [[key, fields[key]]] : [])));
  const { from, to, before, baseline, by } = fields;
  const isPeriod = isDay(from ?? "") && isDay(to ?? "");
  return {
    ...(isPeriod && from && to ? { from, to } : periodOf("last-month", today)),
    baseline: isBaseline(baseline) ? baseline : "full-output",
    ...(before && isDay(before) && { before }),
    scope,
    by: isBy(by) ? by : nextBy(scope),
    sort: sorts.find((name) => name === fields.sort) ?? "use",
    offset: Math.max(0, Math.floor(Number(fields.offset)) || 0),
    stepMin: fields.step === "30" ? "30" : "60",
    heat: fields.heat === "burning" ? "burning" : "level",
  };
}

/** The fields of the link that say this question. The days are always in it: "last month" would be another month when it is opened. */
export function fieldsOf(question: Question): Record<string, string> {
  const { from, to, baseline, before, scope, by, sort, offset, stepMin, heat } = question;
  return {
    from,
    to,
    ...(baseline !== "full-output" && { baseline }),
    ...(before && { before }),
    ...scope,
    ...(by !== nextBy(scope) && { by }),
    ...(sort !== "use" && { sort }),
    ...(offset > 0 && { offset: String(offset) }),
    ...(stepMin !== "60" && { step: stepMin }),
    ...(heat !== "level" && { heat }),
  };
}

/** Into what a part is divided next: areas into streets, all others into lights. */
export function nextBy(scope: Scope): EnergyBy {
  if (scope.light || scope.street || scope.feeder) return "light";
  return scopeKeys.some((key) => scope[key]) ? "street" : "area";
}

/** The scope that a member of a table stands for; undefined where it cannot be gone into. */
export function scopeOf(by: EnergyBy, id: string): Scope | undefined {
  if (by === "demand-rule") return { demandRule: id };
  const key = scopeKeys.find((name) => name === by);
  return key && { [key]: id };
}

/** Why the question cannot be asked yet, in words; undefined when it can. */
export function problemOf(question: Question): string | undefined {
  const days = daysIn(question);
  if (days < 1) return "The first day is after the last. Choose a first day that is before it.";
  if (days > daysMax) return `The period has ${days} days; figures can be had of at most ${daysMax}. Choose a shorter one.`;
  if (question.baseline === "designs-before" && !question.before) return "Choose the day whose designs are to be the baseline.";
  return undefined;
}

/** The power chart's step: half hours only where the period is short enough for them. */
export const stepOf = (question: Question): "30" | "60" => (daysIn(question) <= halfHourDaysMax ? question.stepMin : "60");

/** What the API is asked, part by part; undefined where a part has nothing to ask. */
export const paths = {
  summary: (question: Question): string => `/energy/summary${query({ ...summaryOf(question), offset: question.offset || undefined, limit: rowsAtATime })}`,
  /** The whole table as a file, as a link has it. */
  summaryFile: (question: Question): string => `/api/v1/energy/summary.csv${query(summaryOf(question))}`,
  days: ({ from, to, scope }: Question): string => `/energy/days${query({ from, to, ...scope })}`,
  power: (question: Question): string | undefined => {
    const { from, to, scope } = question;
    return daysIn(question) <= hourDaysMax ? `/energy/power${query({ from, to, ...scope, stepMin: stepOf(question) })}` : undefined;
  },
  heat: ({ to, scope }: Question): string => `/energy/heat${query({ to, ...scope })}`,
  indicators: ({ from, to, by }: Question): string | undefined => (by === "section" ? `/energy/indicators${query({ from, to })}` : undefined),
  /** The few streets, or lights of a street, that lead by one measure. */
  top: ({ from, to, scope }: Question, sort: Sort): string | undefined => {
    if (scope.light) return undefined;
    return `/energy/summary${query({ from, to, ...scope, by: scope.street ? "light" : "street", sort, limit: topRows })}`;
  },
} as const;

function summaryOf({ from, to, scope, by, baseline, before, sort }: Question): Record<string, string | undefined> {
  return { from, to, ...scope, by, baseline, before: baseline === "designs-before" ? before : undefined, sort };
}

/** Rows of the short lists of those that lead. */
const topRows = 5;
