/** The installation that is asked: a controller with its accounts thread, its embedded store and its HTTP API, over the year's file; and the reports it takes meanwhile. */
import { join } from "node:path";
import { loadConfig } from "#config/load";
import { energyPath, telemetryPath } from "#config/paths";
import { type Cancel, DemoClock, every, SystemClock } from "#contract/clock";
import { upTopic } from "#contract/topics";
import { startApi } from "#controller/api/server";
import type { BusMessage, BusState, MessageBus } from "#controller/bus/port";
import { Controller } from "#controller/controller";
import { addDays } from "#controller/decide/local-time";
import { ControllerDesk } from "#controller/desk/desk";
import { InventoryDesk } from "#controller/desk/inventory";
import type { Accounts, DayRates, Estate } from "#controller/energy/accounts";
import { openAccountsThread } from "#controller/energy/accounts-thread";
import { ratesOfDay } from "#controller/energy/rates";
import type { Geometry } from "#controller/fleet/geometry";
import { placeOf } from "#controller/plans";
import type { LightRecord } from "#controller/registry/inventory";
import { openMemoryRegistry } from "#controller/registry/memory";
import type { Registry } from "#controller/registry/port";
import { openEmbeddedTelemetry } from "#controller/telemetry/embedded";
import type { Reading } from "#controller/telemetry/port";
import { Recorder } from "#controller/telemetry/recorder";
import { carbon, tariffs, today, zone } from "./council.ts";
import { firstDay } from "./year.ts";

const authority = "bench";
const pace = new SystemClock();
/** Before all of the year. */
const publishedMs = Date.UTC(2020, 0, 1);

/** Hears what it is handed, as the broker hands it over; what is sent down is nobody's here. */
class HandedBus implements MessageBus {
  #hear: (batch: readonly BusMessage[]) => void = () => {};
  #tell: (state: BusState) => void = () => {};

  onMessages(handler: (batch: readonly BusMessage[]) => void): void {
    this.#hear = handler;
  }

  onState(handler: (state: BusState) => void): void {
    this.#tell = handler;
  }

  publish(): boolean {
    return true;
  }

  start(): void {
    this.#tell({ connected: true, detail: "handed over" });
  }

  async close(): Promise<void> {}

  deliver(batch: readonly BusMessage[]): void {
    this.#hear(batch);
  }
}

export class Installation {
  readonly url: string;
  readonly #parts: Opened;
  #ingest: Cancel = () => {};
  #sent = 0;

  private constructor(url: string, parts: Opened) {
    this.url = url;
    this.#parts = parts;
  }

  /** Opens it on a folder that has the files of the accounts and of the readings; its clock shows `atMs` and goes on. */
  static async open(folder: string, lights: readonly LightRecord[], atMs: number): Promise<Installation> {
    const opened = await openParts(folder, lights, atMs);
    const api = await startApi({
      ...{ desk: opened.desk, host: "127.0.0.1", port: 0, webFolder: join(import.meta.dirname, "../../../web"), clock: pace },
      log: (_level, line) => console.error(line),
    });
    opened.closing.push(() => api.close());
    return new Installation(api.address, opened);
  }

  /** The installation's clock. */
  setNow(atMs: number): void {
    this.#parts.clock.set({ shownMs: atMs, systemMs: pace.now(), speed: 1 });
  }

  /** Lets the accounts do what is due, as they do once a minute. */
  accountNow(): Promise<void> {
    return this.#parts.accounts.work(this.#parts.clock.now());
  }

  /** Instant up to which energy is accounted. */
  async accountedToMs(): Promise<number> {
    return (await this.#parts.accounts.state()).accountedToMs ?? Number.NaN;
  }

  /** Reports of the lights, one after the other, so many a second, as the broker hands them over. */
  startIngest(lights: readonly LightRecord[], perSecond: number): void {
    const { bus, clock } = this.#parts;
    const beatMs = 100;
    let next = 0;
    this.#ingest = every(pace, beatMs, "reports", () => {
      const at = new Date(clock.now()).toISOString();
      const batch = Array.from({ length: (perSecond * beatMs) / 1_000 }, () => {
        const light = lights[next % lights.length];
        const seq = 1 + Math.floor(next++ / lights.length);
        return messageOf(light?.node ?? "", seq, at);
      });
      this.#sent += batch.length;
      bus.deliver(batch);
    });
  }

  /** Reports handed over, and readings stored since the start. */
  ingested(): { readonly sent: number; readonly written: number } {
    return { sent: this.#sent, written: this.#parts.recorder.state().written };
  }

  async close(): Promise<void> {
    this.#ingest();
    for (const close of this.#parts.closing.reverse()) await close();
  }
}

interface Opened {
  readonly clock: DemoClock;
  readonly bus: HandedBus;
  readonly recorder: Recorder;
  readonly accounts: Accounts;
  readonly desk: ControllerDesk;
  readonly closing: (() => Promise<void>)[];
}

async function openParts(folder: string, lights: readonly LightRecord[], atMs: number): Promise<Opened> {
  const config = loadConfig({ overrides: { authority: { id: authority, name: "Bench" } } });
  const clock = new DemoClock({ shownMs: atMs, systemMs: pace.now(), speed: 1 });
  const registry = openMemoryRegistry();
  await publishRates(registry);
  await registry.saveLights([...lights]);
  const store = openEmbeddedTelemetry(telemetryPath(folder));
  const accounts = openAccountsThread({ path: energyPath(folder), store: { kind: "embedded", path: telemetryPath(folder) }, readingsDays: 90 });
  // What the keeper tells the accounts once a minute, told once: nothing of it changes here.
  const told = Promise.withResolvers<void>();
  const beforeWrite = async (readings: readonly Reading[]): Promise<void> => {
    await told.promise;
    await accounts.touch(readings);
  };
  const recorder = new Recorder({ store, clock, pace, beforeWrite, ...config.telemetryBuffer });
  const bus = new HandedBus();
  const log = (): void => {};
  const controller = await Controller.start({ config, clock, pace, bus, registry, store, recorder, log, latencyMs: () => 1_500, tickMs: 1_000 });
  await accounts.setEstate(estateOf(controller.situation.geometry));
  await accounts.setRates(yearRates());
  told.resolve();
  recorder.start();
  const inventory = new InventoryDesk(controller, { defaultPowerW: 60, mapping: undefined, last: undefined });
  const desk = new ControllerDesk({ controller, inventory, basemap: () => ({ source: "none", streets: [] }), demo: undefined, accounts });
  const closing = [() => accounts.close(), () => controller.close(), async () => desk.close()];
  return { clock, bus, recorder, accounts, desk, closing };
}

export const estateOf = (geometry: Geometry): Estate => ({ lights: geometry.lights, timeZone: zone, place: placeOf(geometry, 0), halfHourDays: 1_095 });

/** Those that the year's file was made with. */
export function yearRates(): Map<string, DayRates> {
  const rates = new Map<string, DayRates>();
  for (let day = firstDay; day <= today; day = addDays(day, 1)) rates.set(day, ratesOfDay(day, zone, tariffs, carbon));
  return rates;
}

async function publishRates(registry: Registry): Promise<void> {
  const by = { id: "all", author: "bench", atMs: publishedMs, reason: "to begin with", rolledBackTo: undefined };
  await registry.publishDesign({ ...by, kind: "tariffs", body: tariffs });
  await registry.publishDesign({ ...by, kind: "carbon", body: carbon });
}

const text = new TextEncoder();

function messageOf(node: string, seq: number, at: string): BusMessage {
  return { topic: upTopic({ authority, connection: node, subject: node }, "report"), payload: text.encode(JSON.stringify({ ...byDay, node, seq, at })) };
}

/** What a node says in daylight. */
const byDay = {
  boot: 2,
  levelPct: 0,
  powerW: 0.5,
  voltageV: 238,
  currentA: 0.01,
  powerFactor: 0.5,
  energyKwh: 1_000,
  temperatureC: 9,
  burningHours: 4_000,
  faultBits: 0,
  following: "programme",
  command: 0,
};
