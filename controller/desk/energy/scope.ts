/** Which lights an energy question is about: those that fit every part of its scope. */
import type { EnergyScope } from "#contract/energy";
import type { Controller } from "../../controller.ts";
import { rowsReached } from "../../decide/demand/reach.ts";
import type { RuleInForce } from "../../decide/demand/rule.ts";
import { lightingDay } from "../../decide/local-time.ts";
import type { Schedule } from "../../design/schedules.ts";
import { placesBy } from "./places.ts";

/** What is asked of the controller to say whom a question is about. */
export type Town = Pick<Controller, "situation" | "demand" | "designs" | "parts">;

/** Rows of the inventory that fit, ascending. Names that do not exist give none: check.ts refuses them before. */
export function rowsInEnergyScope(town: Town, scope: EnergyScope): number[] {
  const { geometry } = town.situation;
  const tests: ((row: number) => boolean)[] = [];
  for (const field of ["area", "street", "feeder"] as const) {
    const name = scope[field];
    if (name === undefined) continue;
    const { of, numberOf } = placesBy(geometry, field);
    const wanted = numberOf.get(name);
    tests.push((row) => of[row] === wanted);
  }
  if (scope.profile !== undefined) {
    const profileOf = profilesTonight(town);
    tests.push((row) => profileOf(row) === scope.profile);
  }
  const among: Iterable<number>[] = [];
  if (scope.light !== undefined) among.push(rowOf(town, scope.light));
  if (scope.group !== undefined) among.push(town.situation.plans.schedules.tree.lightsIn(scope.group));
  if (scope.demandRule !== undefined) among.push(rowsOfRule(town, scope.demandRule));
  const candidates = intersection(geometry.lights.length, among);
  return tests.length === 0 ? candidates : candidates.filter((row) => tests.every((fits) => fits(row)));
}

/** The rows that demand rules of this id reach, ascending. */
export function rowsOfRule(town: Town, id: string): Uint32Array {
  const { geometry, plans } = town.situation;
  const around = { lights: geometry.lights, rowsOfGroup: plans.schedules.tree.lightsIn };
  const reached = town.demand.rules
    .filter((rule) => rule.id === id)
    .map(({ rule }) => rowsReached({ reach: rule.reach, from: positionsOf(town, rule) }, around));
  return reached.length === 1 && reached[0] ? reached[0] : Uint32Array.from(new Set(reached.flatMap((rows) => [...rows]))).sort();
}

const positionsOf = (town: Town, { sources }: RuleInForce["rule"]) => sources.flatMap((source) => town.demand.positionOf(source) ?? []);

/** The profile of each light's calendar for the lighting day it is now: asked once for each calendar. */
export function profilesTonight({ situation, parts }: Town): (row: number) => string {
  const tonight = lightingDay(parts.clock.now(), parts.config.timeZone);
  const { schedules } = situation.plans;
  const known = new Map<Schedule, string>();
  return (row) => {
    const schedule = schedules.of(row);
    const profile = known.get(schedule) ?? schedule.profileIdOn(tonight);
    known.set(schedule, profile);
    return profile;
  };
}

function rowOf({ situation }: Town, light: string): number[] {
  const row = situation.geometry.rowOfLight.get(light);
  return row === undefined ? [] : [row];
}

/** Rows that are in every list; all of them when there is no list. */
function intersection(size: number, lists: readonly Iterable<number>[]): number[] {
  const hits = new Uint8Array(size);
  for (const list of lists) for (const row of list) hits[row] = (hits[row] ?? 0) + 1;
  const rows: number[] = [];
  for (let row = 0; row < size; row++) if (hits[row] === lists.length) rows.push(row);
  return rows;
}
