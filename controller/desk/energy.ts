/** The energy of one lighting day, with the dusk and dawn it is compared against. */
import type { NightEnergy } from "#contract/api";
import type { Controller } from "../controller.ts";
import type { FittedLight } from "../decide/lamp.ts";
import { lightingDayBounds } from "../decide/local-time.ts";
import { altitudeCrossing, altitudes } from "../decide/sun.ts";
import { nightEnergy } from "../energy/night.ts";
import type { Situation } from "../situation.ts";
import { placeOf } from "./estate.ts";

/** `day`: yyyy-mm-dd, the day the night starts on. Rejects with STORE_OFFLINE when telemetry is away. */
export async function nightEnergyOf({ situation, parts }: Controller, day: string): Promise<NightEnergy> {
  const period = lightingDayBounds(day, parts.config.timeZone);
  const { falling, rising, state } = altitudeCrossing(altitudes.sunset, placeOf(situation.geometry), period.fromMs);
  const lit = state === "always-above" ? { fromMs: period.fromMs, toMs: period.fromMs } : { fromMs: falling ?? period.fromMs, toMs: rising ?? period.toMs };
  const figures = await nightEnergy({ store: parts.store, lights: agedLights(situation), period, nowMs: parts.clock.now(), lit });
  return { day, from: new Date(period.fromMs).toISOString(), to: new Date(period.toMs).toISOString(), ...figures };
}

/** With their burning hours, where power depends on them and the node has told them. */
const agedLights = ({ geometry, fleet }: Situation): FittedLight[] =>
  geometry.lights.map((light, row) => {
    const burningHours = fleet.burningHours[row] ?? Number.NaN;
    return light.lightLoss === undefined || Number.isNaN(burningHours) ? light : { ...light, burningHours };
  });
