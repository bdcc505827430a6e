/**
 * The lifts that demand asks for now, by row. Rows that the same rules reach in the same way (section and luminaire) share one list, so
 * that the deciding loop reads it with two look-ups, and a tick in which no rule changed its answer makes nothing.
 */
import type { Sections } from "#contract/design";
import { type Section, sectionsByStreet } from "./decide/classes.ts";
import type { DemandBook } from "./decide/demand/book.ts";
import { classLift, type DemandLift, levelLift } from "./decide/demand/lift.ts";
import { rowsReached } from "./decide/demand/reach.ts";
import type { RuleAnswer } from "./decide/demand/rule.ts";
import type { LightRecord } from "./registry/inventory.ts";

export interface LiftParts {
  /** In row order. */
  readonly lights: readonly Pick<LightRecord, "lat" | "lon" | "street" | "minLevelPct">[];
  readonly rowsOfGroup: (group: string) => Iterable<number>;
  readonly demand: DemandBook;
  readonly sections: Sections;
}

/** Rows that a rule asks the same level of. */
interface TargetSet {
  readonly rule: number;
  readonly rows: readonly number[];
  /** Of a class rule only: a street in no section has no class, and the rule says nothing about it. */
  readonly section: Section | undefined;
  readonly minLevelPct: number;
  answer: RuleAnswer | undefined;
  lift: DemandLift | undefined;
}

export class Lifts {
  readonly #demand: DemandBook;
  readonly #rowsOfRule: readonly Uint32Array[];
  readonly #sets: readonly TargetSet[];
  /** Index into #setsOf and #lifts by row; 0 is a light that no rule reaches. */
  readonly #listOf: Uint32Array;
  readonly #setsOf: readonly (readonly TargetSet[])[];
  readonly #lifts: (readonly DemandLift[] | undefined)[];

  /** For the rules of `demand` as they are now: made anew when they, the sections or the lights change. */
  constructor({ lights, rowsOfGroup, demand, sections }: LiftParts) {
    this.#demand = demand;
    this.#rowsOfRule = demand.rules.map(({ rule }) => {
      const from = rule.sources.flatMap((source) => demand.positionOf(source) ?? []);
      return rowsReached({ reach: rule.reach, from }, { lights, rowsOfGroup });
    });
    const sectionOf = sectionsByStreet(sections);
    this.#sets = demand.rules.flatMap(({ rule }, index) => {
      const rows = this.#rowsOfRule[index] ?? new Uint32Array();
      return rule.act.as === "class" ? classSets(index, rows, lights, sectionOf) : [setOf(index, [...rows], undefined, 0)];
    });
    this.#listOf = new Uint32Array(lights.length);
    this.#setsOf = shareLists(this.#listOf, this.#sets);
    this.#lifts = this.#setsOf.map(() => undefined);
  }

  /** Brings every list to an instant. */
  startTick(nowMs: number): void {
    let changed = false;
    for (const set of this.#sets) {
      const answer = this.#demand.answer(set.rule, nowMs);
      if (answer === set.answer) continue;
      changed = true;
      set.answer = answer;
      set.lift = liftOf(set);
    }
    if (!changed) return;
    this.#setsOf.forEach((sets, index) => {
      const lifts = sets.flatMap((set) => set.lift ?? []);
      this.#lifts[index] = lifts.length === 0 ? undefined : lifts;
    });
  }

  /** What is asked of a light, as of the last `startTick`. */
  of(row: number): readonly DemandLift[] | undefined {
    return this.#lifts[this.#listOf[row] ?? 0];
  }

  /** Rows that some rules reach, for deciding them at once. */
  *rowsOf(rules: Iterable<number>): Generator<number> {
    for (const rule of rules) yield* this.#rowsOfRule[rule] ?? [];
  }
}

const setOf = (rule: number, rows: readonly number[], section: Section | undefined, minLevelPct: number): TargetSet => ({
  rule,
  rows,
  section,
  minLevelPct,
  answer: undefined,
  lift: undefined,
});

function classSets(rule: number, rows: Uint32Array, lights: LiftParts["lights"], sectionOf: ReadonlyMap<string, Section>): TargetSet[] {
  const sets = new Map<Section, Map<number, number[]>>();
  for (const row of rows) {
    const light = lights[row];
    const section = light === undefined ? undefined : sectionOf.get(light.street);
    if (light === undefined || section === undefined) continue;
    const byMinimum = sets.get(section) ?? new Map<number, number[]>();
    sets.set(section, byMinimum);
    const known = byMinimum.get(light.minLevelPct);
    if (known === undefined) byMinimum.set(light.minLevelPct, [row]);
    else known.push(row);
  }
  return [...sets].flatMap(([section, byMinimum]) => [...byMinimum].map(([minLevelPct, each]) => setOf(rule, each, section, minLevelPct)));
}

/** Writes into `listOf` which list each row has, and gives the lists: rows with the same sets share one. */
function shareLists(listOf: Uint32Array, sets: readonly TargetSet[]): readonly (readonly TargetSet[])[] {
  const lists: TargetSet[][] = [[]];
  for (const set of sets) {
    /** By the list a row had, the one that has this set too. */
    const longer = new Map<number, number>();
    for (const row of set.rows) {
      const before = listOf[row] ?? 0;
      const after = longer.get(before) ?? lists.push([...(lists[before] ?? []), set]) - 1;
      longer.set(before, after);
      listOf[row] = after;
    }
  }
  return lists;
}

function liftOf({ answer, section, minLevelPct }: TargetSet): DemandLift | undefined {
  if (answer === undefined) return undefined;
  if (answer.as === "level") return levelLift(answer);
  return section === undefined ? undefined : classLift(answer, section, minLevelPct);
}
