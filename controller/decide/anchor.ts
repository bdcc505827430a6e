/** When a step of a profile happens on one lighting day, and how to say it. */
import type { StepAnchor } from "#contract/design";
import { addDays, lightingDayBounds, localToUtcMs } from "./local-time.ts";
import { altitudeForLux } from "./lux.ts";
import { altitudeCrossing, altitudes, type Place } from "./sun.ts";

/** A lighting day at a place: noon to noon, local time. */
export interface Night {
  readonly day: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly place: Place;
  readonly zone: string;
}

export function nightOf(day: string, place: Place, zone: string): Night {
  return { day, ...lightingDayBounds(day, zone), place, zone };
}

/** Which half of the night an anchor belongs to; clock times belong to neither. */
export type Part = "evening" | "morning" | "clock";

export function partOf(anchor: StepAnchor): Part {
  if ("time" in anchor) return "clock";
  if ("lux" in anchor) return anchor.edge === "falling" ? "evening" : "morning";
  return anchor.sun === "sunset" || anchor.sun === "civil-dusk" ? "evening" : "morning";
}

/**
 * The instant of an anchor on a lighting day, to the whole second (a programme's grid), or undefined when it does not come.
 *
 * Events of the sun that a night does not have (Unst has no civil dusk from 13 to 27 June):
 * - the night never gets that dark: an evening event is when daylight falls to 35 lx instead; when even that is missing, the light
 *   is not needed. A morning event is when it rises to 18 lx instead, or else sunrise, so that what came on goes off;
 * - it is that dark already at noon (polar night): an evening event is the start of the lighting day;
 * - it never gets that light again: a morning event does not come, and the light stays as it is until noon.
 */
export function anchorMs(anchor: StepAnchor, night: Night): number | undefined {
  if ("time" in anchor) return localToUtcMs(anchor.time < "12:00" ? addDays(night.day, 1) : night.day, anchor.time, night.zone);
  const eventMs = partOf(anchor) === "evening" ? eveningMs(anchor, night) : morningMs(anchor, night);
  if (eventMs === undefined) return undefined;
  const offsetMs = "sun" in anchor ? anchor.offsetMin * 60_000 : 0;
  return Math.max(night.fromMs, Math.min(night.toMs, wholeSecond(eventMs + offsetMs)));
}

/** What stands in for an event of the sun on a lighting day that does not have it, in words; undefined when it comes. */
export function insteadOf(anchor: SkyAnchor, night: Night): string | undefined {
  const { state, falling, rising } = altitudeCrossing(altitudeOf(anchor), night.place, night.fromMs);
  if (partOf(anchor) === "evening") {
    if (state === "always-above") return eveningMs(anchor, night) === undefined ? "the light stays off" : "the 35 lx crossing is used instead";
    return falling === undefined ? "it is that dark at noon already, and noon is used instead" : undefined;
  }
  if (state !== "always-above") return rising === undefined ? "the light stays as it is until noon" : undefined;
  if (altitudeCrossing(altitudeForLux(18), night.place, night.fromMs).state !== "always-above") return "the 18 lx crossing is used instead";
  return morningMs(anchor, night) === undefined ? "nothing is switched" : "sunrise is used instead";
}

/** "at 22:00", "20 min after sunset", "when daylight falls to 35 lx". */
export function anchorWords(anchor: StepAnchor): string {
  if ("time" in anchor) return `at ${anchor.time}`;
  if ("lux" in anchor) return anchor.edge === "falling" ? `when daylight falls to ${anchor.lux} lx` : `when daylight rises to ${anchor.lux} lx`;
  const event = anchor.sun.replace("-", " ");
  if (anchor.offsetMin === 0) return `at ${event}`;
  return `${Math.abs(anchor.offsetMin)} min ${anchor.offsetMin < 0 ? "before" : "after"} ${event}`;
}

export type SkyAnchor = Exclude<StepAnchor, { time: string }>;

const altitudeOf = (anchor: SkyAnchor): number => {
  if ("lux" in anchor) return altitudeForLux(anchor.lux);
  return anchor.sun === "sunset" || anchor.sun === "sunrise" ? altitudes.sunset : altitudes.civil;
};

function eveningMs(anchor: SkyAnchor, night: Night): number | undefined {
  for (const altitude of [altitudeOf(anchor), altitudeForLux(35)]) {
    const { state, falling } = altitudeCrossing(altitude, night.place, night.fromMs);
    if (state !== "always-above") return falling ?? night.fromMs;
  }
  return undefined;
}

function morningMs(anchor: SkyAnchor, night: Night): number | undefined {
  for (const altitude of [altitudeOf(anchor), altitudeForLux(18), altitudes.sunset]) {
    const { state, rising } = altitudeCrossing(altitude, night.place, night.fromMs);
    if (state !== "always-above") return rising;
  }
  return undefined;
}

const wholeSecond = (utcMs: number): number => Math.round(utcMs / 1_000) * 1_000;
