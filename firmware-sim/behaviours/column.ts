/** What the sensors in a column feel: its tilt and blows to it, its door, current that leaks to earth. */
import { faultBits } from "#contract/messages";
import { dark, type Onset, type Reaction } from "./behaviour.ts";

/** The accelerometer's word of a blow stands this long, so that a lost message does not lose it. */
const impactMs = 3_600_000;
/** Struck columns whose lamp goes out: the cable is torn or the lantern broken. */
const darkShare = 0.3;

/** A vehicle has struck it: it leans until it is set up again. */
export function columnStruck({ sinceMs, random }: Onset): Reaction {
  const untilMs = Math.floor(sinceMs) + impactMs;
  const felt: Reaction = {
    sensorBits: (atMs) => faultBits.tilted | (atMs < untilMs ? faultBits.impact : 0),
    nextChangeAt: (afterMs) => (afterMs < untilMs ? untilMs : Number.POSITIVE_INFINITY),
  };
  return random.next() < darkShare ? { ...felt, output: (behind, { standbyW }) => dark(behind, standbyW) } : felt;
}

export const doorOpen = (): Reaction => ({ sensorBits: () => faultBits.doorOpen });
export const leakage = (): Reaction => ({ sensorBits: () => faultBits.leakage });
