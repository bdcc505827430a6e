/** A node's behaviours in their order, asked as one: faults in front, the newest first, the driver last. */
import type { SimulatedFault } from "#contract/api";
import type { Random } from "#contract/random";
import type { LightFigures } from "../capabilities.ts";
import { type Behaviour, driver, type Output } from "./behaviour.ts";
import { faultBehaviour } from "./faults.ts";

const none: readonly Behaviour[] = [];

export class Reactions {
  #faults = none;
  /** How far the node's own clock is ahead of true time, ms. */
  aheadMs = 0;
  supplied = true;
  /** Whether anything the node says leaves it. */
  transmits = true;

  get faults(): SimulatedFault[] {
    return this.#faults.flatMap(({ name }) => (name === "driver" ? [] : [name]));
  }

  /** Puts a fault in front, or takes it away. Doing either twice changes nothing; then it answers false. */
  set(fault: SimulatedFault, on: boolean, atMs: number, random: Random): boolean {
    const others = this.#faults.filter(({ name }) => name !== fault);
    if (others.length < this.#faults.length === on) return false;
    this.#faults = on ? [faultBehaviour(fault, atMs, random), ...others] : others.length > 0 ? others : none;
    this.aheadMs = this.#faults.reduce((ahead, behaviour) => ahead + (behaviour.aheadMs ?? 0), 0);
    this.supplied = this.#faults.every((behaviour) => behaviour.supplied !== false);
    this.transmits = this.supplied && this.#faults.every((behaviour) => behaviour.transmits !== false);
    return true;
  }

  /** What comes of a level the driver is told: the first that answers. */
  output(levelPct: number, light: LightFigures, atMs: number): Output {
    for (const behaviour of this.#faults) {
      const output = behaviour.output?.(levelPct, light, atMs);
      if (output) return output;
    }
    return driver.output(levelPct, light);
  }

  /** The first instant after `afterMs` at which one of them changes by itself; Infinity when none does. */
  nextChangeAt(afterMs: number): number {
    return this.#faults.reduce((soonest, behaviour) => Math.min(soonest, behaviour.nextChangeAt?.(afterMs) ?? soonest), Number.POSITIVE_INFINITY);
  }
}
