/** What a light gives over nights, added up: how long at each level, how long below what its road needs, how many changes. */
import type { Dark } from "../decide/darkness.ts";
import { decideLevel } from "../decide/decide.ts";
import type { DemandLift } from "../decide/demand/lift.ts";
import { type NightPlan, stepIndexAt } from "../decide/profile.ts";

/** A lift of demand with its beginning; it holds until `untilMs`. */
export interface TimedLift extends DemandLift {
  readonly fromMs: number;
}

/** One lighting day of a light, and all that its level depends on. */
export interface TallyNight {
  readonly fromMs: number;
  readonly toMs: number;
  /** Of this lighting day; undefined is a light without a profile: lit while it is dark. */
  readonly plan: NightPlan | undefined;
  readonly dark: Dark | undefined;
  /** Never below this while it is dark, %; 0 is none. */
  readonly floorPct: number;
  /** What the section's floor class needs while it is dark, %; 0 when the road has no class. */
  readonly needPct: number;
  /** A list for each demand rule, ascending, none overlapping within a list. */
  readonly lifts: readonly (readonly TimedLift[])[];
}

export class Tally {
  /** ms by level, %. */
  readonly atLevelMs = new Map<number, number>();
  belowNeedMs = 0;
  switches = 0;
  /** Of the night before; nothing was lit before the first. */
  #lastPct = 0;

  /** Adds a lighting day; they come in order. Levels change at once: fades count as if they were over. */
  add(night: TallyNight): void {
    const instants = instantsOf(night);
    const acting = new Acting(night.lifts);
    const { plan, floorPct } = night;
    for (let i = 0; i + 1 < instants.length; i++) {
      const atMs = instants[i] ?? 0;
      const lastsMs = (instants[i + 1] ?? 0) - atMs;
      const dark = isDarkAt(night.dark, atMs);
      // By the very rules the lights are decided by; the zone is for words only.
      const levelPct = decideLevel({ plan, floorPct, dark, demand: acting.at(atMs), zone: "UTC" }, atMs);
      this.atLevelMs.set(levelPct, (this.atLevelMs.get(levelPct) ?? 0) + lastsMs);
      if (dark && levelPct < night.needPct) this.belowNeedMs += lastsMs;
      if (levelPct !== this.#lastPct) this.switches++;
      this.#lastPct = levelPct;
    }
  }
}

/** Start and end of the night, and every instant between at which the level may change, ascending. */
function instantsOf({ fromMs, toMs, plan, dark, lifts }: TallyNight): number[] {
  const instants = [fromMs, toMs];
  const add = (atMs: number): void => {
    if (atMs > fromMs && atMs < toMs) instants.push(atMs);
  };
  for (let i = plan ? stepIndexAt(plan, fromMs) : 0; plan && i < plan.steps.length; i++) {
    const atMs = plan.steps[i]?.atMs ?? toMs;
    if (atMs >= toMs) break;
    add(atMs);
  }
  if (dark) for (const atMs of [dark.fromMs, dark.toMs]) add(atMs);
  for (const list of lifts) {
    for (const lift of list) {
      add(lift.fromMs);
      add(lift.untilMs);
    }
  }
  return instants.sort((a, b) => a - b);
}

const isDarkAt = (dark: Dark | undefined, atMs: number): boolean => dark !== undefined && dark.fromMs <= atMs && atMs < dark.toMs;

/** The lift of each list that holds; asked in the order of time. */
class Acting {
  readonly #lists: readonly (readonly TimedLift[])[];
  readonly #next: number[];

  constructor(lists: readonly (readonly TimedLift[])[]) {
    this.#lists = lists;
    this.#next = lists.map(() => 0);
  }

  at(atMs: number): TimedLift[] {
    return this.#lists.flatMap((list, index) => {
      let next = this.#next[index] ?? 0;
      while ((list[next]?.untilMs ?? Number.POSITIVE_INFINITY) <= atMs) next++;
      this.#next[index] = next;
      const lift = list[next];
      return lift !== undefined && lift.fromMs <= atMs ? [lift] : [];
    });
  }
}

/** Of lifts that ascend and do not overlap, those that hold at some time in [fromMs, toMs). */
export function liftsWithin(list: readonly TimedLift[], fromMs: number, toMs: number): readonly TimedLift[] {
  const first = firstWhere(list, (lift) => lift.untilMs > fromMs);
  return list.slice(
    first,
    firstWhere(list, (lift) => lift.fromMs >= toMs),
  );
}

/** Index of the first that holds, by halving; what follows it holds too. */
function firstWhere<T>(list: readonly T[], holds: (each: T) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const each = list[middle];
    if (each !== undefined && holds(each)) high = middle;
    else low = middle + 1;
  }
  return low;
}
