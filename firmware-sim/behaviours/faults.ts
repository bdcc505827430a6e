/** The faults a simulated node can have, as behaviours. Their physics, not their symptoms: what to conclude is the controller's work. */
import type { SimulatedFault } from "#contract/api";
import { type Random, randomBetween } from "#contract/random";
import type { Behaviour, Output } from "./behaviour.ts";

/** Makes the behaviour of a fault that begins now. Random decides what differs between two of a kind, such as how far a clock is off. */
export function faultBehaviour(fault: SimulatedFault, sinceMs: number, random: Random): Behaviour {
  switch (fault) {
    case "lamp-out":
      return { name: fault, output: (levelPct, light) => dark(levelPct, light.standbyW) };
    case "day-burning":
      // The relay's contacts have welded: told to be off, the driver has mains and no dimming signal, which means full.
      return { name: fault, output: (levelPct, light) => (levelPct <= 0 ? { lightPct: 100, powerW: light.powerW } : undefined) };
    case "driver-stuck":
      return { name: fault, output: (levelPct, light) => (levelPct > 0 ? { lightPct: 100, powerW: light.powerW } : undefined) };
    case "cycling":
      return cycling(sinceMs, random);
    case "silent":
      return { name: fault, transmits: false };
    case "clock-drift":
      return { name: fault, aheadMs: Math.round(randomBetween(random, 3, 12) * 60_000 * (random.next() < 0.5 ? -1 : 1)) };
    case "feeder-lost":
      return { name: fault, supplied: false };
  }
}

/** A dead lamp leaves the gear alone: a little more than standby, since the driver keeps trying. */
const deadGearW = 0.8;
const dark = (levelPct: number, standbyW: number): Output => ({ lightPct: 0, powerW: levelPct > 0 ? standbyW + deadGearW : standbyW });

/** A lamp that overheats, goes out, cools and strikes again, every few minutes. */
function cycling(sinceMs: number, random: Random): Behaviour {
  const onMs = Math.round(randomBetween(random, 3, 7) * 60_000);
  const periodMs = onMs + Math.round(randomBetween(random, 2, 4) * 60_000);
  // Whole milliseconds throughout, so that a change computed and a change asked about are the same instant.
  const firstMs = Math.floor(sinceMs);
  const struckMs = (atMs: number): number => firstMs + Math.floor((atMs - firstMs) / periodMs) * periodMs;
  return {
    name: "cycling",
    output: (levelPct, light, atMs) => (atMs < struckMs(atMs) + onMs ? undefined : dark(levelPct, light.standbyW)),
    nextChangeAt: (afterMs) => (afterMs < struckMs(afterMs) + onMs ? struckMs(afterMs) + onMs : struckMs(afterMs) + periodMs),
  };
}
