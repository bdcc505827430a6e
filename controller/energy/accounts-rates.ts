/** Rates as bytes: a day keeps those it was costed with, and whether they are still the same is whether their bytes are. */
import type { DayRates } from "./accounts.ts";

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

export const sameBytes = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.length === b.length && a.every((byte, at) => byte === b[at]));
