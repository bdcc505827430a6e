/** What to know before a profile is published. */
import type { Finding, Profile } from "#contract/design";
import { payloadBytesMax } from "#contract/topics";
import type { LightRecord } from "../../registry/inventory.ts";
import { anchorMs, nightOf, partOf } from "../anchor.ts";
import { dateYearWords } from "../dates.ts";
import { addDays, dayMs, formatLocal, localToUtcMs } from "../local-time.ts";
import { always } from "../profile.ts";
import { compileProgramme, nightsCompiled } from "../programme.ts";
import type { Place } from "../sun.ts";
import { floorFindings } from "./class-floor.ts";
import { error, type FindingContext, useOf, warning } from "./context.ts";
import { nightsFindings } from "./nights.ts";
import { extremes, yearFrom } from "./year.ts";

export function profileFindings(id: string, profile: Profile, context: FindingContext): Finding[] {
  const { zone, today } = context;
  const used = useOf(context).lightsOfProfile(id);
  // One that is not used yet is looked at where it could be.
  const places = extremes(used.length > 0 ? used : context.lights);
  return [
    ...floorFindings({ profile, lights: used, field: (step) => `steps.${step}.levelPct` }, context),
    ...nightsFindings(profile, { places, zone, fromDay: yearFrom(today) }),
    ...clockChanges(profile, context),
    ...belowLuminaires(profile, used),
    ...photocell(profile),
    ...places.slice(0, 1).flatMap((place) => tooLong(profile, place, context)),
  ];
}

/** Clock times that a night of the coming year skips or has twice. */
function clockChanges(profile: Profile, { zone, today }: FindingContext): Finding[] {
  const nights = Array.from({ length: 366 }, (_, index) => nightOf(addDays(today, index), { lat: 0, lon: 0 }, zone));
  return nights.flatMap((night) => {
    const longerMs = night.toMs - night.fromMs - dayMs;
    if (longerMs === 0) return [];
    return profile.steps.flatMap(({ at }, step) => {
      const atMs = anchorMs(at, night);
      if (!("time" in at) || atMs === undefined) return [];
      const acts = formatLocal(atMs, zone);
      const on = `in the night of ${dateYearWords(night.day)}, when the clocks change`;
      if (acts !== at.time) return [warning(`steps.${step}.at`, `${at.time} does not come ${on}: the step acts at ${acts}`)];
      const twice = longerMs > 0 && formatLocal(atMs + longerMs, zone) === at.time;
      return twice ? [warning(`steps.${step}.at`, `${at.time} comes twice ${on}: the step acts the first time only`)] : [];
    });
  });
}

function belowLuminaires({ steps }: Profile, lights: readonly LightRecord[]): Finding[] {
  return steps.flatMap(({ levelPct }, step) => {
    const unable = lights.filter(({ minLevelPct }) => levelPct > 0 && levelPct < minLevelPct);
    if (unable.length === 0) return [];
    const leastPct = Math.max(...unable.map(({ minLevelPct }) => minLevelPct));
    const whose = unable.length === 1 ? `the luminaire of ${unable[0]?.id ?? ""}` : `the luminaires of ${unable.length} lights`;
    return [warning(`steps.${step}.levelPct`, `${whose} cannot go below ${leastPct} %: they stay at their own minimum, or set ${leastPct} %`)];
  });
}

function photocell({ steps, photocell: cell }: Profile): Finding[] {
  if (cell === undefined || steps.some(({ at }) => partOf(at) === "evening")) return [];
  return [warning("photocell", "no step brings the light on by the sun, so there is nothing a photocell could bring earlier: add such a step, or remove it")];
}

/** Compiled where nights are longest, with what a node can hold. */
function tooLong(profile: Profile, place: Place, { zone, today }: FindingContext): Finding[] {
  const year = yearFrom(today).slice(0, 4);
  const day = place.lat < 0 ? `${year}-06-14` : `${year}-12-14`;
  const { message, plan } = compileProgramme({ profileOn: always(profile), place, zone, nowMs: localToUtcMs(day, "13:00", zone) });
  const bytes = Buffer.byteLength(JSON.stringify({ ...message, seq: Number.MAX_SAFE_INTEGER }));
  if (bytes > payloadBytesMax) {
    return [
      error(
        "steps",
        `a programme of ${plan.nights.length} nights takes ${bytes} bytes, and a node takes ${payloadBytesMax}: use fewer steps, or levels without decimals`,
      ),
    ];
  }
  if (plan.nights.length >= nightsCompiled) return [];
  return [warning("steps", `with so many steps a node holds ${plan.nights.length} nights ahead, not ${nightsCompiled}`)];
}
