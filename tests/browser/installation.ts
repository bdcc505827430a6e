/**
 * A whole installation in the test's process, for a browser to open: the real broker, controller, store and API over real sockets, and
 * simulated nodes. Its clock runs at real speed, so that what a person waits for is measured, and jumps when a test moves it on.
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Broker, startBroker } from "#broker/broker";
import { loadConfig } from "#config/load";
import type { Config, DemandSourceConfig } from "#config/schema";
import { DemoClock, SystemClock, wait } from "#contract/clock";
import { seededRandom } from "#contract/random";
import { type ApiServer, startApi } from "#controller/api/server";
import { type Composed, compose } from "#controller/compose";
import { DemoDesk } from "#controller/desk/demo";
import { placeOf } from "#controller/desk/estate";
import { planCarriers, toCommission } from "#firmware-sim/carriers";
import { SimulatedFleet } from "#firmware-sim/fleet";
import { generateTown } from "#firmware-sim/town/town";
import { freePort } from "../../scripts/port.ts";

export interface InstallationOptions {
  /** The inventory; a generated town of `lights` when absent. */
  readonly csv?: string;
  readonly lights?: number;
  /** The instant it starts at. */
  readonly at: string;
}

/** The real time something may take before a test is told what it still waited for. */
const patienceMs = 20_000;
export const system = new SystemClock();

export class Installation {
  readonly clock: DemoClock;
  readonly #folder: string;
  readonly #config: Config;
  readonly #apiPort: number;
  #broker: Broker | undefined;
  #composed: Composed | undefined;
  #api: ApiServer | undefined;
  #fleet: SimulatedFleet | undefined;

  private constructor(folder: string, config: Config, apiPort: number, clock: DemoClock) {
    this.#folder = folder;
    this.#config = config;
    this.#apiPort = apiPort;
    this.clock = clock;
  }

  /** Resolves when every node is connected, holds its programme and has reported. */
  static async start(options: InstallationOptions): Promise<Installation> {
    const folder = mkdtempSync(join(tmpdir(), "leerie-browser-"));
    // The page as it is now: a build during the test must not mix two pages.
    cpSync(join(import.meta.dirname, "../../web/dist"), join(folder, "web"), { recursive: true });
    const config = writeInstallation(folder, options, await freePort(0, "broker"));
    const clock = new DemoClock({ systemMs: system.now(), shownMs: Date.parse(options.at), speed: 1 });
    const installation = new Installation(folder, config, await freePort(0, "page"), clock);
    try {
      await installation.startBroker();
      await installation.#startController();
      await installation.startApi();
      await installation.#startFleet();
    } catch (error) {
      await installation.close();
      throw error;
    }
    return installation;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#apiPort}`;
  }

  get desk(): Composed["desk"] {
    return present(this.#composed, "controller").desk;
  }

  get fleet(): SimulatedFleet {
    return present(this.#fleet, "fleet");
  }

  /** Lets the clock run at 300 times real speed until something holds. */
  async hurryUntil(what: string, holds: () => boolean): Promise<void> {
    const run = (speed: number): void => {
      this.clock.set({ systemMs: system.now(), shownMs: this.clock.now(), speed });
      this.fleet.wake();
    };
    run(300);
    await this.until(what, holds).finally(() => run(1));
  }

  /** Moves the clock on at once, for everybody; what was due in between happens. */
  advance(ms: number): void {
    this.clock.set({ systemMs: system.now(), shownMs: this.clock.now() + ms, speed: this.clock.setting.speed });
    this.fleet.wake();
  }

  /** Waits for something that has no event of its own; `what` is told when it does not come. */
  async until(what: string, holds: () => boolean): Promise<void> {
    const giveUpAt = system.elapsedMs() + patienceMs;
    while (!holds()) {
      if (system.elapsedMs() > giveUpAt) throw new Error(`expected within ${patienceMs / 1_000} s: ${what}`);
      await wait(system, 10, what);
    }
  }

  async startBroker(): Promise<void> {
    this.#broker = await startBroker({ config: this.#config, clock: system, log: () => {} });
  }

  async stopBroker(): Promise<void> {
    await this.#broker?.close();
    this.#broker = undefined;
  }

  /** Opens the door to pages, always at the same address. */
  async startApi(): Promise<void> {
    const { desk } = this;
    const webFolder = join(this.#folder, "web");
    this.#api = await startApi({ desk, host: "127.0.0.1", port: this.#apiPort, webFolder, clock: system, log: (_level, line) => console.error(line) });
  }

  /** Shuts that door: every live stream breaks; the controller goes on. */
  async stopApi(): Promise<void> {
    await this.#api?.close();
    this.#api = undefined;
  }

  async close(): Promise<void> {
    await this.stopApi();
    await this.#fleet?.close();
    await this.#composed?.close();
    await this.stopBroker();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #startController(): Promise<void> {
    const { clock } = this;
    this.#composed = await compose({
      config: this.#config,
      clock,
      pace: system,
      log: () => {},
      demo: (controller) =>
        new DemoDesk({
          clock,
          systemNow: () => system.now(),
          send: (message) => (message.type === "fault" ? this.fleet.fault(message.command) : this.fleet.wake()),
          place: () => placeOf(controller().situation.geometry),
          timeZone: this.#config.timeZone,
        }),
    });
  }

  async #startFleet(): Promise<void> {
    const inventory = this.desk.inventory().lights;
    const plans = planCarriers(
      inventory.map(({ node }) => node),
      0,
    );
    const { connections } = await this.desk.commission({ connections: toCommission(plans) });
    const { port } = present(this.#broker, "broker");
    this.#fleet = new SimulatedFleet({
      inventory,
      clock: this.clock,
      link: {
        brokerUrl: `mqtt://127.0.0.1:${port}`,
        authority: this.#config.authority.id,
        clock: system,
        random: seededRandom("link"),
        retry: { firstMs: 300, maxMs: 1_000 },
      },
      random: seededRandom("nodes"),
      secrets: new Map(connections.map(({ id, secret }) => [id, secret])),
      connectsPerSecond: 1_000,
    });
    this.#fleet.start();
    await this.#fleet.connected();
    await this.until("every light holds its programme and has reported", () =>
      inventory.every(({ id }) => {
        const light = this.desk.light(id);
        return light?.seenAt !== undefined && light.delivery.programme === "in-force";
      }),
    );
  }
}

/** Writes what an installation has in its folder, as the demo does, and reads it back. */
function writeInstallation(folder: string, options: InstallationOptions, brokerPort: number): Config {
  const town = generateTown({ seed: 1, lights: options.lights ?? 60 });
  const file = join(folder, "inventory.csv");
  const roads = join(folder, "roads.geojson");
  writeFileSync(file, options.csv ?? town.csv);
  writeFileSync(roads, JSON.stringify(town.roads));
  const demand: DemandSourceConfig[] = options.csv === undefined ? town.demandSources : [];
  return loadConfig({
    overrides: {
      authority: { id: town.authorityId, name: town.name },
      dataFolder: folder,
      broker: { kind: "embedded", port: brokerPort, messagesPerSecond: 2_000, messagesBurst: 5_000, connectsPerSecond: 5_000 },
      inventory: { file, ...(options.csv === undefined && { roads }), defaultPowerW: 60 },
      demand,
    },
  });
}

function present<T>(part: T | undefined, name: string): T {
  if (part === undefined) throw new Error(`the ${name} of this installation is not running`);
  return part;
}
