/**
 * The real broker, controller and simulated nodes in one process, over real sockets, on a clock that stands still until advanced.
 * Only sockets and their limits run on real time.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Broker, startBroker } from "#broker/broker";
import { loadConfig } from "#config/load";
import { busSocketPath, registryPath } from "#config/paths";
import type { Config, ConfigInput } from "#config/schema";
import { ManualClock, SystemClock } from "#contract/clock";
import { seededRandom } from "#contract/random";
import { EmbeddedBus } from "#controller/bus/embedded";
import { Controller } from "#controller/controller";
import { commission } from "#controller/desk/commission";
import { ControllerDesk } from "#controller/desk/desk";
import { InventoryDesk } from "#controller/desk/inventory";
import { importInventory } from "#controller/registry/import";
import type { Registry } from "#controller/registry/port";
import { openSqliteRegistry } from "#controller/registry/sqlite";
import { openEmbeddedTelemetry } from "#controller/telemetry/embedded";
import type { TelemetryStore } from "#controller/telemetry/port";
import { Recorder } from "#controller/telemetry/recorder";
import { planCarriers } from "#firmware-sim/carriers";
import { SimulatedFleet } from "#firmware-sim/fleet";

export interface WorldOptions {
  readonly csv: string | Buffer;
  /** Take only the first lights of the list. */
  readonly lights?: number;
  readonly at: string;
  readonly perGateway?: number;
  readonly config?: Partial<ConfigInput>;
  readonly store?: (folder: string) => TelemetryStore;
  /** Between two ticks of the controller on the manual clock. */
  readonly tickMs?: number;
}

export interface World {
  readonly clock: ManualClock;
  readonly config: Config;
  readonly broker: Broker;
  readonly controller: Controller;
  readonly desk: ControllerDesk;
  readonly fleet: SimulatedFleet;
  readonly store: TelemetryStore;
  /** Moves on and waits until every message that followed has arrived. */
  advance(ms: number): Promise<void>;
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** The real time a world may take to come to rest before a test is told what was still on its way. */
const restMsMax = 60_000;

export async function startWorld(options: WorldOptions): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "leerie-world-"));
  const real = new SystemClock();
  const clock = new ManualClock(options.at);
  const config = loadConfig({
    overrides: {
      authority: { id: "testburgh", name: "Testburgh" },
      dataFolder: folder,
      // A minute of this clock passes in milliseconds: what a node may send in real time is not what is tested here.
      broker: { kind: "embedded", port: 0, messagesPerSecond: 100_000, messagesBurst: 100_000, connectsPerSecond: 20_000 },
      ...options.config,
    },
  });
  const registry = openSqliteRegistry(registryPath(folder));
  const imported = importInventory(options.csv, { defaultPowerW: 60, existing: [] });
  const lights = imported.lights.slice(0, options.lights);
  await registry.saveLights(lights);
  const broker = await startBroker({ config, clock: real, log: () => {} });
  const store = options.store?.(folder) ?? openEmbeddedTelemetry(join(folder, "telemetry.sqlite"));
  const recorder = new Recorder({ store, clock, pace: real, ...config.telemetryBuffer });
  const bus = new EmbeddedBus({ socketPath: busSocketPath(folder), clock: real });
  const controller = await Controller.start({
    config,
    clock,
    pace: clock,
    bus,
    registry,
    store,
    recorder,
    log: () => {},
    latencyMs: () => 2_000,
    tickMs: options.tickMs ?? 15_000,
  });
  const inventory = new InventoryDesk(controller, { defaultPowerW: 60, mapping: undefined, last: imported.result });
  const desk = new ControllerDesk({ controller, inventory, basemap: () => ({ source: "none", streets: [] }), demo: undefined });
  const secrets = await commissionAll(
    config,
    registry,
    desk.inventory().lights.map((light) => light.node),
    options.perGateway ?? 0,
  );
  const fleet = new SimulatedFleet({
    inventory: desk.inventory().lights,
    clock,
    link: {
      brokerUrl: `mqtt://127.0.0.1:${broker.port}`,
      authority: "testburgh",
      clock: real,
      random: seededRandom("link"),
      retry: { firstMs: 200, maxMs: 2_000 },
    },
    random: seededRandom("world"),
    secrets,
    connectsPerSecond: 2_000,
    ...(options.perGateway === undefined ? {} : { perGateway: options.perGateway }),
  });
  fleet.start();
  await fleet.connected();
  const settle = () => rest({ fleet, controller, broker, real });
  await settle();
  return {
    clock,
    config,
    broker,
    controller,
    desk,
    fleet,
    store,
    settle,
    advance: async (ms) => {
      clock.advance(ms);
      await settle();
    },
    close: async () => {
      await fleet.close();
      desk.close();
      await controller.close();
      await broker.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Identities for the very connections the fleet will make. */
async function commissionAll(config: Config, registry: Registry, nodes: string[], perGateway: number): Promise<Map<string, string>> {
  const made = await commission(registry, config.authority.id, config.dataFolder, {
    connections: planCarriers(nodes, perGateway).map(({ id, kind, nodes: carried }) => ({ id, kind, nodes: [...carried] })),
  });
  return new Map(made.connections.map(({ id, secret }) => [id, secret]));
}

/** At rest: what nodes published is acknowledged and drained, what the controller sent has arrived, and it is still so a turn later. */
async function rest({ fleet, controller, real }: { fleet: SimulatedFleet; controller: Controller; broker: Broker; real: SystemClock }): Promise<void> {
  const until = real.elapsedMs() + restMsMax;
  let quietTurns = 0;
  let seen = "";
  while (quietTurns < 2) {
    await fleet.settled();
    const drained = controller.ingest.counts();
    const taken = drained.accepted + [...drained.refused.values()].reduce((sum, each) => sum + each, 0);
    const { published, unsent, received } = fleet.counts;
    const sent = controller.situation.dispatch.sent;
    const now = `${published - unsent} sent up, ${taken} taken; ${sent} sent down, ${received} received`;
    const isQuiet = taken >= published - unsent && received >= sent && now === seen;
    quietTurns = isQuiet ? quietTurns + 1 : 0;
    seen = now;
    if (real.elapsedMs() > until) throw new Error(`the world did not come to rest within ${restMsMax / 1_000} s: ${now}`);
    await new Promise((resolve) => real.after(isQuiet ? 0 : 1, "a turn", () => resolve(undefined)));
  }
}
