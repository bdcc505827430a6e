/** Hours of a year that a profile leaves dark, and hours of daylight that it lights. */
import type { Finding, Profile } from "#contract/design";
import { darkTimes } from "../darkness.ts";
import { dateWords } from "../dates.ts";
import { always, type NightPlan, planNights, stepIndexAt } from "../profile.ts";
import { warning } from "./context.ts";
import { atPlace, daysOfYear, type NamedPlace, nightsWords } from "./year.ts";

/** Longer than from 35 lx to civil dusk and back in the far north in June, which a profile may leave dark. */
const darkMsMax = 180 * 60_000;
/** Longer than from sunset to 35 lx and from 18 lx to sunrise, which a profile may light. */
const daylightMsMax = 180 * 60_000;

export function hoursFindings(profile: Profile, { place, zone, fromDay }: { place: NamedPlace; zone: string; fromDay: string }): Finding[] {
  const span = { fromDay, nights: daysOfYear(fromDay) };
  const plan = planNights(always(profile), place, zone, span);
  if (plan.steps.every(({ levelPct }) => levelPct === 0)) return [warning("steps", `no step gives light on any night: add a level above 0 %`)];
  const dark = darkTimes(place, zone, span);
  const unlit = plan.nights.map(({ day, startsAtMs }) => {
    const night = dark.find(({ fromMs }) => fromMs >= startsAtMs && fromMs < startsAtMs + nightMsMax);
    return { day, ms: night === undefined ? 0 : night.toMs - night.fromMs - litMs(plan, night.fromMs, night.toMs) };
  });
  const wasted = plan.nights.map(({ day, startsAtMs }, index) => {
    const endMs = plan.nights[index + 1]?.startsAtMs ?? plan.endsAtMs;
    const night = dark.find(({ fromMs }) => fromMs >= startsAtMs && fromMs < endMs);
    return { day, ms: litMs(plan, startsAtMs, endMs) - (night === undefined ? 0 : litMs(plan, night.fromMs, night.toMs)) };
  });
  const hint = "add a step, or have an approver answer for it";
  return [
    ...(profile.approval === undefined
      ? longest(unlit, darkMsMax, (words) => warning("steps", `it is dark and the light is off for ${words}${atPlace(place)}: ${hint}`))
      : []),
    ...longest(wasted, daylightMsMax, (words) =>
      warning("steps", `the light is on in daylight for ${words}${atPlace(place)}: add a step that switches it off`),
    ),
  ];
}

/** A lighting day is never longer. */
const nightMsMax = 25 * 3_600_000;

function longest(nights: readonly { readonly day: string; readonly ms: number }[], msMax: number, told: (words: string) => Finding): Finding[] {
  const over = nights.filter(({ ms }) => ms > msMax);
  const most = over.reduce<(typeof over)[number] | undefined>((best, each) => (best === undefined || each.ms > best.ms ? each : best), undefined);
  if (most === undefined) return [];
  const minutes = Math.round(most.ms / 60_000);
  const upTo = `up to ${Math.floor(minutes / 60)} h ${minutes % 60} min (${dateWords(most.day)})`;
  const days = over.map(({ day }) => day);
  return [told(`${upTo} ${nightsWords(days, nights.length)}`)];
}

function litMs(plan: NightPlan, fromMs: number, toMs: number): number {
  let lit = 0;
  for (let index = stepIndexAt(plan, fromMs); (plan.steps[index]?.atMs ?? toMs) < toMs; index++) {
    const { atMs = toMs, levelPct = 0 } = plan.steps[index] ?? {};
    const untilMs = plan.steps[index + 1]?.atMs ?? plan.endsAtMs;
    if (levelPct > 0) lit += Math.max(0, Math.min(untilMs, toMs) - Math.max(atMs, fromMs));
  }
  return lit;
}
