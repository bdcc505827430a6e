/** The nodes of an inventory, as they stand in the street today. */
import type { InventoryLight } from "#contract/api";
import { type Random, randomBetween } from "#contract/random";
import { capabilitiesOf, logCapacityDefault } from "./capabilities.ts";
import { instrumentsOf } from "./instruments.ts";
import { SimulatedNode } from "./node.ts";
import type { World } from "./world.ts";

export interface Population {
  readonly inventory: readonly InventoryLight[];
  readonly random: Random;
  /** Above that of every earlier run: reports are named by it. */
  readonly boot?: number;
  readonly logCapacity?: number;
  /** What is about the nodes. With it they measure with the error of real instruments; without, exactly, on a plain supply. */
  readonly world?: World;
  /** Burning hours of lamps that stand otherwise than by chance, by light. */
  readonly burningHours?: ReadonlyMap<string, number>;
}

/** Share of full power that a lamp has drawn over the hours it burned. */
const meanShare = 0.7;

/** Makes the nodes, seeded. They have been out there for years: meters do not start at nought. */
export function populate(population: Population, atMs: number): SimulatedNode[] {
  const { inventory, random, boot = 1, logCapacity = logCapacityDefault } = population;
  const areas = new Map(inventory.map(({ node, area }) => [node, area]));
  return capabilitiesOf(inventory, random.fork("capabilities"), logCapacity).map((capabilities) => {
    const own = random.fork(`node/${capabilities.node}`);
    const byChance = Math.round(randomBetween(own, 500, 30_000));
    const burningHours = population.burningHours?.get(capabilities.lights[0] ?? "") ?? byChance;
    const energyKwh = Math.round((burningHours * capabilities.powerW * meanShare) / 1_000);
    const where = { feeder: capabilities.feeder, area: areas.get(capabilities.node) ?? "" };
    const real = population.world && { surroundings: population.world(where), instruments: instrumentsOf(own.fork("instruments")) };
    return new SimulatedNode(capabilities, { atMs, boot, random: own, burningHours, energyKwh, ...real });
  });
}
