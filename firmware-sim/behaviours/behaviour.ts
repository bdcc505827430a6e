/**
 * A node reacts through an ordered list of behaviours, the driver last. A fault is a behaviour put in front: it changes what comes of
 * those behind it in one place, and leaves the rest as it was.
 */
import type { SimulatedFault } from "#contract/api";
import type { Random } from "#contract/random";
import type { LightFigures } from "../capabilities.ts";

/** What comes of a drive level: light given and power drawn. */
export interface Output {
  readonly lightPct: number;
  readonly powerW: number;
}

export interface Behaviour {
  readonly name: SimulatedFault;
  /** The level that reaches the driver of the level it is told, %: a welded relay, a broken dimming line. */
  reaching?(levelPct: number): number;
  /**
   * Output at a true instant, of that of the behaviours behind. Between two of its own changes the power must be affine in the level on
   * (0, minLevelPct] and on [minLevelPct, 100]: the meter's exactness rests on it.
   */
  output?(behind: Output, light: LightFigures, atMs: number): Output;
  /** The first instant after `afterMs` at which its output or its sensors change by themselves. */
  nextChangeAt?(afterMs: number): number;
  /** The gear's power factor, 0–1, of what it would be. */
  powerFactor?(behind: number, atMs: number): number;
  /** Supply at the node, V, of what it would be. */
  supplyV?(behind: number, atMs: number): number;
  /** How many times its usual rise the gear is warmer than the air. */
  riseFactor?(atMs: number): number;
  /** What the sensors in the column tell, as faultBits. */
  sensorBits?(atMs: number): number;
  /** What the photocell takes for the daylight, lx. */
  readonly daylightLux?: number;
  /** How far the node's own clock is ahead of true time, ms. */
  readonly aheadMs?: number;
  /** What the hour counter stands at, at least, when it begins, h; when it ends there is a new lamp, and it stands at nought. */
  readonly burningHours?: number;
  /** False: nothing leaves the node. */
  readonly transmits?: false;
  /** False: nothing reaches the node. */
  readonly receives?: false;
  /** False: what its flash holds of the programme fails its check. */
  readonly programmeReadable?: false;
  /** False: the node has no mains. */
  readonly supplied?: false;
}

/** What a fault does: a behaviour but for its name. */
export type Reaction = Omit<Behaviour, "name">;

/** What a fault begins with. Random decides what differs between two of a kind, such as how far a clock is off. */
export interface Onset {
  readonly sinceMs: number;
  readonly random: Random;
}

/** The healthy driver: linear from (minLevelPct, minPowerW) to (100, powerW), standby at 0 (lighting-domain.md §2.8). */
export function driverOutput(levelPct: number, light: LightFigures): Output {
  if (levelPct <= 0) return { lightPct: 0, powerW: light.standbyW };
  if (levelPct <= light.minLevelPct) return { lightPct: light.minLevelPct, powerW: light.minPowerW };
  const share = (levelPct - light.minLevelPct) / (100 - light.minLevelPct);
  return { lightPct: levelPct, powerW: light.minPowerW + (light.powerW - light.minPowerW) * share };
}

/** A dead lamp leaves the gear alone: a little more than standby, since the driver keeps trying. */
const deadGearW = 0.8;
/** What comes of a lamp that gives no light whatever the driver does. */
export const dark = (behind: Output, standbyW: number): Output => ({
  lightPct: 0,
  powerW: behind.lightPct > 0 ? standbyW + deadGearW : standbyW,
});
