/**
 * Evenings as the photocells of an area saw them, from what the nodes reported: one cell that is stuck can only be told from the others,
 * on evenings on which the others do what it does not.
 */
import type { Geometry } from "#controller/fleet/geometry";
import { hasPhotocell } from "#firmware-sim/capabilities";
import type { Stretch } from "./timeline.ts";
import { dayMs, startMs } from "./town.ts";

/** By enough of the others, and for long enough, to be no accident of their own. */
const mostShare = 0.75;
const fewShare = 0.25;
const darkForMs = 15 * 60_000;
const clearForMs = 5 * 60_000;
const othersMin = 6;

export class Dusks {
  readonly #geometry: Geometry;
  /** Photocells by group of lights. */
  readonly #cells: ReadonlyMap<number, number>;
  /** When each light came on by its cell first that day, by group and day. */
  readonly #comings = new Map<string, Map<number, number>>();

  constructor(geometry: Geometry) {
    this.#geometry = geometry;
    const withCell = geometry.lights.flatMap(({ node }, row) => (hasPhotocell(node) ? [geometry.groupOf[row] ?? 0] : []));
    this.#cells = new Map([...Map.groupBy(withCell, (group) => group)].map(([group, all]) => [group, all.length]));
  }

  /** A light was on by its photocell. */
  note(row: number, atMs: number): void {
    const key = this.#key(row, atMs);
    const comings = this.#comings.get(key) ?? new Map<number, number>();
    this.#comings.set(key, comings);
    if (!comings.has(row)) comings.set(row, atMs);
  }

  /** The evenings' switch-on times by plan, ms: those before which most others had been on for some time, or hardly any were on. */
  of(row: number, stretches: readonly Stretch[], kind: "dark-evenings" | "clear-evenings"): number[] {
    return stretches.flatMap(({ fromMs, levelPct }, index) => {
      if (levelPct === 0 || stretches[index - 1]?.levelPct !== 0) return [];
      const others = (this.#cells.get(this.#geometry.groupOf[row] ?? 0) ?? 0) - 1;
      const aheadMs = kind === "dark-evenings" ? darkForMs : clearForMs;
      const early = [...(this.#comings.get(this.#key(row, fromMs)) ?? [])].filter(([other, atMs]) => other !== row && atMs <= fromMs - aheadMs).length;
      const isSuch = kind === "dark-evenings" ? early >= mostShare * others : early <= fewShare * others;
      return isSuch && others >= othersMin ? [fromMs] : [];
    });
  }

  #key(row: number, atMs: number): string {
    return `${this.#geometry.groupOf[row]}/${Math.floor((atMs - startMs) / dayMs)}`;
  }
}
