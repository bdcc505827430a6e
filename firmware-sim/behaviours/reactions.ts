/** A node's behaviours in their order, asked as one: faults in front, the newest first, the driver last. */
import type { SimulatedFault } from "#contract/api";
import type { LightFigures } from "../capabilities.ts";
import { type Behaviour, driverOutput, type Onset, type Output } from "./behaviour.ts";
import { faultBehaviour } from "./faults.ts";

const none: readonly Behaviour[] = [];

export class Reactions {
  /** The oldest first, so that each works on what comes of those before it. */
  #faults = none;
  /** How far the node's own clock is ahead of true time by its faults, ms. */
  aheadMs = 0;
  supplied = true;
  /** Whether anything the node says leaves it. */
  transmits = true;
  /** Whether anything said to the node reaches it. */
  receives = true;
  programmeReadable = true;
  /** What its photocell takes for the daylight whatever the sky, lx; undefined when it measures. */
  daylightLux: number | undefined;

  /** The newest first. */
  get faults(): SimulatedFault[] {
    return this.#faults.map(({ name }) => name).reverse();
  }

  /** Puts a fault in front, or takes it away. Doing either twice changes nothing; then it answers undefined, else the behaviour. */
  set(fault: SimulatedFault, on: boolean, onset: Onset): Behaviour | undefined {
    const held = this.#faults.find(({ name }) => name === fault);
    if ((held !== undefined) === on) return undefined;
    const others = this.#faults.filter((behaviour) => behaviour !== held);
    const behaviour = held ?? faultBehaviour(fault, onset);
    this.#faults = on ? [...others, behaviour] : others.length > 0 ? others : none;
    this.#settle();
    return behaviour;
  }

  /** What comes of a level the driver is told. */
  output(levelPct: number, light: LightFigures, atMs: number): Output {
    if (this.#faults === none) return driverOutput(levelPct, light);
    let reachingPct = levelPct;
    for (const behaviour of this.#faults) if (behaviour.reaching) reachingPct = behaviour.reaching(reachingPct);
    let output = driverOutput(reachingPct, light);
    for (const behaviour of this.#faults) if (behaviour.output) output = behaviour.output(output, light, atMs);
    return output;
  }

  /** The gear's power factor, of what it would be. */
  powerFactor(healthy: number, atMs: number): number {
    let factor = healthy;
    for (const behaviour of this.#faults) if (behaviour.powerFactor) factor = behaviour.powerFactor(factor, atMs);
    return factor;
  }

  /** Supply at the node, V, of what the feeder would give. */
  supplyV(healthyV: number, atMs: number): number {
    let volts = healthyV;
    for (const behaviour of this.#faults) if (behaviour.supplyV) volts = behaviour.supplyV(volts, atMs);
    return volts;
  }

  /** How many times its usual rise the gear is warmer than the air. */
  riseFactor(atMs: number): number {
    let factor = 1;
    for (const behaviour of this.#faults) if (behaviour.riseFactor) factor *= behaviour.riseFactor(atMs);
    return factor;
  }

  /** What the sensors in the column tell, as faultBits. */
  sensorBits(atMs: number): number {
    let bits = 0;
    for (const behaviour of this.#faults) if (behaviour.sensorBits) bits |= behaviour.sensorBits(atMs);
    return bits;
  }

  /** The first instant after `afterMs` at which one of them changes by itself; Infinity when none does. */
  nextChangeAt(afterMs: number): number {
    let soonestMs = Number.POSITIVE_INFINITY;
    for (const behaviour of this.#faults) if (behaviour.nextChangeAt) soonestMs = Math.min(soonestMs, behaviour.nextChangeAt(afterMs));
    return soonestMs;
  }

  #settle(): void {
    const all = this.#faults;
    this.aheadMs = all.reduce((ahead, behaviour) => ahead + (behaviour.aheadMs ?? 0), 0);
    this.supplied = all.every((behaviour) => behaviour.supplied !== false);
    this.transmits = this.supplied && all.every((behaviour) => behaviour.transmits !== false);
    this.receives = this.supplied && all.every((behaviour) => behaviour.receives !== false);
    this.programmeReadable = all.every((behaviour) => behaviour.programmeReadable !== false);
    this.daylightLux = all.findLast((behaviour) => behaviour.daylightLux !== undefined)?.daylightLux;
  }
}
