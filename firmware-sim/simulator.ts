/** Everything the simulator plays for one installation: its nodes, and its demand sources. */
import type { DemandSource, FaultCommand, InventoryLight } from "#contract/api";
import { type Clock, SystemClock } from "#contract/clock";
import { LightingError } from "#contract/failures";
import { seededRandom } from "#contract/random";
import type { SimulatorOptions } from "./arguments.ts";
import { logCapacityDefault } from "./capabilities.ts";
import { planCarriers, toCommission } from "./carriers.ts";
import type { Link } from "./connection.ts";
import { DemandFeed, type Readings } from "./demand/feed.ts";
import { generatedReadings } from "./demand/generator.ts";
import { readCounts } from "./demand/replay.ts";
import { WallClock } from "./demand/wall-clock.ts";
import { SimulatedFleet } from "./fleet.ts";
import { initialFaults, silences } from "./initial-faults.ts";
import { Installation } from "./installation.ts";
import { generateTown } from "./town/town.ts";
import { seededWorld } from "./world.ts";

export interface Simulator {
  /** For people: how much of what is played where. */
  readonly title: string;
  fault(command: FaultCommand): void;
  /** To be called when the clock was changed. */
  wake(): void;
  close(): Promise<void>;
}

/** Reports all logs of a fleet may hold together: at 64 bytes each, a quarter of a gigabyte at most. */
const logReportsMax = 4_000_000;
/** The demo's networks come back at once; the field's nodes would take up to ten minutes. */
const retry = { firstMs: 2_000, maxMs: 60_000 } as const;

/** By then every node has had its programme and reported. */
const silencesAfterMs = 10 * 60_000;

/** Waits for the controller, commissions everything and connects it. Throws LightingError that says what to do. */
export async function startSimulator(options: SimulatorOptions, clock: Clock, say: (line: string) => void): Promise<Simulator> {
  const real = new SystemClock();
  const installation = new Installation(options.api);
  await installation.ready(real, say);
  const { authority, timeZone, place } = await installation.estate();
  if (options.authority !== undefined && options.authority !== authority.id) {
    throw new LightingError("BAD_INPUT", `${options.api} is of the authority ${authority.id}, not ${options.authority}: check --api or --authority`);
  }
  const inventory = await inventoryOf(installation, options, say);
  const sources = await demandOf(options, await installation.demandSources(), new WallClock(timeZone), say);
  const nodes = [...new Set(inventory.map(({ node }) => node))];
  const carriers = planCarriers(nodes, options.perGateway);
  const secrets = await installation.commission([...toCommission(carriers), ...[...sources.keys()].map((id) => ({ id, kind: "source" as const }))]);

  const random = seededRandom(options.seed);
  const link: Link = { brokerUrl: options.broker, authority: authority.id, clock: real, random: random.fork("link"), retry };
  const logCapacity = Math.min(logCapacityDefault, Math.max(100, Math.floor(logReportsMax / Math.max(1, nodes.length))));
  // Seconds rise from run to run faster than any node reboots.
  const boot = Math.floor(real.now() / 1_000);
  // A sky that was asked for takes the place of the weather's.
  const world = seededWorld(random.fork("world"), options.daylightLux === undefined ? place : undefined);
  const fleet = new SimulatedFleet({ ...options, world, inventory, clock, link, random: random.fork("fleet"), secrets, boot, logCapacity });
  const faults = options.faults ? initialFaults(inventory, random.fork("faults")) : [];
  for (const command of faults) if (!silences.includes(command.fault)) fleet.fault(command);
  if (options.daylightLux !== undefined) fleet.setDaylight(options.daylightLux);
  const feed = new DemandFeed({ clock, link, secrets, sources });
  fleet.start();
  feed.start();
  void fleet.connected().then(() => {
    clock.after(silencesAfterMs, "some nodes fall silent", () => {
      for (const command of faults) if (silences.includes(command.fault)) fleet.fault(command);
    });
  });
  return {
    title: `${nodes.length} nodes on ${carriers.length} connections, ${sources.size} demand sources, of ${authority.name}`,
    fault: (command) => fleet.fault(command),
    wake: () => {
      fleet.wake();
      feed.wake();
    },
    close: async () => {
      await Promise.all([fleet.close(), feed.close()]);
    },
  };
}

async function inventoryOf(installation: Installation, options: SimulatorOptions, say: (line: string) => void): Promise<InventoryLight[]> {
  const inventory = await installation.inventory();
  if (inventory.length > 0) return options.nodes === undefined ? inventory : inventory.slice(0, options.nodes);
  if (options.nodes === undefined)
    throw new LightingError("BAD_INPUT", `${options.api} has no lights yet: import a list there, or generate a town with --nodes N`);
  const town = generateTown({ seed: options.seed, lights: options.nodes });
  const { new: taken } = await installation.importInventory(town.csv);
  say(`there was no inventory: generated ${town.name} with ${taken} lights and imported it`);
  return installation.inventory();
}

/** Readings by source id, for the sources the installation knows. */
async function demandOf(
  options: SimulatorOptions,
  known: readonly DemandSource[],
  wall: WallClock,
  say: (line: string) => void,
): Promise<Map<string, Readings>> {
  const sources = new Map<string, Readings>();
  if (options.demand === undefined) {
    for (const source of known) {
      const readings = generatedReadings(source, wall, options.seed);
      if (readings) sources.set(source.id, readings);
    }
    return sources;
  }
  const counts = await readCounts(options.demand, options.demandColumns);
  if (counts.bad.rows > 0) say(`${options.demand}: ${counts.bad.rows} rows without a site, an hour or a count; the first: ${counts.bad.first}`);
  for (const { id } of known) {
    const site = counts.siteOf(id);
    const readings = site === undefined ? undefined : counts.of(site, wall);
    if (readings) sources.set(id, readings);
  }
  if (sources.size === 0)
    say(`${options.demand}: none of its ${counts.sites.length} sites is a demand source of the installation (such as site-${counts.sites[0]})`);
  return sources;
}
