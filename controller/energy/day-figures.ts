/** The figures of a light for a local day, from its half hours: energy, money and carbon, as they were, as scheduled and at full output. */
import { type FittedLight, lampPowerW } from "../decide/lamp.ts";
import type { DayField, DayRates, LevelSteps } from "./accounts.ts";
import { mwhPerKwh, mwhPerWattMs } from "./counter.ts";
import type { LightDay } from "./half-hour.ts";
import { halfHourMs } from "./half-hours.ts";
import { litMs, type Span } from "./lit.ts";

export interface DayContext {
  /** Starts of the day's half hours. */
  readonly startsMs: readonly number[];
  /** Accounted up to here. */
  readonly toMs: number;
  /** When full output would have burned (lit.ts). */
  readonly lit: readonly Span[];
  readonly rates: DayRates | undefined;
  readonly schedule: LevelSteps | undefined;
}

/**
 * What is kept of a light's day (accounts.ts). Pence and grams are NaN without a tariff or a factor in force, scheduled figures without a
 * schedule. Full output and the schedule count only half hours of which something is known: nothing is saved in time nobody knows of.
 */
export function dayFiguresOf(light: FittedLight, day: LightDay, context: DayContext): Record<DayField, number> {
  const full = planned(day, context, fullMwh(light, context.lit));
  const scheduled = context.schedule ? planned(day, context, scheduledMwh(light, context.schedule)) : undefined;
  const metered = amounts(day.meteredMwh, context.rates);
  const ofFull = amounts(full, context.rates);
  const ofSchedule = scheduled ? amounts(scheduled, context.rates) : unknown;
  return {
    meteredKwh: metered.kwh,
    calculatedKwh: total(day.calculatedMwh) / mwhPerKwh,
    scheduledKwh: ofSchedule.kwh,
    fullKwh: ofFull.kwh,
    meteredPence: metered.pence,
    scheduledPence: ofSchedule.pence,
    fullPence: ofFull.pence,
    meteredGrams: metered.grams,
    scheduledGrams: ofSchedule.grams,
    fullGrams: ofFull.grams,
    burningMin: total(day.burningMin),
    estimatedMin: total(day.estimatedMin),
    readings: day.readings,
  };
}

/** Energy that a plan takes in [fromMs, toMs), mWh. Asked in time order. */
type Plan = (fromMs: number, toMs: number) => number;

/** At full output while lit, standing by for the rest. */
function fullMwh(light: FittedLight, lit: readonly Span[]): Plan {
  const [fullW, standbyW] = [lampPowerW(light, 100), lampPowerW(light, 0)];
  return (fromMs, toMs) => {
    const burningMs = litMs(lit, fromMs, toMs);
    return (fullW * burningMs + standbyW * (toMs - fromMs - burningMs)) * mwhPerWattMs;
  };
}

/** At the schedule's levels. What is before its first step has the first step's. */
function scheduledMwh(light: FittedLight, { atMs, levelPct }: LevelSteps): Plan {
  let step = 0;
  return (fromMs, toMs) => {
    let mwh = 0;
    for (let sinceMs = fromMs; sinceMs < toMs; ) {
      while (step + 1 < atMs.length && (atMs[step + 1] ?? 0) <= sinceMs) step++;
      const untilMs = Math.min(toMs, atMs[step + 1] ?? toMs);
      mwh += lampPowerW(light, levelPct[step] ?? 0) * (untilMs - sinceMs) * mwhPerWattMs;
      sinceMs = untilMs;
    }
    return mwh;
  };
}

/** A plan's energy by half hour, mWh: of those that are accounted and of which something is known. */
function planned(day: LightDay, { startsMs, toMs }: DayContext, plan: Plan): Float64Array {
  return Float64Array.from(startsMs, (startMs, index) => {
    const endMs = Math.min(startMs + halfHourMs, toMs);
    return endMs > startMs && isKnown(day, index, (endMs - startMs) / 60_000) ? plan(startMs, endMs) : 0;
  });
}

/** Wholly estimated and nothing used, not even standby, is time before the first report of the light. */
const isKnown = ({ estimatedMin, calculatedMwh, meteredMwh }: LightDay, index: number, minutes: number): boolean =>
  (estimatedMin[index] ?? 0) < minutes || (calculatedMwh[index] ?? 0) > 0 || (meteredMwh[index] ?? 0) > 0;

interface Amounts {
  readonly kwh: number;
  readonly pence: number;
  readonly grams: number;
}

const unknown: Amounts = { kwh: Number.NaN, pence: Number.NaN, grams: Number.NaN };

const amounts = (mwh: Float64Array, rates: DayRates | undefined): Amounts => ({
  kwh: total(mwh) / mwhPerKwh,
  pence: rates ? times(mwh, rates.pencePerKwh) : Number.NaN,
  grams: rates ? times(mwh, rates.gramsPerKwh) : Number.NaN,
});

const times = (mwh: Float64Array, perKwh: Float64Array): number => mwh.reduce((sum, each, index) => sum + each * (perKwh[index] ?? Number.NaN), 0) / mwhPerKwh;

const total = (column: Float64Array): number => column.reduce((sum, each) => sum + each, 0);
