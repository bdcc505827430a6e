/**
 * The controller of the proof: the real registry, recorder, spool, store and accounts, on a clock that goes on when it is told. Messages come
 * and go by whoever plays the link.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "#config/load";
import { energyPath, registryPath, spoolPath, telemetryPath } from "#config/paths";
import { ManualClock, SystemClock, wait } from "#contract/clock";
import { MemoryBus } from "#controller/bus/memory";
import { Controller } from "#controller/controller";
import { openAccountsThread } from "#controller/energy/accounts-thread";
import { EnergyKeeper } from "#controller/energy/keeper";
import { importInventory } from "#controller/registry/import";
import { openSqliteRegistry } from "#controller/registry/sqlite";
import { openEmbeddedTelemetry } from "#controller/telemetry/embedded";
import { openInfluxTelemetry } from "#controller/telemetry/influxdb";
import type { Reading } from "#controller/telemetry/port";
import { Recorder } from "#controller/telemetry/recorder";
import { openSpool } from "#controller/telemetry/spool";
import type { Message, ProofStart } from "./proof-messages.ts";

/** Small, so that an hour without the store fills it and the spool is used. */
const readingsMax = 2_000;
/** A batch waits this long of the controller's clock. */
const batchMs = 10;
/** Between two looks at every light. A step is longer; more of them change nothing but the time the proof takes. */
const tickMs = 300_000;
/** Longest real wait for the store to take what a step brought: then the step is over all the same. */
const roomMs = 5_000;

const real = new SystemClock();

const proofAuthority = "testburgh";
const config = loadConfig({ overrides: { authority: { id: proofAuthority, name: "Testburgh" } } });

/** Opens everything on a folder that holds inventory.csv, new or left by an earlier run. */
export async function startParts({ folder, atMs, store: which }: ProofStart) {
  const clock = new ManualClock(atMs);
  const bus = new MemoryBus();
  const registry = openSqliteRegistry(registryPath(folder));
  const csv = readFileSync(join(folder, "inventory.csv"));
  if ((await registry.lights()).length === 0) await registry.saveLights(importInventory(csv, { defaultPowerW: 60, existing: [] }).lights);
  const path = telemetryPath(folder);
  const store = which.kind === "embedded" ? openEmbeddedTelemetry(path) : openInfluxTelemetry({ ...which, authority: proofAuthority });
  const accounts = openAccountsThread({
    path: energyPath(folder),
    store: which.kind === "embedded" ? { kind: "embedded", path } : { ...which, authority: proofAuthority },
    readingsDays: config.housekeeping.rawDays,
  });
  const keeping = Promise.withResolvers<EnergyKeeper>();
  const beforeWrite = async (readings: readonly Reading[]): Promise<void> => (await keeping.promise).touch(readings);
  const log = (): void => {};
  const spool = await openSpool({ folder: spoolPath(folder), bytesMax: 100_000_000, pace: clock, log });
  const recorder = new Recorder({ store, clock, pace: clock, spool, beforeWrite, batchReadings: 1_000, batchMs, readingsMax });
  const parts = { config, clock, pace: clock, bus, registry, store, recorder, log, latencyMs: () => tickMs, tickMs };
  const controller = await Controller.start(parts);
  const keeper = new EnergyKeeper({ controller, accounts, halfHourDays: config.housekeeping.halfHourDays, log });
  keeping.resolve(keeper);
  keeper.start();
  recorder.start();
  return { clock, bus, store, recorder, controller, keeper, accounts };
}

export type Parts = Awaited<ReturnType<typeof startParts>>;

export interface Stepped {
  readonly toMs: number;
  readonly up: readonly Message[];
  readonly isReachable: boolean;
}

/** Time passes until `toMs`, what came up is handed over, and its readings are on their way to the store. */
export function begin({ clock, bus }: Parts, { toMs, up, isReachable }: Stepped): void {
  clock.advance(toMs - batchMs - clock.now());
  bus.setReachable(isReachable);
  for (const [topic, text] of up) bus.deliver(topic, text);
  clock.advance(batchMs);
}

/** Resolves when the store has taken them, or is down, or takes too long; answers what is to go down. */
export async function end({ bus, recorder }: Parts): Promise<Message[]> {
  const waitsSinceMs = real.elapsedMs();
  const isTaken = (): boolean => recorder.state().buffered === 0 || recorder.state().state === "down";
  do await wait(real, 0, "the store to take a step's readings");
  while (!isTaken() && real.elapsedMs() - waitsSinceMs < roomMs);
  return bus.sent.splice(0).map(({ topic, payload }) => [topic, payload]);
}

/** Resolves when everything that arrived is stored and accounted. */
export async function settleParts({ recorder, keeper }: Parts): Promise<void> {
  await recorder.flush();
  // A round under way may have begun before the last reading; what is marked is accounted by the next round but one.
  for (let round = 0; round < 4; round++) await keeper.round();
}

export async function stopParts({ clock, controller, keeper }: Parts): Promise<void> {
  keeper.stop();
  const closing = controller.close();
  clock.advance(batchMs);
  await closing;
  await keeper.close();
}
