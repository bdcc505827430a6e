/** Which band of a tariff holds when, through a week. */
import type { Tariffs } from "../../contract/design.ts";

export type Tariff = Tariffs["tariffs"][number];
type Band = Tariff["bands"][number];

/** A stretch of one day at one rate, in half hours from midnight. */
export interface Run {
  readonly from: number;
  /** First half hour after it. */
  readonly to: number;
  /** Place of the band in the tariff; undefined for the rate of all other times. */
  readonly band: number | undefined;
}

const halfHours = 48;

/** The runs of each weekday, Monday first, in a month (1–12). Bands that begin within a half hour count from the next one, as in the accounts. */
export function weekOf(tariff: Pick<Tariff, "bands">, month: number): Run[][] {
  return Array.from({ length: 7 }, (_, day) => dayRuns(tariff, day + 1, month));
}

function dayRuns({ bands }: Pick<Tariff, "bands">, weekday: number, month: number): Run[] {
  const runs: Run[] = [];
  for (let at = 0; at < halfHours; at++) {
    const found = bands.findIndex((band) => holds(band, weekday, month, timeOf(at)));
    const band = found < 0 ? undefined : found;
    const last = runs.at(-1);
    if (last && last.band === band) runs[runs.length - 1] = { ...last, to: at + 1 };
    else runs.push({ from: at, to: at + 1, band });
  }
  return runs;
}

/** hh:mm of a half hour of the day; 24:00 of the last one's end. */
export const timeOf = (halfHour: number): string => `${String(Math.floor(halfHour / 2)).padStart(2, "0")}:${halfHour % 2 === 0 ? "00" : "30"}`;

function holds({ from, to, weekdays, months }: Band, weekday: number, month: number, time: string): boolean {
  if (weekdays && !weekdays.includes(weekday)) return false;
  if (months && !months.includes(month)) return false;
  if (from === to) return true;
  return from < to ? time >= from && time < to : time >= from || time < to;
}
