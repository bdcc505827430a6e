/** The lights that are watched: a generated town, divided by feeder pillar so that what is lost together stays together. */
import { loadConfig } from "#config/load";
import type { Config, ProfileConfig } from "#config/schema";
import type { InventoryLight } from "#contract/api";
import { importInventory } from "#controller/registry/import";
import type { LightRecord } from "#controller/registry/inventory";
import { generateTown } from "#firmware-sim/town/town";

/** One thread's share of a run. */
export interface Share {
  readonly seed: number;
  /** Of the whole town. */
  readonly lights: number;
  readonly nights: number;
  /** Which share, from 0, of how many. */
  readonly part: number;
  readonly parts: number;
}

export const authority = "bench";
export const dayMs = 86_400_000;
/** Noon, so that every night is whole; long nights and short days, neither the longest nor the shortest. */
export const startMs = Date.parse("2026-10-19T12:00:00Z");

/** Both regimes let a photocell bring light on half an hour early, as councils allow for storms. Three nodes in four have none. */
export const townConfig = (): Config =>
  loadConfig({
    overrides: {
      authority: { id: authority, name: "Bench" },
      profiles: { wide: partNight(70, 35), narrow: partNight(35, 18) },
      regimes: { "70/35": "wide", "35/18": "narrow" },
    },
  });

const partNight = (onLux: number, offLux: number): ProfileConfig => ({
  name: `Part-night ${onLux}/${offLux}, earlier in a storm`,
  fadeMs: 10_000,
  steps: [
    { at: { lux: onLux, edge: "falling" }, levelPct: 100 },
    { at: { time: "22:00" }, levelPct: 75 },
    { at: { time: "00:00" }, levelPct: 50 },
    { at: { time: "05:30" }, levelPct: 75 },
    { at: { lux: offLux, edge: "rising" }, levelPct: 0 },
  ],
  photocell: { onLux, earlierMin: 30 },
});

export interface Town {
  /** All shares' lights, and those of one. */
  readonly all: readonly LightRecord[];
  readonly own: readonly LightRecord[];
  /** Node ids by gateway; every other node has a connection of its own. */
  readonly gateways: ReadonlyMap<string, readonly string[]>;
}

/** One feeder in so many has its nodes on gateways, with so many nodes each. */
const feedersPerCarried = 7;
const nodesPerGateway = 40;

/** Whole feeders to each share, dealt out in turn; no gateway carries nodes of two shares. */
export function townOf({ seed, lights, part, parts }: Share): Town {
  const all = importInventory(generateTown({ seed, lights }).csv, { mapping: undefined, defaultPowerW: 60, existing: [] }).lights;
  const feeders = [...new Set(all.map(({ feeder }) => feeder ?? ""))].sort();
  const places = new Map(feeders.map((feeder, index) => [feeder, { part: index % parts, isCarried: Math.floor(index / parts) % feedersPerCarried === 0 }]));
  const placeOf = ({ feeder }: LightRecord) => places.get(feeder ?? "");
  const gateways = new Map<string, string[]>();
  for (let each = 0; each < parts; each++) {
    const nodes = new Set(all.filter((light) => placeOf(light)?.part === each && placeOf(light)?.isCarried).map(({ node }) => node));
    [...nodes].forEach((node, index) => {
      const id = `gateway-${each}-${Math.floor(index / nodesPerGateway)}`;
      gateways.set(id, [...(gateways.get(id) ?? []), node]);
    });
  }
  return { all, own: all.filter((light) => placeOf(light)?.part === part), gateways };
}

/** As the simulator is told of lights. */
export const inventoryOf = (lights: readonly LightRecord[]): InventoryLight[] =>
  lights.map(({ postcode, feeder, luminaire, ...light }) => ({
    ...light,
    ...(postcode !== undefined && { postcode }),
    ...(feeder !== undefined && { feeder }),
    ...(luminaire !== undefined && { luminaire }),
  }));
