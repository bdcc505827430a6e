/** Rates as bytes: a day keeps those it was costed with, and whether they are still the same is whether their bytes are. */
import type { DayRates } from "./accounts.ts";
import type { DayRow } from "./accounts-file.ts";

export function ratesBytes({ pencePerKwh, gramsPerKwh, standingPence }: DayRates): Uint8Array {
  // One NaN like another: their bits may differ.
  const numbers = Float64Array.from([standingPence, ...pencePerKwh, ...gramsPerKwh], (each) => (Number.isNaN(each) ? Number.NaN : each));
  return new Uint8Array(numbers.buffer);
}

export function ratesFrom(bytes: Uint8Array): DayRates {
  const numbers = new Float64Array(bytes.slice().buffer);
  const halfHours = (numbers.length - 1) / 2;
  return { standingPence: numbers[0] ?? 0, pencePerKwh: numbers.slice(1, 1 + halfHours), gramsPerKwh: numbers.slice(1 + halfHours) };
}

/**
 * Days, the latest first, that were costed with other rates than those told, or whose schedule was told anew. `ratesOf`: rates told, by day, as
 * bytes; of other days nothing is known.
 */
export function daysToCost(rows: readonly Pick<DayRow, "day" | "rates" | "isStale">[], ratesOf: ReadonlyMap<string, Uint8Array>): string[] {
  const differs = (day: string, rates: Uint8Array | undefined): boolean => ratesOf.has(day) && !sameBytes(ratesOf.get(day), rates);
  return rows
    .filter(({ day, rates, isStale }) => isStale || differs(day, rates))
    .map(({ day }) => day)
    .reverse();
}

const sameBytes = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.length === b.length && a.every((byte, at) => byte === b[at]));
