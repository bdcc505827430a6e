/** A profile on every night of a year at a place, and how to say which nights something is about. */
import type { ProfileConfig } from "#config/schema";
import type { LightRecord } from "../../registry/inventory.ts";
import { type Night, nightOf } from "../anchor.ts";
import { dayNumber, listWords, spanWords } from "../dates.ts";
import { addDays } from "../local-time.ts";
import { type NightSteps, nightSteps } from "../profile.ts";
import type { Place } from "../sun.ts";
import { type StepOfNight, stepsOfNight } from "./doing.ts";

export interface NamedPlace extends Place {
  /** Its area; empty when it stands for all the lights. */
  readonly name: string;
}

export interface NightOfYear {
  readonly day: string;
  readonly night: Night;
  /** The profile cannot light it: see NightSteps.dark. */
  readonly dark: NightSteps["dark"];
  /** In the order of the profile's list. */
  readonly steps: readonly StepOfNight[];
}

export interface Year {
  readonly place: NamedPlace;
  readonly nights: readonly NightOfYear[];
}

/** Days that are the same length or nearly so have the same events; places this near, degrees of latitude, need not both be looked at. */
const nearDeg = 0.5;

/** The ends of where lights stand, by how far from the equator: what comes on any night in between comes at one of them. */
export function extremes(lights: readonly LightRecord[]): NamedPlace[] {
  let [far, near] = [lights[0], lights[0]];
  for (const light of lights) {
    if (Math.abs(light.lat) > Math.abs(far?.lat ?? 0)) far = light;
    if (Math.abs(light.lat) < Math.abs(near?.lat ?? 0)) near = light;
  }
  if (far === undefined || near === undefined) return [];
  const apart = Math.abs(Math.abs(far.lat) - Math.abs(near.lat)) > nearDeg;
  const onePlace = !apart && lights.some(({ area }) => area !== far.area);
  return (apart ? [far, near] : [far]).map(({ lat, lon, area }) => ({ lat, lon, name: onePlace ? "" : area }));
}

/** " at Unst"; nothing for a place that stands for all. */
export const atPlace = ({ name }: NamedPlace): string => (name === "" ? "" : ` at ${name}`);

/** First day of the calendar year that has most of the coming twelve months: whole, so that no season is cut at today. */
export const yearFrom = (today: string): string => `${addDays(today, 182).slice(0, 4)}-01-01`;

/** The year's days, 365 or 366. */
export const daysOfYear = (fromDay: string): number => dayNumber(`${Number(fromDay.slice(0, 4)) + 1}-01-01`) - dayNumber(fromDay);

export function nightsOfYear(profile: ProfileConfig, { place, zone, fromDay }: { place: Place; zone: string; fromDay: string }): NightOfYear[] {
  return Array.from({ length: daysOfYear(fromDay) }, (_, index) => {
    const day = addDays(fromDay, index);
    const night = nightOf(day, place, zone);
    const laid = nightSteps(profile, night);
    return { day, night, dark: laid.dark, steps: stepsOfNight(laid, profile.steps.length) };
  });
}

/** Spans named in one sentence. */
const spansMax = 3;

/** "from 13 to 27 June", "on 3 May", "every night", "from 3 to 9 May and on 4 August"; days ascending, of one year, which wraps. */
export function nightsWords(days: readonly string[], nightsInYear: number): string {
  if (days.length === nightsInYear) return "every night";
  const spans = spansOf(days);
  const words = spans.slice(0, spansMax).map(([from, to]) => (from === to ? `on ${spanWords(from, to)}` : `from ${spanWords(from, to)}`));
  return listWords(spans.length > spansMax ? [...words, `${spans.length - spansMax} more times`] : words);
}

function spansOf(days: readonly string[]): [string, string][] {
  const spans: [string, string][] = [];
  for (const day of days) {
    const last = spans.at(-1);
    if (last !== undefined && dayNumber(day) === dayNumber(last[1]) + 1) last[1] = day;
    else spans.push([day, day]);
  }
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined || first === last || !first[0].endsWith("-01-01") || !last[1].endsWith("-12-31")) return spans;
  // A winter is one season.
  return [...spans.slice(1, -1), [last[0], first[1]]];
}
