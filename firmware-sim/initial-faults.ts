/** Faults a demo begins with, seeded: a fault list that is empty shows nothing. */
import type { FaultCommand, InventoryLight, SimulatedFault } from "#contract/api";
import { type Random, randomInt } from "#contract/random";

/** About what a maintained town has: 1.5 % of lights. */
const faultyShare = 0.015;
const kinds: readonly SimulatedFault[] = ["lamp-out", "lamp-out", "lamp-out", "day-burning", "day-burning", "cycling", "silent", "driver-stuck"];
/** A lost feeder of more lights than this would be the whole demo. */
const feederShareMax = 0.08;

/** Faults that take a node's voice: it must have been heard before it can be missed. */
export const silences: readonly SimulatedFault[] = ["silent", "feeder-lost"];

/** Single faults by light, and one feeder lost where there are feeders. */
export function initialFaults(inventory: readonly InventoryLight[], random: Random): FaultCommand[] {
  const faults = new Map<SimulatedFault, Set<string>>();
  for (let left = Math.round(inventory.length * faultyShare); left > 0; left--) {
    const kind = kinds[randomInt(random, kinds.length)] ?? "lamp-out";
    const light = inventory[randomInt(random, inventory.length)];
    if (light) faults.set(kind, (faults.get(kind) ?? new Set()).add(light.id));
  }
  const commands: FaultCommand[] = [...faults].map(([fault, lights]) => ({ lights: [...lights], fault, on: true }));
  const feeder = oneFeeder(inventory, random);
  return feeder ? [...commands, { lights: [feeder], fault: "feeder-lost", on: true }] : commands;
}

/** A light on the feeder to lose: not the only one, and not too large. */
function oneFeeder(inventory: readonly InventoryLight[], random: Random): string | undefined {
  const byFeeder = Map.groupBy(inventory, ({ feeder }) => feeder);
  const small = [...byFeeder].filter(([feeder, lights]) => feeder !== undefined && lights.length <= Math.max(1, inventory.length * feederShareMax));
  return byFeeder.size > 1 ? small[randomInt(random, small.length)]?.[1][0]?.id : undefined;
}
