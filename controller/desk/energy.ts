/** The energy of one lighting day, with the dusk and dawn it is compared against. */
import type { NightEnergy } from "#contract/api";
import type { Controller } from "../controller.ts";
import { lightingDayBounds } from "../decide/local-time.ts";
import { litNight } from "../energy/lit.ts";
import { nightEnergy } from "../energy/night.ts";
import { agedLights } from "../fleet/aged-lights.ts";
import { placeOf } from "./estate.ts";

/** `day`: yyyy-mm-dd, the day the night starts on. Rejects with STORE_OFFLINE when telemetry is away. */
export async function nightEnergyOf({ situation, parts }: Controller, day: string): Promise<NightEnergy> {
  const zone = parts.config.timeZone;
  const period = lightingDayBounds(day, zone);
  const lit = litNight(day, zone, placeOf(situation.geometry));
  const figures = await nightEnergy({ store: parts.store, lights: agedLights(situation), period, nowMs: parts.clock.now(), lit });
  return { day, from: new Date(period.fromMs).toISOString(), to: new Date(period.toMs).toISOString(), ...figures };
}
