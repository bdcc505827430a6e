/** The lifts that demand asks for now, by group index, so that the deciding loop reads them without a look-up. */
import type { DemandLift } from "./decide/demand/lift.ts";
import type { Geometry } from "./fleet/geometry.ts";

export class Lifts {
  readonly #geometry: Geometry;
  readonly #indexOf: ReadonlyMap<string, number>;
  readonly #byGroup: (readonly DemandLift[] | undefined)[];

  constructor(geometry: Geometry) {
    this.#geometry = geometry;
    this.#indexOf = new Map(geometry.groups.map((group, index) => [group.id, index]));
    this.#byGroup = geometry.groups.map(() => undefined);
  }

  startTick(lifts: ReadonlyMap<string, readonly DemandLift[]>): void {
    this.#byGroup.fill(undefined);
    for (const [group, each] of lifts) {
      const index = this.#indexOf.get(group);
      if (index !== undefined) this.#byGroup[index] = each;
    }
  }

  of(group: number): readonly DemandLift[] | undefined {
    return this.#byGroup[group];
  }

  /** Rows of groups, for deciding them at once. */
  *rowsOf(groups: Iterable<string>): Generator<number> {
    for (const group of groups) {
      const index = this.#indexOf.get(group);
      if (index !== undefined) yield* this.#geometry.groups[index]?.rows ?? [];
    }
  }
}
