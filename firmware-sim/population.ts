/** The nodes of an inventory, as they stand in the street today. */
import type { InventoryLight } from "#contract/api";
import { type Random, randomBetween } from "#contract/random";
import { capabilitiesOf, logCapacityDefault } from "./capabilities.ts";
import { SimulatedNode } from "./node.ts";

export interface Population {
  readonly inventory: readonly InventoryLight[];
  readonly random: Random;
  /** Above that of every earlier run: reports are named by it. */
  readonly boot?: number;
  readonly logCapacity?: number;
}

/** Share of full power that a lamp has drawn over the hours it burned. */
const meanShare = 0.7;

/** Makes the nodes, seeded. They have been out there for years: meters do not start at nought. */
export function populate({ inventory, random, boot = 1, logCapacity = logCapacityDefault }: Population, atMs: number): SimulatedNode[] {
  return capabilitiesOf(inventory, random.fork("capabilities"), logCapacity).map((capabilities) => {
    const own = random.fork(`node/${capabilities.node}`);
    const burningHours = Math.round(randomBetween(own, 500, 30_000));
    const energyKwh = Math.round((burningHours * capabilities.powerW * meanShare) / 1_000);
    return new SimulatedNode(capabilities, { atMs, boot, random: own, burningHours, energyKwh });
  });
}
