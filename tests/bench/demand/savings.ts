/**
 * What nine months on the roads of the Berlin counts take in three ways of lighting them. The lantern: 90 W, an LED of 10 to 100 % with
 * 12.6 W at its minimum and 0.5 W standing by. The road: design class M3 at full output, floor class M5; M3 from 400 vehicles an hour,
 * M4 from 150, M5 below.
 */
import { stockProfiles } from "#config/profiles";
import { DemandSourceConfig, type ProfileConfig } from "#config/schema";
import { DemandRule } from "#contract/design";
import { classBelow, levelForClass, type Section } from "#controller/decide/classes";
import { type Dark, darkTimes, isDark } from "#controller/decide/darkness";
import { decideLevel } from "#controller/decide/decide";
import { DemandBook } from "#controller/decide/demand/book";
import { classLift, type DemandLift } from "#controller/decide/demand/lift";
import type { RuleAnswer } from "#controller/decide/demand/rule";
import { expectedPowerW, type PowerModel } from "#controller/decide/luminaire";
import { always, type NightPlan, planNights } from "#controller/decide/profile";
import { berlin, berlinCounts, type HourCount } from "#tests/controller/decide/berlin-counts";

const lantern: PowerModel & { readonly minLevelPct: number } = { by: "minimum", powerW: 90, minLevelPct: 10, minPowerW: 12.6, standbyW: 0.5 };
const road: Section = { name: "Road", streets: ["Road"], designClass: "M3", floorClass: "M5", designMargin: 1 };
const traffic = DemandRule.parse({
  name: "Traffic",
  sources: ["site"],
  reach: { by: "groups", groups: ["all"] },
  act: {
    as: "class",
    steps: [
      { fromPerHour: 400, below: 0 },
      { fromPerHour: 150, below: 1 },
      { fromPerHour: 0, below: 2 },
    ],
  },
});

/** One way of lighting: a profile, and whether the class follows the traffic. */
export interface Way {
  readonly profile: ProfileConfig;
  readonly followsTraffic: boolean;
}

const duskToDawn = (levelPct: number): ProfileConfig => ({
  name: `${levelPct} % from 35 lx to 18 lx`,
  fadeMs: 10_000,
  steps: [
    { at: { lux: 35, edge: "falling" }, levelPct },
    { at: { lux: 18, edge: "rising" }, levelPct: 0 },
  ],
});
const partNight = stockProfiles["part-night-35-18"];
if (partNight === undefined) throw new Error("the stock profile part-night-35-18 is missing");

export const fullOutput: Way = { profile: duskToDawn(100), followsTraffic: false };
/** 100 %, 75 % from 22:00, 50 % from 00:00, 75 % from 05:30. */
export const fixed: Way = { profile: partNight, followsTraffic: false };
/** The profile is the floor class; the traffic lifts it to its class. */
export const adaptive: Way = { profile: duskToDawn(50), followsTraffic: true };

/** Of one light, on average over the sites. */
export interface Burnt {
  readonly kwh: number;
  /** In the dark and below the class that the last two samples need. */
  readonly hoursUnder: number;
}

const days = { fromDay: "2022-12-31", nights: 275 };
const minuteMs = 60_000;

/** Burns a way on the first `sites` roads, minute by minute from each one's first count to its last. */
export function burn(way: Way, sites: number): Burnt {
  const plan = planNights(always(way.profile), berlin, berlin.zone, days);
  const dark = darkTimes(berlin, berlin.zone, days);
  const burnt = [...berlinCounts().values()].slice(0, sites).map((counts) => burnSite(way, counts, plan, dark));
  const mean = (pick: (each: Burnt) => number): number => burnt.reduce((sum, each) => sum + pick(each), 0) / burnt.length;
  return { kwh: mean(({ kwh }) => kwh), hoursUnder: mean(({ hoursUnder }) => hoursUnder) };
}

function burnSite({ followsTraffic }: Way, counts: readonly HourCount[], plan: NightPlan, dark: readonly Dark[]): Burnt {
  const source = DemandSourceConfig.parse({ id: "site", name: "the counter", kind: "vehicles", intervalS: 3_600, max: 2_000 });
  const book = new DemandBook([source], [{ id: "traffic", rule: traffic }]);
  const lift = lastLift();
  const sum = { wattMinutes: 0, minutesUnder: 0 };
  counts.forEach(({ endsAtMs, vehicles }, index) => {
    book.apply({ source: "site", at: new Date(endsAtMs).toISOString(), value: vehicles }, endsAtMs);
    const neededPct = Math.max(neededFor(vehicles), neededFor(counts[index - 1]?.vehicles ?? 0));
    const untilMs = counts[index + 1]?.endsAtMs ?? endsAtMs;
    for (let nowMs = endsAtMs; nowMs < untilMs; nowMs += minuteMs) {
      const demand = followsTraffic ? lift(book.answer(0, nowMs)) : undefined;
      const levelPct = decideLevel({ plan, floorPct: 0, dark: false, demand, zone: berlin.zone }, nowMs);
      sum.wattMinutes += expectedPowerW(lantern, levelPct);
      if (levelPct < neededPct && isDark(dark, nowMs)) sum.minutesUnder++;
    }
  });
  return { kwh: sum.wattMinutes / 60_000, hoursUnder: sum.minutesUnder / 60 };
}

/** Makes a lift of an answer, once for as long as the answer is the same. */
function lastLift(): (answer: RuleAnswer | undefined) => readonly DemandLift[] {
  let last: RuleAnswer | undefined;
  let lifts: readonly DemandLift[] = [];
  return (answer) => {
    if (answer !== last) lifts = answer?.as === "class" ? [classLift(answer, road, lantern.minLevelPct)] : [];
    last = answer;
    return lifts;
  };
}

/** Level of the class that a flow needs, %. A count that cannot be needs what the road was designed for. */
function neededFor(vehicles: number): number {
  const below = vehicles >= 400 ? 0 : vehicles >= 150 ? 1 : 2;
  return levelForClass(road, classBelow(road, below), lantern.minLevelPct);
}
