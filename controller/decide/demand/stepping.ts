/**
 * Lighting classes by flow, after the traffic adaptive installation (TAI) of UNI 11248:2016, appendix D: up at once, a reached class is
 * held for a while, down only when several samples in a row ask for less.
 */
import type { DemandRule } from "#contract/design";

export type ClassAct = Extract<DemandRule["act"], { as: "class" }>;

/** Follows the samples of one source. Starts at the design class, and stays there until it knows better. */
export class Stepping {
  readonly #act: ClassAct;
  #below = 0;
  #reachedAtMs = Number.NEGATIVE_INFINITY;
  /** What the last samples asked for, oldest first; at most `samplesDown`. */
  #asked: number[] = [];

  constructor(act: ClassAct) {
    this.#act = act;
  }

  /** Steps below the design class; 0 is the design class. */
  get below(): number {
    return this.#below;
  }

  /** Takes a sample: a flow per hour (a 10-minute count × 6). Samples come in the order of their instants. */
  sample(atMs: number, perHour: number): void {
    const { samplesDown, holdMin } = this.#act;
    const asked = stepsBelowFor(this.#act, perHour);
    this.#asked = [...this.#asked, asked].slice(-samplesDown);
    // The brightest of them: the street is never darker than any of the last samples asks for.
    const agreed = this.#asked.length < samplesDown ? 0 : Math.min(...this.#asked);
    if (asked < this.#below) this.#reach(asked, atMs);
    else if (agreed > this.#below && atMs - this.#reachedAtMs >= holdMin * 60_000) this.#reach(agreed, atMs);
  }

  /** Back to the design class: nothing is known since that instant. What was sampled before does not count any more. */
  reset(atMs: number): void {
    this.#asked = [];
    this.#reach(0, atMs);
  }

  #reach(below: number, atMs: number): void {
    this.#below = below;
    this.#reachedAtMs = atMs;
  }
}

/** Steps below the design class that a flow asks for: the brightest of the steps it reaches, else the dimmest there is. */
export function stepsBelowFor({ steps }: ClassAct, perHour: number): number {
  const reached = steps.filter((step) => perHour >= step.fromPerHour);
  return reached.length > 0 ? Math.min(...reached.map((step) => step.below)) : deepest(steps);
}

/** Of the steps the dimmest, below the design class. */
export const deepest = (steps: ClassAct["steps"]): number => Math.max(...steps.map((step) => step.below));
