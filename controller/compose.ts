/** Puts a controller together from a configuration: what to open, in which order, and how to close it again. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { busSocketPath, energyPath, registryPath, spoolPath, telemetryPath } from "#config/paths";
import type { Config } from "#config/schema";
import type { Basemap, ImportResult } from "#contract/api";
import type { Clock } from "#contract/clock";
import { LightingError, messageOf } from "#contract/failures";
import { streetsFromLights, streetsFromRoads } from "./basemap.ts";
import { EmbeddedBus } from "./bus/embedded.ts";
import { MqttBus } from "./bus/mqtt.ts";
import type { MessageBus } from "./bus/port.ts";
import { Controller } from "./controller.ts";
import { publishIdentities } from "./desk/commission.ts";
import type { DemoDesk } from "./desk/demo.ts";
import { ControllerDesk } from "./desk/desk.ts";
import { InventoryDesk } from "./desk/inventory.ts";
import type { AccountsStore } from "./energy/accounts-messages.ts";
import { openAccountsThread } from "./energy/accounts-thread.ts";
import { EnergyKeeper } from "./energy/keeper.ts";
import { nodeCron } from "./housekeeping/cron.ts";
import { energyJobs } from "./housekeeping/energy-jobs.ts";
import { Housekeeping } from "./housekeeping/housekeeping.ts";
import { jobs } from "./housekeeping/jobs.ts";
import { reportLatency } from "./latency.ts";
import { importInventory } from "./registry/import.ts";
import { loadMapping, type Mapping } from "./registry/mapping.ts";
import type { Registry } from "./registry/port.ts";
import { openSqliteRegistry } from "./registry/sqlite.ts";
import { openEmbeddedTelemetry } from "./telemetry/embedded.ts";
import { openInfluxTelemetry } from "./telemetry/influxdb.ts";
import type { Reading, TelemetryStore } from "./telemetry/port.ts";
import { Recorder } from "./telemetry/recorder.ts";
import { openSpool, type Spool } from "./telemetry/spool.ts";

export interface ComposeOptions {
  readonly config: Config;
  readonly clock: Clock;
  /** Real time; the same clock but in the demo. */
  readonly pace: Clock;
  readonly log: (line: string) => void;
  readonly demo?: (controller: () => Controller) => DemoDesk;
}

export interface Composed {
  readonly controller: Controller;
  readonly desk: ControllerDesk;
  close(): Promise<void>;
}

/** At demo speed a minute would be an hour of energy, or a day. */
const demoRoundMs = 5_000;

/** Real time between two looks at every light, ms. At demo speed a second would be a minute. */
const tickMs = { installation: 1_000, demo: 250 };

/** Opens everything. Throws an error whose message says what to do when the data folder, a list or a mapping cannot be used. */
export async function compose({ config, clock, pace, log, demo }: ComposeOptions): Promise<Composed> {
  makeDataFolder(config.dataFolder);
  const registry = openSqliteRegistry(registryPath(config.dataFolder));
  const imported = await importAtStart(config, registry, log);
  await publishIdentities(registry, config.dataFolder);
  const store = openTelemetry(config);
  const spool = await openSpoolOf(config, pace, log);
  const accounts = openAccountsThread({
    path: energyPath(config.dataFolder),
    store: storeForAccounts(config),
    readingsDays: config.housekeeping.rawDays,
  });
  const keeping = Promise.withResolvers<EnergyKeeper>();
  const beforeWrite = async (readings: readonly Reading[]): Promise<void> => (await keeping.promise).touch(readings);
  const recorder = new Recorder({ store, clock, pace, log, spool, beforeWrite, ...config.telemetryBuffer });
  const controller = await Controller.start({
    config,
    clock,
    pace,
    bus: openBus(config, pace),
    registry,
    store,
    recorder,
    log,
    latencyMs: reportLatency(clock, pace),
    tickMs: demo ? tickMs.demo : tickMs.installation,
  });
  const keeper = new EnergyKeeper({ controller, accounts, halfHourDays: config.housekeeping.halfHourDays, log, roundMs: demo ? demoRoundMs : undefined });
  keeping.resolve(keeper);
  keeper.start();
  recorder.start();
  const inventory = new InventoryDesk(controller, {
    defaultPowerW: config.inventory?.defaultPowerW ?? defaultPowerW,
    mapping: imported?.mapping,
    last: imported?.result,
  });
  const desk = new ControllerDesk({ controller, inventory, basemap: basemapOf(config, controller, log), demo: demo?.(() => controller), accounts });
  const deps = { store, registry, rawDays: config.housekeeping.rawDays };
  const { halfHourDays } = config.housekeeping;
  const energy = energyJobs({ accounts, energy: desk.energy, reports: desk.reports, halfHourDays, timeZone: config.timeZone });
  // It goes by the system's time and the calendar: a demo's nights last minutes, and its data goes with it.
  const housekeeping = demo ? undefined : new Housekeeping({ jobs: [...jobs, ...energy], deps, ledger: registry, schedule: nodeCron(log), clock: pace, log });
  return {
    controller,
    desk,
    close: async () => {
      housekeeping?.close();
      keeper.stop();
      desk.close();
      await desk.people.close();
      await controller.close();
      await keeper.close();
    },
  };
}

/** Of a light without a wattage, when the configuration names no list and so no default. */
const defaultPowerW = 60;

function makeDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new LightingError(
      "STORE_OFFLINE",
      `the data folder ${folder} cannot be made: ${messageOf(error)}. Set dataFolder (or --data) to a folder this user may write to.`,
      { cause: error },
    );
  }
}

async function importAtStart(
  config: Config,
  registry: Registry,
  log: (line: string) => void,
): Promise<{ result: ImportResult; mapping: Mapping | undefined } | undefined> {
  if (!config.inventory) return undefined;
  const { file, mapping: mappingFile, defaultPowerW: power } = config.inventory;
  const mapping = mappingFile === undefined ? undefined : loadMapping(mappingFile);
  if (!existsSync(file))
    throw new LightingError("BAD_INPUT", `the inventory ${file} does not exist: correct inventory.file in the configuration, or --inventory`);
  const { lights, result } = importInventory(readFileSync(file), { mapping, defaultPowerW: power, existing: await registry.lights() });
  if (result.new + result.changed > 0) await registry.saveLights(lights);
  log(`inventory ${file}: ${result.rows} rows, ${result.new} new, ${result.changed} changed, ${result.unchanged} unchanged, ${result.refused} refused`);
  for (const problem of result.problems.slice(0, problemsLogged)) log(`  line ${problem.line}, ${problem.column}: "${problem.value}": ${problem.reason}`);
  if (result.problems.length > problemsLogged) log(`  and ${result.problems.length - problemsLogged} more: the page lists them all, under System`);
  return { result, mapping };
}

const problemsLogged = 5;

function openBus(config: Config, pace: Clock): MessageBus {
  if (config.broker.kind === "embedded") return new EmbeddedBus({ socketPath: busSocketPath(config.dataFolder), clock: pace });
  const { url, username, passwordFile } = config.broker;
  return new MqttBus({ url, authority: config.authority.id, ...secretsOf(username, passwordFile) });
}

function openTelemetry(config: Config): TelemetryStore {
  if (config.telemetry.kind === "embedded") return openEmbeddedTelemetry(telemetryPath(config.dataFolder));
  const { url, database, username, passwordFile } = config.telemetry;
  return openInfluxTelemetry({ url, database, authority: config.authority.id, ...secretsOf(username, passwordFile) });
}

async function openSpoolOf({ dataFolder, telemetryBuffer }: Config, pace: Clock, log: (line: string) => void): Promise<Spool | undefined> {
  const { spoolMb } = telemetryBuffer;
  return spoolMb === 0 ? undefined : await openSpool({ folder: spoolPath(dataFolder), bytesMax: spoolMb * 1_000_000, pace, log });
}

/** The store as the energy accounts read it, from their own thread. */
function storeForAccounts({ authority, dataFolder, telemetry }: Config): AccountsStore {
  if (telemetry.kind === "embedded") return { kind: "embedded", path: telemetryPath(dataFolder) };
  const { url, database, username, passwordFile } = telemetry;
  return { kind: "influxdb", url, database, authority: authority.id, ...secretsOf(username, passwordFile) };
}

function secretsOf(username: string | undefined, passwordFile: string | undefined): { username?: string; password?: string } {
  return { ...(username === undefined ? {} : { username }), ...(passwordFile === undefined ? {} : { password: readFileSync(passwordFile, "utf8").trim() }) };
}

/** Streets from the roads file, or from the lights themselves; the latter again when the inventory changes. */
function basemapOf(config: Config, controller: Controller, log: (line: string) => void): () => Basemap {
  const roads = config.inventory?.roads;
  if (roads !== undefined) {
    const { basemap, problems } = streetsFromRoads(JSON.parse(readFileSync(roads, "utf8")), roads);
    for (const problem of problems.slice(0, problemsLogged)) log(`roads ${roads}: ${problem}`);
    return () => basemap;
  }
  let drawn: { readonly version: number; readonly basemap: Basemap } | undefined;
  return () => {
    const { geometry } = controller.situation;
    if (drawn?.version !== geometry.version) drawn = { version: geometry.version, basemap: streetsFromLights(geometry.lights) };
    return drawn.basemap;
  };
}
