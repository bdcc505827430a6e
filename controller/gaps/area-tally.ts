/** Reports healed and given up since the start, by area. */
import type { Tally } from "./node-reports.ts";

export class AreaTally {
  readonly names: readonly string[];
  /** Area of each row, an index into `names`. */
  readonly #areaOf: Uint16Array;
  readonly #healed: Float64Array;
  readonly #givenUp: Float64Array;
  /** Areas share these: a tally of its own for each node would outweigh all the rest. */
  readonly #tallies: readonly Tally[];

  constructor(areas: readonly string[]) {
    this.names = [...new Set(areas)].sort();
    const index = new Map(this.names.map((name, i) => [name, i]));
    this.#areaOf = Uint16Array.from(areas, (name) => index.get(name) ?? 0);
    this.#healed = new Float64Array(this.names.length);
    this.#givenUp = new Float64Array(this.names.length);
    this.#tallies = this.names.map((_, area) => ({
      healed: (reports) => add(this.#healed, area, reports),
      givenUp: (reports) => add(this.#givenUp, area, reports),
    }));
  }

  areaOf(row: number): number {
    return this.#areaOf[row] ?? 0;
  }

  /** Counts for the area of a row. */
  of(row: number): Tally {
    return this.#tallies[this.areaOf(row)] ?? nobody;
  }

  count(area: number): { readonly healed: number; readonly givenUp: number } {
    return { healed: this.#healed[area] ?? 0, givenUp: this.#givenUp[area] ?? 0 };
  }

  /** Goes on counting where another left off; what it counted for areas that are no more is let go. */
  takeOver(before: AreaTally): void {
    before.names.forEach((name, was) => {
      const area = this.names.indexOf(name);
      if (area < 0) return;
      add(this.#healed, area, before.count(was).healed);
      add(this.#givenUp, area, before.count(was).givenUp);
    });
  }
}

const nobody: Tally = { healed: () => {}, givenUp: () => {} };

function add(column: Float64Array, index: number, value: number): void {
  column[index] = (column[index] ?? 0) + value;
}
