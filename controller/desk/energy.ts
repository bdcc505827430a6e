/** The energy of one lighting day, with the dusk and dawn it is compared against. */
import type { NightEnergy } from "#contract/api";
import type { Controller } from "../controller.ts";
import { lightingDayBounds } from "../decide/local-time.ts";
import { altitudeCrossing, altitudes } from "../decide/sun.ts";
import { nightEnergy } from "../energy/night.ts";
import { placeOf } from "./estate.ts";

/** `day`: yyyy-mm-dd, the day the night starts on. Rejects with STORE_OFFLINE when telemetry is away. */
export async function nightEnergyOf({ situation, parts }: Controller, day: string): Promise<NightEnergy> {
  const period = lightingDayBounds(day, parts.config.timeZone);
  const { falling, rising, state } = altitudeCrossing(altitudes.sunset, placeOf(situation.geometry), period.fromMs);
  const lit = state === "always-above" ? { fromMs: period.fromMs, toMs: period.fromMs } : { fromMs: falling ?? period.fromMs, toMs: rising ?? period.toMs };
  const figures = await nightEnergy({ store: parts.store, lights: situation.geometry.lights, period, nowMs: parts.clock.now(), lit });
  return { day, from: new Date(period.fromMs).toISOString(), to: new Date(period.toMs).toISOString(), ...figures };
}
