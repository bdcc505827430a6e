/** Lays a set of designs over the lights: which are treated alike, and how. */
import { floorPctOf, type Section, sectionsByStreet } from "../decide/classes.ts";
import { classLift, levelLift } from "../decide/demand/lift.ts";
import { rowsReached } from "../decide/demand/reach.ts";
import type { TreeGroup } from "../decide/group-tree.ts";
import type { ProfileOn } from "../decide/profile.ts";
import type { Place } from "../decide/sun.ts";
import type { Schedule, Schedules } from "../design/schedules.ts";
import type { LightRecord } from "../registry/inventory.ts";
import type { Asked, Replay } from "./replay.ts";
import type { Scheme, Treatment } from "./scheme.ts";
import type { Slices } from "./slices.ts";
import type { TimedLift } from "./tally.ts";

export interface SchemeParts {
  /** The designs, laid over the groups of `lights`. */
  readonly schedules: Schedules;
  /** In row order. */
  readonly lights: readonly LightRecord[];
  /** Where a row's sun is taken; the same object for the same place. */
  readonly placeOf: (row: number) => Place;
  /** Level a light is never below while it is dark, %; 0 is none. */
  readonly neverBelowPct: (light: LightRecord) => number;
  /** The designs' demand rules, with where their sources stand. */
  readonly demand: Pick<Replay, "rules" | "positionOf">;
  /** What recorded demand asked for, by rule. */
  readonly asked: readonly (readonly Asked[])[];
  readonly slices: Slices;
}

/** Rows between two looks at the clock; each takes a few microseconds. */
const rowsPerLook = 256;

export async function buildScheme(parts: SchemeParts): Promise<Scheme> {
  const { lights, slices } = parts;
  const { tree } = parts.schedules;
  const treatments = new Treatments(parts);
  const treatmentOf = new Uint32Array(lights.length);
  const groupIndex = new Map<TreeGroup, number>(tree.groups.map((group, index) => [group, index]));
  const groupOf = new Uint32Array(lights.length);
  for (const [row, light] of lights.entries()) {
    treatmentOf[row] = treatments.indexFor(row, light);
    groupOf[row] = groupIndex.get(tree.leafOf(row)) ?? 0;
    if (row % rowsPerLook === 0 && slices.isOver) await slices.next();
  }
  return { treatments: treatments.all, treatmentOf, groups: tree.groups, groupOf };
}

/** Finds the treatment of each light, making each distinct one once. */
class Treatments {
  readonly all: Treatment[] = [];
  readonly #parts: SchemeParts;
  readonly #sectionOf: ReadonlyMap<string, Section>;
  readonly #rulesOf: ReadonlyMap<number, readonly number[]>;
  readonly #known = new Map<string, number>();
  readonly #nights = new Map<Schedule, ProfileOn>();
  readonly #lifts = new Map<string, readonly TimedLift[]>();
  /** A small number for each object, for the keys. */
  readonly #numbers = new Map<Place | Section, number>();

  constructor(parts: SchemeParts) {
    this.#parts = parts;
    this.#sectionOf = sectionsByStreet(parts.schedules.designs.sections.body);
    this.#rulesOf = rulesByRow(parts);
  }

  indexFor(row: number, light: LightRecord): number {
    const { schedules, placeOf, neverBelowPct } = this.#parts;
    const schedule = schedules.of(row);
    const place = placeOf(row);
    const section = this.#sectionOf.get(light.street);
    const floorPct = neverBelowPct(light);
    const needPct = section ? floorPctOf(section, light.minLevelPct) : 0;
    const rules = this.#rulesOf.get(row) ?? [];
    const lifted = rules.map((rule) => this.#liftKey(rule, section, light.minLevelPct)).join(",");
    const key = `${schedule.key}|${this.#numberOf(place)}|${floorPct}|${needPct}|${lifted}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const lifts = rules.map((rule) => this.#liftsOf(rule, section, light.minLevelPct)).filter((list) => list.length > 0);
    const index = this.all.push({ place, profileOn: this.#nightsOf(schedule), floorPct, needPct, lifts }) - 1;
    this.#known.set(key, index);
    return index;
  }

  #nightsOf(schedule: Schedule): ProfileOn {
    const known = this.#nights.get(schedule) ?? dayByDay(schedule.profileOn);
    this.#nights.set(schedule, known);
    return known;
  }

  /** A class rule asks for a level by section and luminaire, and says nothing about a street that is in no section. */
  #liftsOf(rule: number, section: Section | undefined, minLevelPct: number): readonly TimedLift[] {
    const key = this.#liftKey(rule, section, minLevelPct);
    const known = this.#lifts.get(key);
    if (known) return known;
    const lifts = (this.#parts.asked[rule] ?? []).flatMap(({ fromMs, untilMs, answer }): TimedLift[] => {
      if (answer.as === "level") return [{ ...levelLift(answer), fromMs, untilMs }];
      return section ? [{ ...classLift(answer, section, minLevelPct), fromMs, untilMs }] : [];
    });
    this.#lifts.set(key, lifts);
    return lifts;
  }

  #liftKey(rule: number, section: Section | undefined, minLevelPct: number): string {
    return this.#parts.demand.rules[rule]?.rule.act.as === "class" ? `${rule}/${section ? this.#numberOf(section) : ""}/${minLevelPct}` : `${rule}`;
  }

  #numberOf(object: Place | Section): number {
    const known = this.#numbers.get(object) ?? this.#numbers.size;
    this.#numbers.set(object, known);
    return known;
  }
}

/** Asked for the same day by many treatments in a row, and a calendar may have a hundred rules. */
function dayByDay(profileOn: ProfileOn): ProfileOn {
  let last: { readonly day: string; readonly night: ReturnType<ProfileOn> } | undefined;
  return (day) => {
    if (last?.day !== day) last = { day, night: profileOn(day) };
    return last.night;
  };
}

/** The rules that asked for something and reach a row, by row. */
function rulesByRow({ demand, asked, lights, schedules }: SchemeParts): Map<number, number[]> {
  const byRow = new Map<number, number[]>();
  demand.rules.forEach(({ rule }, index) => {
    if (asked[index] === undefined || asked[index].length === 0) return;
    const from = rule.sources.flatMap((source) => demand.positionOf(source) ?? []);
    for (const row of rowsReached({ reach: rule.reach, from }, { lights, rowsOfGroup: schedules.tree.lightsIn })) {
      const known = byRow.get(row);
      if (known) known.push(index);
      else byRow.set(row, [index]);
    }
  });
  return byRow;
}
