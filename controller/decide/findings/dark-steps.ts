/** Which steps of a profile count against a floor: those that act in the dark. */
import type { Profile } from "#contract/design";
import { partOf } from "../anchor.ts";
import { darkTimes } from "../darkness.ts";
import { acting } from "./doing.ts";
import type { NightsAsked } from "./nights.ts";
import { daysOfYear, nightsOfYear } from "./year.ts";

/** Their places in the profile's list. A step to 0 % is one when it comes in the dark on some night of the year; at daybreak it never is. */
export function darkSteps(profile: Profile, { places, zone, fromDay }: NightsAsked): number[] {
  const offs = profile.steps.flatMap(({ levelPct, at }, step) => (levelPct === 0 && partOf(at) !== "morning" ? [step] : []));
  const inDark = new Set<number>();
  for (const place of offs.length === 0 ? [] : places) {
    const dark = darkTimes(place, zone, { fromDay, nights: daysOfYear(fromDay) });
    const within = (atMs: number): boolean => dark.some(({ fromMs, toMs }) => fromMs < atMs && atMs < toMs);
    for (const night of nightsOfYear(profile, { place, zone, fromDay })) {
      for (const step of offs) {
        const { doing = "none", atMs } = night.steps[step] ?? {};
        if (!inDark.has(step) && atMs !== undefined && acting.has(doing) && within(atMs)) inDark.add(step);
      }
    }
  }
  return profile.steps.flatMap(({ levelPct }, step) => (levelPct > 0 || inDark.has(step) ? [step] : []));
}
