/** When lights at full output would burn: dusk to dawn. What a saving is stated against. */
import { addDays, lightingDayBounds, localToUtcMs } from "../decide/local-time.ts";
import { altitudeCrossing, altitudes, type Place } from "../decide/sun.ts";

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Sunset to sunrise of a lighting day (noon to noon, yyyy-mm-dd); without either, until the noon; empty where the sun does not set. */
export function litNight(day: string, zone: string, place: Place): Span {
  const { fromMs, toMs } = lightingDayBounds(day, zone);
  const { falling, rising, state } = altitudeCrossing(altitudes.sunset, place, fromMs);
  return state === "always-above" ? { fromMs, toMs: fromMs } : { fromMs: falling ?? fromMs, toMs: rising ?? toMs };
}

/** The lit stretches of a local day, midnight to midnight: what is left of the night before, and its own. Ascending, none empty. */
export function litOf(day: string, zone: string, place: Place): Span[] {
  const midnight = { fromMs: localToUtcMs(day, "00:00", zone), toMs: localToUtcMs(addDays(day, 1), "00:00", zone) };
  return [addDays(day, -1), day]
    .map((each) => litNight(each, zone, place))
    .map(({ fromMs, toMs }) => ({ fromMs: Math.max(fromMs, midnight.fromMs), toMs: Math.min(toMs, midnight.toMs) }))
    .filter(({ fromMs, toMs }) => toMs > fromMs);
}

/** How much of [fromMs, toMs) is lit, ms. */
export const litMs = (lit: readonly Span[], fromMs: number, toMs: number): number =>
  lit.reduce((sum, stretch) => sum + Math.max(0, Math.min(toMs, stretch.toMs) - Math.max(fromMs, stretch.fromMs)), 0);
