/** Plans of one lighting day, made once for each distinct profile and place, whoever asks. */
import type { ProfileConfig } from "#config/schema";
import { type Dark, darkTimes } from "../decide/darkness.ts";
import { lightingDayBounds } from "../decide/local-time.ts";
import { type NightPlan, type NightProfile, planNights } from "../decide/profile.ts";
import type { Place } from "../decide/sun.ts";

export class Night {
  readonly day: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly #zone: string;
  readonly #plans = new Map<ProfileConfig, Map<Place, NightPlan>>();
  readonly #dark = new Map<Place, { readonly times: Dark | undefined }>();

  constructor(day: string, zone: string) {
    const { fromMs, toMs } = lightingDayBounds(day, zone);
    this.day = day;
    this.fromMs = fromMs;
    this.toMs = toMs;
    this.#zone = zone;
  }

  plan(chosen: NightProfile, place: Place): NightPlan {
    const byPlace = this.#plans.get(chosen.profile) ?? new Map<Place, NightPlan>();
    this.#plans.set(chosen.profile, byPlace);
    const known = byPlace.get(place) ?? planNights(() => chosen, place, this.#zone, { fromDay: this.day, nights: 1 });
    byPlace.set(place, known);
    return known;
  }

  /** When it is dark at a place; undefined when it never is. */
  dark(place: Place): Dark | undefined {
    const known = this.#dark.get(place) ?? { times: darkTimes(place, this.#zone, { fromDay: this.day, nights: 1 })[0] };
    this.#dark.set(place, known);
    return known.times;
  }
}
