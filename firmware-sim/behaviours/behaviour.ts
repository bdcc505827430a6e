/**
 * A node reacts through an ordered list of behaviours: the first that answers wins, the driver comes last. A fault is a behaviour put
 * in front, so it changes one reaction and leaves the rest as it was.
 */
import type { SimulatedFault } from "#contract/api";
import type { LightFigures } from "../capabilities.ts";

/** What comes of a drive level: light given and power drawn. */
export interface Output {
  readonly lightPct: number;
  readonly powerW: number;
}

export interface Behaviour {
  readonly name: SimulatedFault | "driver";
  /**
   * Output at a level the driver is told, at a true instant; undefined leaves it to the next behaviour. Between two of its own changes
   * the power must be affine in the level on (0, minLevelPct] and on [minLevelPct, 100]: the meter's exactness rests on it.
   */
  output?(levelPct: number, light: LightFigures, atMs: number): Output | undefined;
  /** The first instant after `afterMs` at which it changes by itself. */
  nextChangeAt?(afterMs: number): number;
  /** How far the node's own clock is ahead of true time, ms. */
  readonly aheadMs?: number;
  /** False: nothing leaves the node. */
  readonly transmits?: false;
  /** False: the node has no mains. */
  readonly supplied?: false;
}

/** The healthy driver: linear from (minLevelPct, minPowerW) to (100, powerW), standby at 0 (lighting-domain.md §2.8). */
export const driver = {
  name: "driver",
  output(levelPct: number, light: LightFigures): Output {
    if (levelPct <= 0) return { lightPct: 0, powerW: light.standbyW };
    if (levelPct <= light.minLevelPct) return { lightPct: light.minLevelPct, powerW: light.minPowerW };
    const share = (levelPct - light.minLevelPct) / (100 - light.minLevelPct);
    return { lightPct: levelPct, powerW: light.minPowerW + (light.powerW - light.minPowerW) * share };
  },
} as const satisfies Behaviour;
