/** What a simulated node is: fixed when it is made. What it does with it is in behaviours/, what it holds in node.ts. */
import type { InventoryLight } from "#contract/api";
import { type Random, randomBetween, seededRandom } from "#contract/random";

/** The luminaire's figures: how level becomes power. */
export interface LightFigures {
  /** At 100 %, W. */
  readonly powerW: number;
  /** Lowest level the driver gives but for off, %. */
  readonly minLevelPct: number;
  readonly minPowerW: number;
  /** Node and gear at level 0, W. */
  readonly standbyW: number;
}

export interface Capabilities extends LightFigures {
  readonly node: string;
  /** Ids of the lights it drives; their figures are summed above. */
  readonly lights: readonly string[];
  readonly feeder: string | undefined;
  /** Voltage at the feeder's pillar without load, V. */
  readonly supplyV: number;
  /** The node says lamp failure when its power stays below this share of the expected; 0: this model has no such threshold. */
  readonly lampLowShare: number;
  /** How long the lamp may be low before the node says so, ms. */
  readonly warmUpMs: number;
  /** Whether it measures daylight, and so can bring light on before its programme does. */
  readonly photocell: boolean;
  /** Reports the log holds; the oldest makes room for the newest. */
  readonly logCapacity: number;
}

/** Old columns had one each; most new nodes go by their programme alone. */
const photocellShare = 1 / 4;

/** Whether a node has a photocell: the same in every simulation, so that a plan of faults can know it. */
export const hasPhotocell = (node: string): boolean => seededRandom(`photocell of ${node}`).next() < photocellShare;

/** Enough for 40 days of a report every 15 minutes. */
export const logCapacityDefault = 4_000;

/** The nodes of an inventory: one for each node id, in the order of the list. Seeded: the same list gives the same nodes. */
export function capabilitiesOf(inventory: readonly InventoryLight[], random: Random, logCapacity = logCapacityDefault): Capabilities[] {
  const byNode = new Map<string, InventoryLight[]>();
  for (const light of inventory) {
    const lights = byNode.get(light.node);
    if (lights) lights.push(light);
    else byNode.set(light.node, [light]);
  }
  return [...byNode].map(([node, lights]) => nodeOf(node, lights, random, logCapacity));
}

function nodeOf(node: string, lights: readonly InventoryLight[], random: Random, logCapacity: number): Capabilities {
  const sum = (figure: (light: InventoryLight) => number): number => lights.reduce((total, light) => total + figure(light), 0);
  const feeder = lights[0]?.feeder;
  const own = random.fork(node);
  return {
    node,
    lights: lights.map((light) => light.id),
    feeder,
    powerW: sum((light) => light.powerW),
    minLevelPct: Math.min(...lights.map((light) => light.minLevelPct)),
    minPowerW: sum((light) => light.minPowerW),
    standbyW: sum((light) => light.standbyW),
    supplyV: feederV(random, feeder ?? lights[0]?.street ?? node),
    // Two models in three measure current well enough to judge the lamp.
    lampLowShare: own.next() < 2 / 3 ? 0.2 : 0,
    warmUpMs: Math.round(randomBetween(own, 60_000, 240_000)),
    photocell: hasPhotocell(node),
    logCapacity,
  };
}

/** UK low voltage lies mostly above nominal: 230 V +10/−6 %, commonly 235–245 V at the pillar. */
const feederV = (random: Random, feeder: string): number => randomBetween(random.fork(`feeder/${feeder}`), 234, 244);
