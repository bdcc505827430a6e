/** How often what goes wrong with a single light, and how long it lasts: what a plan of faults is drawn from. */
import type { SimulatedFault } from "#contract/api";

export interface FaultRate {
  readonly fault: SimulatedFault;
  /**
   * Onsets among 10,000 lights in 30 nights. A maintained town has some 40 failures of all kinds in that time; here each kind comes
   * often enough to be judged by, and the common ones stay the more common.
   */
  readonly per10kIn30: number;
  /** It lasts at least this many nights before anybody repairs it: as long as a careful watcher needs to be sure. */
  readonly nightsLeast: number;
  /** Only where there is a photocell. */
  readonly photocell?: true;
}

/** Faults of single lights. What takes many at once is in group-faults.ts. */
export const faultRates: readonly FaultRate[] = [
  { fault: "lamp-out", per10kIn30: 60, nightsLeast: 1.5 },
  { fault: "day-burning", per10kIn30: 40, nightsLeast: 1.5 },
  { fault: "cycling", per10kIn30: 32, nightsLeast: 1.5 },
  { fault: "silent", per10kIn30: 40, nightsLeast: 1 },
  { fault: "clock-drift", per10kIn30: 26, nightsLeast: 1 },
  { fault: "driver-stuck", per10kIn30: 32, nightsLeast: 1.5 },
  { fault: "modules-lost", per10kIn30: 40, nightsLeast: 1.5 },
  { fault: "power-excess", per10kIn30: 30, nightsLeast: 1.5 },
  { fault: "capacitor-lost", per10kIn30: 30, nightsLeast: 1.5 },
  { fault: "column-struck", per10kIn30: 26, nightsLeast: 1 },
  { fault: "door-open", per10kIn30: 32, nightsLeast: 0.5 },
  { fault: "leakage", per10kIn30: 26, nightsLeast: 1 },
  { fault: "programme-damaged", per10kIn30: 24, nightsLeast: 1 },
  { fault: "deaf", per10kIn30: 24, nightsLeast: 2 },
  { fault: "driver-hot", per10kIn30: 30, nightsLeast: 7 },
  { fault: "aged", per10kIn30: 30, nightsLeast: 2 },
  { fault: "photocell-dark", per10kIn30: 24, nightsLeast: 6, photocell: true },
  { fault: "photocell-bright", per10kIn30: 24, nightsLeast: 11, photocell: true },
  { fault: "failing", per10kIn30: 30, nightsLeast: 10 },
];

/** Even a small or short plan has this many of each kind, if it has the lights. */
export const onsetsLeast = 2;
/** Of faults, those that somebody repairs within the plan; the others stay. */
export const repairedShare = 0.7;
/** A repair comes at most this long after the least, in nights. */
export const repairNightsMax = 8;
