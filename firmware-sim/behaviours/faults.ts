/** The faults a simulated node can have, as behaviours. Their physics, not their symptoms: what to conclude is the controller's work. */
import type { SimulatedFault } from "#contract/api";
import { randomBetween } from "#contract/random";
import { aged, driverHot, failing } from "./ageing.ts";
import { type Behaviour, dark, type Onset, type Output, type Reaction } from "./behaviour.ts";
import { columnStruck, doorOpen, leakage } from "./column.ts";
import { capacitorLost, feederLost, voltageHigh, voltageLow } from "./supply.ts";

/** Makes the behaviour of a fault that begins now. */
export const faultBehaviour = (fault: SimulatedFault, onset: Onset): Behaviour => ({ name: fault, ...makers[fault](onset) });

const makers: Readonly<Record<SimulatedFault, (onset: Onset) => Reaction>> = {
  "lamp-out": () => ({ output: (behind, { standbyW }) => dark(behind, standbyW) }),
  // The relay's contacts have welded: told to be off, the driver has mains and no dimming signal, which means full.
  "day-burning": () => ({ reaching: (levelPct) => (levelPct <= 0 ? 100 : levelPct) }),
  "driver-stuck": () => ({ reaching: (levelPct) => (levelPct > 0 ? 100 : levelPct) }),
  cycling,
  // Strings of LEDs fail open: their share of light and power goes.
  "modules-lost": ({ random }) => scaled(1 - randomBetween(random, 0.25, 0.6)),
  // A driver that was set for another lamp, or whose losses grow.
  "power-excess": ({ random }) => ({ output: ofPower(randomBetween(random, 1.2, 1.6)) }),
  "capacitor-lost": capacitorLost,
  "voltage-high": voltageHigh,
  "voltage-low": voltageLow,
  "column-struck": columnStruck,
  "door-open": doorOpen,
  leakage,
  silent: () => ({ transmits: false }),
  "gateway-lost": () => ({ transmits: false, receives: false }),
  deaf: () => ({ receives: false }),
  "programme-damaged": () => ({ programmeReadable: false }),
  "clock-drift": ({ random }) => ({ aheadMs: Math.round(randomBetween(random, 3, 12) * 60_000 * (random.next() < 0.5 ? -1 : 1)) }),
  "photocell-dark": () => ({ daylightLux: 0 }),
  "photocell-bright": () => ({ daylightLux: 50_000 }),
  "driver-hot": driverHot,
  aged,
  failing,
  "feeder-lost": feederLost,
};

const scaled = (share: number): Reaction => ({
  output: (behind) => (behind.lightPct > 0 ? { lightPct: behind.lightPct * share, powerW: behind.powerW * share } : behind),
});

const ofPower =
  (factor: number) =>
  (behind: Output): Output =>
    behind.lightPct > 0 ? { lightPct: behind.lightPct, powerW: behind.powerW * factor } : behind;

/** A lamp that overheats, goes out, cools and strikes again, every few minutes. */
function cycling({ sinceMs, random }: Onset): Reaction {
  const onMs = Math.round(randomBetween(random, 3, 7) * 60_000);
  const periodMs = onMs + Math.round(randomBetween(random, 2, 4) * 60_000);
  // Whole milliseconds throughout, so that a change computed and a change asked about are the same instant.
  const firstMs = Math.floor(sinceMs);
  const struckMs = (atMs: number): number => firstMs + Math.floor((atMs - firstMs) / periodMs) * periodMs;
  return {
    output: (behind, { standbyW }, atMs) => (atMs < struckMs(atMs) + onMs ? behind : dark(behind, standbyW)),
    nextChangeAt: (afterMs) => (afterMs < struckMs(afterMs) + onMs ? struckMs(afterMs) + onMs : struckMs(afterMs) + periodMs),
  };
}
