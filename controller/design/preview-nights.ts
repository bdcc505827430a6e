/** Nights worth looking at before publishing, and the steps of one. */

import type { NightName, PreviewNight } from "#contract/design-api";
import { iso } from "#contract/units";
import { addDays, dayMs, lightingDayBounds } from "../decide/local-time.ts";
import { type ProfileOn, planNights } from "../decide/profile.ts";
import { altitudeCrossing, altitudes, type Place } from "../decide/sun.ts";

export interface NamedNight {
  readonly name?: NightName;
  readonly day: string;
}

export interface NightsAt {
  readonly place: Place;
  readonly zone: string;
  /** The lighting day that runs now. */
  readonly today: string;
}

/** The lighting days that names mean within the coming year; a zone that never changes its clocks has none of those nights. */
export function namedNights(names: readonly NightName[], at: NightsAt): NamedNight[] {
  return names.flatMap((name) => {
    const day = dayOf(name, at);
    return day === undefined ? [] : [{ name, day }];
  });
}

export function previewNight({ name, day }: NamedNight, profileOn: ProfileOn, { place, zone }: Pick<NightsAt, "place" | "zone">): PreviewNight {
  const plan = planNights(profileOn, place, zone, { fromDay: day, nights: 1 });
  const { profile, rule } = profileOn(day).source;
  const { falling: sunset, rising: sunrise } = altitudeCrossing(altitudes.sunset, place, plan.startsAtMs);
  return {
    ...(name === undefined ? {} : { name }),
    day,
    from: iso(plan.startsAtMs),
    to: iso(plan.endsAtMs),
    profile,
    ...(rule === undefined ? {} : { rule }),
    ...(sunset === undefined ? {} : { sunset: iso(sunset) }),
    ...(sunrise === undefined ? {} : { sunrise: iso(sunrise) }),
    steps: plan.steps.map(({ atMs, levelPct, fadeMs, text }) => ({ at: iso(atMs), levelPct, fadeMs, text })),
  };
}

function dayOf(name: NightName, { place, zone, today }: NightsAt): string | undefined {
  switch (name) {
    case "tonight":
      return today;
    case "shortest":
      return next(place.lat >= 0 ? "06-21" : "12-21", today);
    case "longest":
      return next(place.lat >= 0 ? "12-21" : "06-21", today);
    case "clocks-forward":
      return dayOfLength((lengthMs) => lengthMs < dayMs, today, zone);
    case "clocks-back":
      return dayOfLength((lengthMs) => lengthMs > dayMs, today, zone);
  }
}

/** A solstice, to the day: nights beside it differ by seconds. */
function next(monthDay: string, today: string): string {
  const year = Number(today.slice(0, 4));
  const thisYear = `${year}-${monthDay}`;
  return thisYear >= today ? thisYear : `${year + 1}-${monthDay}`;
}

function dayOfLength(holds: (lengthMs: number) => boolean, today: string, zone: string): string | undefined {
  for (let index = 0; index < 366; index++) {
    const day = addDays(today, index);
    const { fromMs, toMs } = lightingDayBounds(day, zone);
    if (holds(toMs - fromMs)) return day;
  }
  return undefined;
}
