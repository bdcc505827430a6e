/** What a saving is stated against: four ways to say what would have been used, each with its method in words. */
import type { EnergySummaryQuery } from "#contract/energy";
import type { Accounts } from "../../energy/accounts.ts";
import type { DesignsBefore } from "./designs-before.ts";
import type { Division } from "./division.ts";
import { type NightHours, words } from "./night-hours.ts";
import { scheduledAt, scheduledShare } from "./schedule.ts";
import type { Period, Sums } from "./sums.ts";

/** By member, the total last; NaN where nothing is known. */
export interface BaselineSums {
  readonly kwh: Float64Array;
  readonly pence: Float64Array;
  readonly grams: Float64Array;
  readonly method: string;
}

export interface BaselineParts {
  readonly accounts: Accounts;
  readonly division: Division;
  /** Sums of the period. */
  readonly sums: Sums;
  /** The same number of days just before, and what was used in them; asked only when it is the baseline. */
  readonly before: Period;
  readonly sumsBefore: () => Promise<Sums>;
  /** Hours between sunset and sunrise of the period, up to where it is accounted, and of the days before. */
  readonly hours: NightHours;
  readonly hoursBefore: NightHours;
  readonly designsBefore: () => Promise<DesignsBefore>;
}

const counted = "Only lights and days with readings count, and of them only the half hours of which something is known.";

/** The baseline that was asked for. */
export async function baselineOf({ baseline }: Pick<EnergySummaryQuery, "baseline">, parts: BaselineParts): Promise<BaselineSums> {
  switch (baseline) {
    case "full-output":
      return {
        kwh: parts.sums.column("fullKwh"),
        pence: parts.sums.column("fullPence"),
        grams: parts.sums.column("fullGrams"),
        method: `Saved is the baseline less metered energy. The baseline is 100 % from sunset to sunrise and standby by day, by each light's level-to-power curve. ${counted}`,
      };
    case "schedule":
      return {
        kwh: scheduled(parts.sums, "scheduledKwh"),
        pence: scheduled(parts.sums, "scheduledPence"),
        grams: scheduled(parts.sums, "scheduledGrams"),
        method: `Saved is the baseline less metered energy. The baseline is what the calendars in force on each day gave, without demand and overrides, by each light's level-to-power curve. ${counted} ${unplanned(parts.sums)}`,
      };
    case "period-before":
      return periodBefore(parts);
    case "designs-before":
      return atMeanRates(parts.sums, await parts.designsBefore());
  }
}

const scheduled = (sums: Sums, field: Parameters<typeof scheduledAt>[1]): Float64Array =>
  Float64Array.from({ length: sums.count + 1 }, (_, member) => scheduledAt(sums, field, member));

function unplanned(sums: Sums): string {
  const share = scheduledShare(sums, sums.count);
  if (share === 1) return "A schedule is known of all of them.";
  return `A schedule is known of ${words(100 * share)} % of the days of lights; the others are counted like them, and nothing is stated where it is less than half.`;
}

/** kWh before × (night hours now ÷ then) × (lights now ÷ then): lights as a mean of the days, so that silent ones save nothing. */
async function periodBefore({ sums, sumsBefore, before, hours, hoursBefore }: BaselineParts): Promise<BaselineSums> {
  const then = await sumsBefore();
  const [lightsNow, lightsThen] = [sums.column("lightDays"), then.column("lightDays")];
  const nights = hours.hours / hoursBefore.hours;
  const kwh = then.column("meteredKwh").map((used, member) => {
    const perDayNow = (lightsNow[member] ?? 0) / hours.days;
    const perDayThen = (lightsThen[member] ?? 0) / hoursBefore.days;
    return perDayThen > 0 ? (used * nights * perDayNow) / perDayThen : Number.NaN;
  });
  const method =
    `Saved is the baseline less metered energy. The baseline is the metered energy of ${before.from} to ${before.to}, times the hours between sunset and sunrise of this period over ` +
    `those of that one (${words(hours.hours)} ÷ ${words(hoursBefore.hours)} h), and times the lights with readings on a mean day of this period over those of that one ` +
    `(in all ${words((lightsNow.at(-1) ?? 0) / hours.days)} ÷ ${words((lightsThen.at(-1) ?? 0) / hoursBefore.days)}). Money and carbon are at this period's mean rate by kilowatt-hour.`;
  return atMeanRates(sums, { kwh, method });
}

/** Money and carbon of energy whose half hours are not known: at what the same lights' metered energy cost and emitted on average. */
function atMeanRates(sums: Sums, { kwh, method }: Pick<BaselineSums, "kwh" | "method">): BaselineSums {
  const metered = sums.column("meteredKwh");
  const at = (total: Float64Array): Float64Array => kwh.map((energy, member) => ((total[member] ?? 0) / (metered[member] ?? 0)) * energy);
  return { kwh, pence: at(sums.column("meteredPence")), grams: at(sums.column("meteredGrams")), method };
}
