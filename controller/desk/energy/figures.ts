/** From sums of the accounts to what people read: energy, money, carbon, and what was saved against a baseline. */
import type { EnergyAmount, EnergyFigures } from "#contract/energy";
import type { BaselineSums } from "./baseline.ts";
import type { Sums } from "./sums.ts";

export interface FigureParts {
  readonly sums: Sums;
  readonly baseline: BaselineSums | undefined;
}

/** Figures of a member, or of the scope for the number `sums.count`; `lights` are those in the inventory. */
export function figuresOf({ sums, baseline }: FigureParts, member: number, lights: number): EnergyFigures {
  const at = (field: Parameters<Sums["column"]>[0]): number => sums.column(field)[member] ?? 0;
  const [metered, calculatedKwh, scheduledKwh] = [at("meteredKwh"), at("calculatedKwh"), at("scheduledKwh")];
  const used = amountOf({ kwh: metered, pence: at("meteredPence"), grams: at("meteredGrams") }, sums);
  const against = baseline && amountOf({ kwh: baseline.kwh[member] ?? Number.NaN, pence: baseline.pence[member], grams: baseline.grams[member] }, sums);
  return {
    lights: at("lightsSeen"),
    lightsWithoutReadings: Math.max(0, lights - at("lightsSeen")),
    metered: used,
    calculatedKwh: thousandths(calculatedKwh),
    ...(scheduledKwh > 0 && { scheduledKwh: thousandths(scheduledKwh), deviationPct: hundredths(100 * (metered / scheduledKwh - 1)) }),
    ...(calculatedKwh > 0 && { differencePct: hundredths(100 * (metered / calculatedKwh - 1)) }),
    burningHours: hundredths(share(at("burningMin") / 60, at("lights"))),
    estimatedPct: hundredths(100 * share(at("estimatedMin"), at("lightDays") * dayMin)),
    ...(against && against.kwh > 0 && { baseline: against, saved: { ...savedOf(against, used), pct: hundredths(100 * (1 - metered / against.kwh)) } }),
  };
}

/** metered ÷ scheduled − 1; −∞ for those without a schedule, so that they come last. */
export function deviations(sums: Sums): Float64Array {
  const scheduled = sums.column("scheduledKwh");
  return sums.column("meteredKwh").map((metered, member) => {
    const expected = scheduled[member] ?? Number.NaN;
    return expected > 0 ? metered / expected - 1 : Number.NEGATIVE_INFINITY;
  });
}

interface RawAmount {
  readonly kwh: number;
  readonly pence: number | undefined;
  readonly grams: number | undefined;
}

/** Money is unknown, not nothing, where no day has a tariff; carbon likewise. */
function amountOf({ kwh, pence, grams }: RawAmount, sums: Sums): EnergyAmount {
  const costGbp = pence !== undefined && isKnown(pence, sums.daysWithoutTariff) ? thousandths(pence / 100) : undefined;
  const co2Kg = grams !== undefined && isKnown(grams, sums.daysWithoutCarbon) ? thousandths(grams / 1_000) : undefined;
  return { kwh: thousandths(kwh), ...(costGbp !== undefined && { costGbp }), ...(co2Kg !== undefined && { co2Kg }) };
}

/** The accounts leave days without a rate out of a sum; one that nothing was left of is 0. */
const isKnown = (sum: number, daysWithout: number): boolean => !Number.isNaN(sum) && (sum !== 0 || daysWithout === 0);

function savedOf(against: EnergyAmount, used: EnergyAmount): EnergyAmount {
  const costGbp = against.costGbp === undefined || used.costGbp === undefined ? undefined : thousandths(against.costGbp - used.costGbp);
  const co2Kg = against.co2Kg === undefined || used.co2Kg === undefined ? undefined : thousandths(against.co2Kg - used.co2Kg);
  return { kwh: thousandths(against.kwh - used.kwh), ...(costGbp !== undefined && { costGbp }), ...(co2Kg !== undefined && { co2Kg }) };
}

const dayMin = 24 * 60;
const share = (sum: number, of: number): number => (of > 0 ? sum / of : 0);

/** More than a meter measures; 0 is never −0. */
export const thousandths = (value: number): number => Math.round(value * 1_000) / 1_000 + 0;
export const hundredths = (value: number): number => Math.round(value * 100) / 100 + 0;
