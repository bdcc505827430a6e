/** What a kilowatt-hour costs and emits in each half hour of a local day, by the tariffs and factors with their dates in force. */
import type { Carbon, Tariffs } from "#contract/design";
import { weekdayOf } from "../decide/dates.ts";
import { formatLocal } from "../decide/local-time.ts";
import type { DayRates } from "./accounts.ts";
import { halfHourMs, halfHoursOf } from "./half-hours.ts";

type Tariff = Tariffs["tariffs"][number];
type Band = Tariff["bands"][number];
type Factor = Carbon["factors"][number];

/**
 * Rates of a local day (yyyy-mm-dd), 46, 48 or 50 of them; NaN where no tariff, or no factor, is in force. A half hour has the rate of
 * its start, by local wall time: of the hour that the clocks repeat both have it, and the hour they skip has none.
 */
export function ratesOfDay(day: string, zone: string, { tariffs }: Tariffs, { factors }: Carbon): DayRates {
  const startsMs = halfHoursOf(day, zone);
  const tariff = inForce(tariffs, day);
  const factor = inForce(factors, day);
  return {
    pencePerKwh: Float64Array.from(startsMs, (startMs) => (tariff ? penceAt(tariff, day, formatLocal(startMs, zone)) : Number.NaN)),
    gramsPerKwh: Float64Array.from(startsMs, (startMs) => (factor ? gramsAt(factor, startMs) : Number.NaN)),
    standingPence: tariff?.standingPencePerDay ?? 0,
  };
}

/** The one that began last; of the same day the later in the list. */
const inForce = <T extends { readonly from: string }>(dated: readonly T[], day: string): T | undefined =>
  dated.reduce<T | undefined>((found, each) => (each.from <= day && (found === undefined || each.from >= found.from) ? each : found), undefined);

const penceAt = ({ bands, pencePerKwh }: Tariff, day: string, time: string): number => bands.find((band) => isIn(band, day, time))?.pencePerKwh ?? pencePerKwh;

function isIn({ from, to, weekdays, months }: Band, day: string, time: string): boolean {
  if (weekdays && !weekdays.includes(weekdayOf(day))) return false;
  if (months && !months.includes(Number(day.slice(5, 7)))) return false;
  if (from === to) return true;
  return from < to ? time >= from && time < to : time >= from || time < to;
}

/** Known half hours count from 00:00 UTC, while the local day may begin before it: there, and past the last one, the one factor holds. */
const gramsAt = ({ from, gramsPerKwh, halfHourGrams }: Factor, startMs: number): number =>
  halfHourGrams?.[Math.floor((startMs - Date.parse(`${from}T00:00:00Z`)) / halfHourMs)] ?? gramsPerKwh;
