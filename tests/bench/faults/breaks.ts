/** Connections that break, beside the faults of lights: for hours, so that a log arrives late, or for seconds, which is no fault. */
import { type Random, randomBetween, randomInt } from "#contract/random";
import type { LightRecord } from "#controller/registry/inventory";
import { dayMs } from "./town.ts";

/** In the form of the simulator's truth. */
export interface Break {
  readonly light: string;
  readonly node: string;
  readonly fault: "outage";
  readonly fromMs: number;
  readonly toMs: number;
  readonly cause: undefined;
}

export interface Breaks {
  /** True communication failures. */
  readonly outages: readonly Break[];
  readonly drops: readonly Break[];
}

/** One node in two hundred is cut off in a night, for one to eight hours. */
const outages = { perNight: 1 / 200, fromMs: 3_600_000, toMs: 8 * 3_600_000 };
/** One in fifty reconnects, as when a cell hands it over. */
const drops = { perNight: 1 / 50, fromMs: 2_000, toMs: 90_000 };

export function breaksOf(lights: readonly LightRecord[], random: Random, period: { readonly fromMs: number; readonly nights: number }): Breaks {
  const some = ({ perNight, fromMs, toMs }: typeof outages, own: Random): Break[] =>
    Array.from({ length: Math.round(lights.length * period.nights * perNight) }, () => {
      const light = lights[randomInt(own, lights.length)];
      const beginsMs = Math.round(period.fromMs + own.next() * period.nights * dayMs);
      const endsMs = beginsMs + Math.round(randomBetween(own, fromMs, toMs));
      return { light: light?.id ?? "", node: light?.node ?? "", fault: "outage", fromMs: beginsMs, toMs: endsMs, cause: undefined };
    });
  return { outages: some(outages, random.fork("outages")), drops: some(drops, random.fork("drops")) };
}
