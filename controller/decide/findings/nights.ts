/** How a profile's steps fall through the year: events that are missing, steps that change their order or never act. */
import type { Finding, Profile } from "#contract/design";
import { anchorWords, insteadOf } from "../anchor.ts";
import { error, warning } from "./context.ts";
import { acting, type Doing } from "./doing.ts";
import { hoursFindings } from "./hours.ts";
import { turnedOrders } from "./order.ts";
import { atPlace, type NamedPlace, nightsOfYear, nightsWords, type Year } from "./year.ts";

export interface NightsAsked {
  readonly places: readonly NamedPlace[];
  readonly zone: string;
  /** First day of the year looked at. */
  readonly fromDay: string;
}

export function nightsFindings(profile: Profile, { places, zone, fromDay }: NightsAsked): Finding[] {
  const years = places.map((place) => ({ place, nights: nightsOfYear(profile, { place, zone, fromDay }) }));
  return [
    ...repeatedSteps(profile),
    ...idleSteps(profile, years),
    ...mostOf(years.map((year) => [...missingEvents(profile, year), ...lostNights(year), ...movedSteps(profile, year)])),
    ...mostOf(years.map((year) => turnedOrders(profile, year))),
    ...mostOf(places.map((place) => hoursFindings(profile, { place, zone, fromDay }))),
  ];
}

/** Findings by place, the farthest from the equator first; of the next only what is about another field, so that nothing is said twice. */
function mostOf(places: readonly (readonly Finding[])[]): Finding[] {
  const fields = new Set<string>();
  return places.flatMap((findings) => {
    const fresh = findings.filter(({ field }) => !fields.has(field));
    for (const { field } of fresh) fields.add(field);
    return fresh;
  });
}

function repeatedSteps({ steps }: Profile): Finding[] {
  const anchors = steps.map(({ at }) => anchorWords(at));
  return anchors.flatMap((words, index) => {
    const earlier = anchors.indexOf(words);
    return earlier < index ? [error(`steps.${index}.at`, `step ${earlier + 1} is ${words} too, and only one can count: remove one`)] : [];
  });
}

function idleSteps(profile: Profile, years: readonly Year[]): Finding[] {
  if (years.length === 0) return [];
  return profile.steps.flatMap((_, step) => {
    const acts = years.some(({ nights }) => nights.some((night) => acting.has(night.steps[step]?.doing ?? "none")));
    return acts
      ? []
      : [warning(`steps.${step}`, "it never acts: on every night it comes outside the time the light is on, or not at all. Move it or remove it")];
  });
}

function missingEvents(profile: Profile, { place, nights }: Year): Finding[] {
  return profile.steps.flatMap(({ at }, step) => {
    if ("time" in at) return [];
    const days = new Map<string, string[]>();
    for (const { day, night } of nights) {
      const instead = insteadOf(at, night);
      if (instead !== undefined) days.set(instead, [...(days.get(instead) ?? []), day]);
    }
    const event = "lux" in at ? `no daylight ${at.edge} through ${at.lux} lx` : `no ${at.sun.replace("-", " ")}`;
    return [...days].map(([instead, on]) => warning(`steps.${step}.at`, `${event}${atPlace(place)} ${nightsWords(on, nights.length)}: ${instead}`));
  });
}

function lostNights({ place, nights }: Year): Finding[] {
  const days = nights.filter(({ dark }) => dark === "ends-before").map(({ day }) => day);
  if (days.length === 0) return [];
  return [warning("steps", `the night would end before it begins${atPlace(place)} ${nightsWords(days, nights.length)}: the light stays off then`)];
}

/** Steps that act on some nights and are passed over on others. */
function movedSteps(profile: Profile, { place, nights }: Year): Finding[] {
  return profile.steps.flatMap(({ at, levelPct }, step) => {
    const doings = nights.map((night) => night.steps[step]?.doing);
    const moved = (doing: Doing, before: string, after: string): Finding[] => {
      const days = nights.filter((_, index) => doings[index] === doing).map(({ day }) => day);
      if (days.length === 0 || days.length === nights.length) return [];
      return [warning(`steps.${step}.at`, `${before} ${anchorWords(at)} ${nightsWords(days, nights.length)}${atPlace(place)}: ${after}`)];
    };
    return [
      ...moved("sets", "the light is not on yet", `it then comes on at ${levelPct} %`),
      ...moved("before", "the light is not on yet", "it then comes on at the level of a later step"),
      ...moved("after", "the light's night is over", "the step is left out then"),
    ];
  });
}
