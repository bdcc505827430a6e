/**
 * Lighting classes by flow, after the traffic adaptive installation (TAI) of UNI 11248:2016, appendix D: up at once, a reached class is
 * held for a while, down only when several samples in a row ask for less.
 */
import type { DemandRule } from "#contract/design";

export type ClassAct = Extract<DemandRule["act"], { as: "class" }>;

/** What a sample asked for. */
interface Asked {
  /** Its place among the samples. */
  readonly place: number;
  readonly atMs: number;
  readonly below: number;
}

/**
 * Follows the samples of one source: the brightest class that any of the last `samplesDown` samples asks for, or any of the last `holdMin`
 * minutes. So it rises at once, what was asked for is kept for the hold time, and more flow can never mean less light. It starts at the
 * design class, and stays there until it knows better.
 */
export class Stepping {
  readonly #act: ClassAct;
  #places = 0;
  /** Oldest first, each dimmer than the one before: an older one that asks for no more light than a newer says nothing. At most six. */
  #asked: readonly Asked[] = [{ place: 0, atMs: Number.NEGATIVE_INFINITY, below: 0 }];

  constructor(act: ClassAct) {
    this.#act = act;
  }

  /** Steps below the design class; 0 is the design class. */
  get below(): number {
    return this.#asked[0]?.below ?? 0;
  }

  /** Takes a sample: a flow per hour (a 10-minute count × 6). Samples come in the order of their instants. */
  sample(atMs: number, perHour: number): void {
    const below = stepsBelowFor(this.#act, perHour);
    const place = ++this.#places;
    const countsFrom = place - this.#act.samplesDown;
    const heldFromMs = atMs - this.#act.holdMin * 60_000;
    const brighter = this.#asked.filter((each) => each.below < below && (each.place > countsFrom || each.atMs > heldFromMs));
    this.#asked = [...brighter, { place, atMs, below }];
  }

  /** Back to the design class: nothing is known since that instant. What was sampled before does not count any more. */
  reset(atMs: number): void {
    this.#asked = [{ place: this.#places, atMs, below: 0 }];
  }
}

/** Steps below the design class that a flow asks for: the brightest of the steps it reaches, else the dimmest there is. */
export function stepsBelowFor({ steps }: ClassAct, perHour: number): number {
  const reached = steps.filter((step) => perHour >= step.fromPerHour);
  return reached.length > 0 ? Math.min(...reached.map((step) => step.below)) : deepest(steps);
}

/** Of the steps the dimmest, below the design class. */
export const deepest = (steps: ClassAct["steps"]): number => Math.max(...steps.map((step) => step.below));
