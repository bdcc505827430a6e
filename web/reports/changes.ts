/** What differs between two versions of a month's report. */
import type { MonthReport } from "../../contract/report.ts";

export interface ReportChanges {
  /** Days whose metered energy, cost or carbon became another. */
  readonly days: readonly string[];
  readonly total: KwhChange;
  /** Wards whose metered energy became another, the greatest change first. */
  readonly wards: readonly KwhChange[];
  /** Whether tariffs or carbon factors became others. */
  readonly rates: boolean;
}

export interface KwhChange {
  readonly id: string;
  readonly name: string;
  /** Absent when the ward is only in the other version. */
  readonly beforeKwh: number | undefined;
  readonly nowKwh: number | undefined;
}

/** From an earlier version of a report to a later one. */
export function changesBetween(before: MonthReport, now: MonthReport): ReportChanges {
  return {
    days: now.days.days.filter((day) => dayFigures(before, day) !== dayFigures(now, day)),
    total: { id: "", name: "All wards", beforeKwh: before.summary.total.metered.kwh, nowKwh: now.summary.total.metered.kwh },
    wards: wardChanges(before, now),
    rates: JSON.stringify([before.tariffs, before.carbon]) !== JSON.stringify([now.tariffs, now.carbon]),
  };
}

/** How much more, kWh; a ward that is in one version only counts whole. */
export const moreKwh = ({ beforeKwh, nowKwh }: KwhChange): number => (nowKwh ?? 0) - (beforeKwh ?? 0);

function wardChanges(before: MonthReport, now: MonthReport): KwhChange[] {
  const wards = new Map([...before.summary.rows, ...now.summary.rows].map(({ id, name }) => [id, name]));
  return [...wards]
    .map(([id, name]) => ({ id, name, beforeKwh: kwhOf(before, id), nowKwh: kwhOf(now, id) }))
    .filter(({ beforeKwh, nowKwh }) => beforeKwh !== nowKwh)
    .sort((a, b) => Math.abs(moreKwh(b)) - Math.abs(moreKwh(a)));
}

const kwhOf = ({ summary }: MonthReport, id: string): number | undefined => summary.rows.find((row) => row.id === id)?.figures.metered.kwh;

function dayFigures({ days }: MonthReport, day: string): string {
  const at = days.days.indexOf(day);
  return JSON.stringify([days.meteredKwh[at] ?? null, days.costGbp[at] ?? null, days.co2Kg[at] ?? null]);
}
