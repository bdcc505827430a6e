/**
 * The real broker, controller and simulated nodes in one process, over real sockets, on a clock that stands still until advanced.
 * Only sockets and their limits run on real time. Parts can be taken away and brought back.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Broker, startBroker } from "#broker/broker";
import { loadConfig } from "#config/load";
import { busSocketPath, energyPath, registryPath } from "#config/paths";
import type { Config, ConfigInput } from "#config/schema";
import { ManualClock, SystemClock } from "#contract/clock";
import { seededRandom } from "#contract/random";
import { EmbeddedBus } from "#controller/bus/embedded";
import { Controller } from "#controller/controller";
import { commission } from "#controller/desk/commission";
import { ControllerDesk } from "#controller/desk/desk";
import { InventoryDesk } from "#controller/desk/inventory";
import { openAccounts } from "#controller/energy/accountant";
import type { Accounts } from "#controller/energy/accounts";
import { EnergyKeeper } from "#controller/energy/keeper";
import { type Import, importInventory } from "#controller/registry/import";
import { openSqliteRegistry } from "#controller/registry/sqlite";
import { openEmbeddedTelemetry } from "#controller/telemetry/embedded";
import type { Reading, TelemetryStore } from "#controller/telemetry/port";
import { Recorder } from "#controller/telemetry/recorder";
import { planCarriers, toCommission } from "#firmware-sim/carriers";
import { SimulatedFleet } from "#firmware-sim/fleet";
import { LossyBus } from "./lossy-bus.ts";

export interface WorldOptions {
  readonly csv: string | Buffer;
  readonly at: string;
  readonly perGateway?: number;
  readonly config?: Partial<ConfigInput>;
  /** Opened anew at every start of the controller; the embedded store when absent. */
  readonly store?: (folder: string) => TelemetryStore;
  /** Between two ticks of the controller on the manual clock. */
  readonly tickMs?: number;
  /** Share of messages lost between broker and controller, in both directions. None when absent. */
  readonly lostShare?: number;
}

/** The real time a world may take to come to rest before a test is told what was still on its way. */
const restMsMax = 60_000;

export class World {
  readonly clock: ManualClock;
  readonly config: Config;
  readonly real = new SystemClock();
  readonly #options: WorldOptions;
  readonly #folder: string;
  readonly #imported: Import;
  #broker: Broker | undefined;
  #running:
    | {
        readonly controller: Controller;
        readonly desk: ControllerDesk;
        readonly store: TelemetryStore;
        readonly keeper: EnergyKeeper;
        readonly accounts: Accounts;
      }
    | undefined;
  #fleet: SimulatedFleet | undefined;
  /** Something was killed: messages may have been lost on the way, so sums no longer match. */
  #isLossy = false;
  readonly #loss = seededRandom("loss");
  #lostShare = 0;

  private constructor(options: WorldOptions, folder: string, port: number) {
    this.#options = options;
    this.#folder = folder;
    this.clock = new ManualClock(options.at);
    this.#imported = importInventory(options.csv, { defaultPowerW: 60, existing: [] });
    this.config = loadConfig({
      overrides: {
        authority: { id: "testburgh", name: "Testburgh" },
        dataFolder: folder,
        // A minute of this clock passes in milliseconds: what a node may send in real time is not what is tested here.
        broker: { kind: "embedded", port, messagesPerSecond: 100_000, messagesBurst: 100_000, connectsPerSecond: 20_000 },
        ...options.config,
      },
    });
  }

  static async start(options: WorldOptions): Promise<World> {
    const world = new World(options, mkdtempSync(join(tmpdir(), "leerie-world-")), await freePort());
    await world.startBroker();
    await world.startController();
    await world.#startFleet();
    world.#lostShare = options.lostShare ?? 0;
    world.#isLossy = world.#lostShare > 0;
    return world;
  }

  get controller(): Controller {
    return present(this.#running, "controller").controller;
  }

  get desk(): ControllerDesk {
    return present(this.#running, "controller").desk;
  }

  get store(): TelemetryStore {
    return present(this.#running, "controller").store;
  }

  /** Accounts energy every minute of the clock; await `round()` before asking for figures. */
  get keeper(): EnergyKeeper {
    return present(this.#running, "controller").keeper;
  }

  get accounts(): Accounts {
    return present(this.#running, "controller").accounts;
  }

  get fleet(): SimulatedFleet {
    return present(this.#fleet, "fleet");
  }

  /** Moves on and waits until every message that followed has arrived. */
  async advance(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.settle();
  }

  /** Waits for something over real sockets; `what` is told when it does not come. */
  async until(what: string, holds: () => boolean): Promise<void> {
    const giveUpAt = this.real.elapsedMs() + restMsMax;
    while (!holds()) {
      if (this.real.elapsedMs() > giveUpAt) throw new Error(`waited ${restMsMax / 1_000} s for ${what}`);
      await this.#turn(5);
    }
  }

  /** At rest: what nodes published is acknowledged and taken, what the controller sent has arrived, and it is still so a turn later. */
  async settle(): Promise<void> {
    const giveUpAt = this.real.elapsedMs() + restMsMax;
    // When messages may be lost their sums say nothing; then a long silence has to do.
    const turns = this.#isLossy ? 20 : 2;
    let quietTurns = 0;
    let seen = "";
    while (quietTurns < turns) {
      await this.fleet.settled();
      const { isEven, text } = this.#traffic();
      quietTurns = (isEven || this.#isLossy) && text === seen ? quietTurns + 1 : 0;
      seen = text;
      if (this.real.elapsedMs() > giveUpAt) throw new Error(`the world did not come to rest within ${restMsMax / 1_000} s: ${text}`);
      await this.#turn(quietTurns > 0 && !this.#isLossy ? 0 : 2);
    }
  }

  /** From now on no message is lost on the way. */
  loseNoMore(): void {
    this.#lostShare = 0;
  }

  async startBroker(): Promise<void> {
    this.#broker = await startBroker({ config: this.config, clock: this.real, log: () => {} });
  }

  /** Takes the broker away with all its connections, and what it had not handed on. */
  async stopBroker(): Promise<void> {
    this.#isLossy = true;
    await this.#broker?.close();
    this.#broker = undefined;
  }

  async startController(): Promise<void> {
    const { config, clock, real } = this;
    const registry = openSqliteRegistry(registryPath(this.#folder));
    await registry.saveLights(this.#imported.lights);
    const store = this.#options.store?.(this.#folder) ?? openEmbeddedTelemetry(join(this.#folder, "telemetry.sqlite"));
    const accounts = openAccounts({ path: energyPath(this.#folder), store, readingsDays: config.housekeeping.rawDays });
    const keeping = Promise.withResolvers<EnergyKeeper>();
    const beforeWrite = async (readings: readonly Reading[]): Promise<void> => (await keeping.promise).touch(readings);
    const controller = await Controller.start({
      config,
      clock,
      pace: clock,
      bus: new LossyBus(new EmbeddedBus({ socketPath: busSocketPath(this.#folder), clock: real }), this.#loss, () => this.#lostShare),
      registry,
      store,
      recorder: new Recorder({ store, clock, pace: real, beforeWrite, ...config.telemetryBuffer }),
      log: () => {},
      latencyMs: () => 2_000,
      tickMs: this.#options.tickMs ?? 15_000,
    });
    const keeper = new EnergyKeeper({ controller, accounts, halfHourDays: config.housekeeping.halfHourDays, log: () => {} });
    keeping.resolve(keeper);
    keeper.start();
    const inventory = new InventoryDesk(controller, { defaultPowerW: 60, mapping: undefined, last: this.#imported.result });
    const desk = new ControllerDesk({
      controller,
      inventory,
      basemap: () => ({ source: "none", streets: [] }),
      demo: undefined,
      accounts,
    });
    this.#running = { controller, desk, store, keeper, accounts };
  }

  /** Ends the controller; what it had not stored is flushed, what is sent meanwhile is lost to it. */
  async stopController(): Promise<void> {
    this.#isLossy = true;
    this.keeper.stop();
    this.desk.close();
    await this.controller.close();
    await this.keeper.close();
    this.#running = undefined;
  }

  async close(): Promise<void> {
    await this.#fleet?.close();
    if (this.#running) await this.stopController();
    await this.#broker?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #startFleet(): Promise<void> {
    const inventory = this.desk.inventory().lights;
    const perGateway = this.#options.perGateway ?? 0;
    const plans = planCarriers(
      inventory.map((light) => light.node),
      perGateway,
    );
    const made = await commission(this.controller.parts.registry, this.config.authority.id, this.#folder, { connections: toCommission(plans) });
    const { port } = present(this.#broker, "broker");
    this.#fleet = new SimulatedFleet({
      inventory,
      clock: this.clock,
      link: {
        brokerUrl: `mqtt://127.0.0.1:${port}`,
        authority: this.config.authority.id,
        clock: this.real,
        random: seededRandom("link"),
        retry: { firstMs: 200, maxMs: 1_000 },
      },
      random: seededRandom("world"),
      secrets: new Map(made.connections.map(({ id, secret }) => [id, secret])),
      connectsPerSecond: 2_000,
      perGateway,
    });
    this.#fleet.start();
    await this.#fleet.connected();
    await this.settle();
  }

  #traffic(): { isEven: boolean; text: string } {
    const { published, unsent, received } = this.fleet.counts;
    const controller = this.#running?.controller;
    const counts = controller?.ingest.counts();
    const taken = counts ? counts.accepted + [...counts.refused.values()].reduce((sum, each) => sum + each, 0) : 0;
    const sent = controller?.situation.dispatch.sent ?? 0;
    return {
      isEven: taken >= published - unsent && received >= sent,
      text: `${published - unsent} sent up, ${taken} taken; ${sent} sent down, ${received} received`,
    };
  }

  #turn(ms: number): Promise<void> {
    return new Promise((resolve) => this.real.after(ms, "a turn", () => resolve(undefined)));
  }
}

function present<T>(part: T | undefined, name: string): T {
  if (part === undefined) throw new Error(`the ${name} of this world is not running`);
  return part;
}

/** A port that was free a moment ago: the broker must come back on the one its nodes know. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}
