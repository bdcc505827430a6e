/** From sums of the accounts to what people read: energy, money, carbon, and what was saved against a baseline. */
import type { EnergyAmount, EnergyFigures } from "#contract/energy";
import type { BaselineSums } from "./baseline.ts";
import { deviationAt, scheduledAt, scheduledShare } from "./schedule.ts";
import type { Sums } from "./sums.ts";

export interface FigureParts {
  readonly sums: Sums;
  readonly baseline: BaselineSums | undefined;
}

/** Figures of a member, or of the scope for the number `sums.count`; `lights` are those in the inventory. */
export function figuresOf({ sums, baseline }: FigureParts, member: number, lights: number): EnergyFigures {
  const at = (field: Parameters<Sums["column"]>[0]): number => sums.column(field)[member] ?? 0;
  const [metered, calculatedKwh] = [at("meteredKwh"), at("calculatedKwh")];
  const isKnown = (field: "meteredPence" | "meteredGrams"): boolean => (sums.known(field)[member] ?? 0) > 0;
  const [priced, weighed] = [isKnown("meteredPence"), isKnown("meteredGrams")];
  const amount = (kwh: number, pence: number, grams: number) => amountOf(kwh, priced ? pence : Number.NaN, weighed ? grams : Number.NaN);
  const used = amount(metered, at("meteredPence"), at("meteredGrams"));
  const of = (column: Float64Array): number => column[member] ?? Number.NaN;
  const against = baseline && amount(of(baseline.kwh), of(baseline.pence), of(baseline.grams));
  return {
    lights: at("lightsSeen"),
    lightsWithoutReadings: Math.max(0, lights - at("lightsSeen")),
    metered: used,
    calculatedKwh: thousandths(calculatedKwh),
    ...scheduledFigures(sums, member),
    ...(calculatedKwh > 0 && { differencePct: hundredths(100 * (metered / calculatedKwh - 1)) }),
    burningHours: hundredths(share(at("burningMin") / 60, at("lights"))),
    estimatedPct: hundredths(100 * share(at("estimatedMin"), at("lightDays") * dayMin)),
    ...(against && against.kwh > 0 && { baseline: against, saved: { ...savedOf(against, used), pct: hundredths(100 * (1 - metered / against.kwh)) } }),
  };
}

function scheduledFigures(sums: Sums, member: number): Pick<EnergyFigures, "scheduledKwh" | "scheduledKnownPct" | "deviationPct"> {
  const kwh = scheduledAt(sums, "scheduledKwh", member);
  if (Number.isNaN(kwh)) return {};
  const share = scheduledShare(sums, member);
  const deviation = deviationAt(sums, member);
  return {
    scheduledKwh: thousandths(kwh),
    ...(share < 1 && { scheduledKnownPct: hundredths(100 * share) }),
    ...(!Number.isNaN(deviation) && { deviationPct: hundredths(100 * deviation) }),
  };
}

/** Money and carbon that are not known are absent, not nothing. */
function amountOf(kwh: number, pence: number, grams: number): EnergyAmount {
  return {
    kwh: thousandths(kwh),
    ...(!Number.isNaN(pence) && { costGbp: thousandths(pence / 100) }),
    ...(!Number.isNaN(grams) && { co2Kg: thousandths(grams / 1_000) }),
  };
}

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
