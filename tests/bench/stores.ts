/**
 * Telemetry stores: readings stored per second and CPU per reading, and how quickly one light's week and a night of all lights come back.
 * Beside the embedded store, the same points put into a plain table by node:sqlite alone, in this thread; beside InfluxDB through our store,
 * the `influx` client alone with one write at a time.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { InfluxDB } from "influx";
import { SystemClock } from "#contract/clock";
import { type Random, randomBetween, randomInt, seededRandom } from "#contract/random";
import { openEmbeddedTelemetry } from "#controller/telemetry/embedded";
import { openInfluxTelemetry } from "#controller/telemetry/influxdb";
import type { Reading, TelemetryStore } from "#controller/telemetry/port";
import { startInfluxdb } from "#tests/setup/influxdb";
import type { BenchOptions } from "./harness.ts";
import { percentile } from "./harness.ts";

const clock = new SystemClock();
/** As the recorder does it. */
const batchReadings = 5_000;
const inFlightMax = 4;
const stepMs = 15 * 60_000;
const weekMs = 7 * 24 * 3_600_000;
const fromMs = Date.UTC(2026, 10, 15, 12);
const historyQueries = 100;

export async function bench({ quick, seed, report }: BenchOptions): Promise<void> {
  const random = seededRandom(seed);
  const folder = await mkdtemp(join(tmpdir(), "leerie-bench-"));
  try {
    const embeddedBatches = weekOf(quick ? 300 : 1_500, random.fork("embedded"));
    await benchEmbedded(folder, embeddedBatches, random, report);
    const influxBatches = weekOf(quick ? 150 : 600, random.fork("influx"));
    await benchInflux(influxBatches, random, report);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function benchEmbedded(folder: string, batches: readonly Reading[][], random: Random, report: BenchOptions["report"]): Promise<void> {
  const bare = await measured(batches, async () => bareSqlite(join(folder, "bare.sqlite"), batches));
  const store = openEmbeddedTelemetry(join(folder, "telemetry.sqlite"));
  // The thread starts and the file is made before the clock runs.
  await store.count();
  const own = await measured(batches, () => pumped(batches, (batch) => store.write(batch)));
  const peer = "node:sqlite alone, plain table";
  report({ name: "embedded: readings stored", value: own.perSecond, unit: "readings/s", peer, peerValue: bare.perSecond });
  report({ name: "embedded: CPU of the process", value: own.cpuUs, unit: "µs/reading", peer, peerValue: bare.cpuUs });
  report({ name: "embedded: CPU of the controller's thread", value: own.threadUs, unit: "µs/reading", peer, peerValue: bare.threadUs });
  await benchReads("embedded", store, batches, random, report);
  await store.close();
}

async function benchInflux(batches: readonly Reading[][], random: Random, report: BenchOptions["report"]): Promise<void> {
  const server = await startInfluxdb();
  try {
    const client = await plainClient(server.url);
    const someBatches = batches.slice(0, Math.ceil(batches.length / 2));
    const alone = await measured(someBatches, async () => {
      for (const batch of someBatches) await client.writePoints(batch.map(plainPoint), { precision: "ms" });
    });
    const store = openInfluxTelemetry({ url: server.url, database: "leerie" });
    await store.write([]);
    const own = await measured(batches, () => pumped(batches, (batch) => store.write(batch)));
    const peer = "influx client alone, one write at a time";
    report({ name: "influxdb: readings stored", value: own.perSecond, unit: "readings/s", peer, peerValue: alone.perSecond });
    report({ name: "influxdb: CPU of the process", value: own.cpuUs, unit: "µs/reading", peer, peerValue: alone.cpuUs });
    await benchReads("influxdb", store, batches, random, report);
    await store.close();
  } finally {
    await server.close();
  }
}

/** One light's week, at random, one at a time; and the levels of a night of all lights. */
async function benchReads(name: string, store: TelemetryStore, batches: readonly Reading[][], random: Random, report: BenchOptions["report"]): Promise<void> {
  const lights = [...new Set(batches.flat().map(({ light }) => light))];
  const tookMs: number[] = [];
  for (let query = 0; query < historyQueries; query++) {
    const light = lights[randomInt(random, lights.length)] ?? "";
    const beganMs = clock.elapsedMs();
    const found = await store.history(light, fromMs, fromMs + weekMs, 20_000);
    tookMs.push(clock.elapsedMs() - beganMs);
    if (found.length !== weekMs / stepMs) throw new Error(`expected ${weekMs / stepMs} readings of ${light}, found ${found.length}`);
  }
  report({ name: `${name}: a light's week, p50`, value: percentile(tookMs, 0.5), unit: "ms" });
  report({ name: `${name}: a light's week, p95`, value: percentile(tookMs, 0.95), unit: "ms" });
  const beganMs = clock.elapsedMs();
  let points = 0;
  await store.traces(fromMs, fromMs + weekMs / 7, ({ atMs }) => {
    points += atMs.length;
  });
  report({ name: `${name}: traces of a day of all lights`, value: (clock.elapsedMs() - beganMs) / (points / 1_000), unit: "ms/1,000 readings" });
}

/** Keeps `inFlightMax` writes on their way until all batches are stored. */
async function pumped(batches: readonly Reading[][], write: (batch: readonly Reading[]) => Promise<void>): Promise<void> {
  const left = batches[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: inFlightMax }, async () => {
      for (const batch of left) await write(batch);
    }),
  );
}

interface Cost {
  readonly perSecond: number;
  readonly cpuUs: number;
  /** Of this thread alone. */
  readonly threadUs: number;
}

async function measured(batches: readonly Reading[][], work: () => Promise<void>): Promise<Cost> {
  const readings = batches.reduce((sum, batch) => sum + batch.length, 0);
  const [beganMs, cpu, thread] = [clock.elapsedMs(), process.cpuUsage(), process.threadCpuUsage()];
  await work();
  const [used, usedHere] = [process.cpuUsage(cpu), process.threadCpuUsage(thread)];
  return {
    perSecond: readings / ((clock.elapsedMs() - beganMs) / 1_000),
    cpuUs: (used.user + used.system) / readings,
    threadUs: (usedHere.user + usedHere.system) / readings,
  };
}

/** A week of lights that report every 15 minutes, in batches, as they come: all lights of a quarter of an hour, then of the next. */
function weekOf(lights: number, random: Random): Reading[][] {
  const readings: Reading[] = [];
  for (let step = 0; step < weekMs / stepMs; step++) {
    for (let light = 0; light < lights; light++) readings.push(readingAt(light, step, fromMs + step * stepMs + ((light * 31_337) % stepMs), random));
  }
  return Array.from({ length: Math.ceil(readings.length / batchReadings) }, (_, i) => readings.slice(i * batchReadings, (i + 1) * batchReadings));
}

function readingAt(light: number, step: number, atMs: number, random: Random): Reading {
  const levelPct = 10 * randomInt(random, 11);
  const decimals = (value: number, digits: number): number => Number(value.toFixed(digits));
  return {
    light: `light-${light}`,
    boot: 1,
    seq: step + 1,
    atMs,
    levelPct,
    powerW: decimals(levelPct * 0.6 + randomBetween(random, 0, 1), 2),
    voltageV: decimals(randomBetween(random, 225, 240), 1),
    currentA: decimals(randomBetween(random, 0.1, 0.3), 3),
    powerFactor: decimals(randomBetween(random, 0.9, 1), 2),
    energyKwh: decimals(step * 0.01 + light, 3),
    temperatureC: decimals(randomBetween(random, -5, 35), 1),
    burningHours: decimals(step / 4 + light, 2),
    faultBits: 0,
    following: "programme",
  };
}

/** The least that SQLite must do with these points: append them to a table without a key, in the same batches, as safely. */
function bareSqlite(path: string, batches: readonly Reading[][]): void {
  const database = new DatabaseSync(path);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  database.exec(
    "CREATE TABLE reading (light, boot, seq, atMs, levelPct, powerW, voltageV, currentA, powerFactor, energyKwh, temperatureC, burningHours, faultBits, following)",
  );
  const insert = database.prepare(`INSERT INTO reading VALUES (${Array(14).fill("?")})`);
  for (const batch of batches) {
    database.exec("BEGIN");
    for (const r of batch) {
      insert.run(
        r.light,
        r.boot,
        r.seq,
        r.atMs,
        r.levelPct,
        r.powerW,
        r.voltageV,
        r.currentA,
        r.powerFactor,
        r.energyKwh,
        r.temperatureC,
        r.burningHours,
        r.faultBits,
        r.following,
      );
    }
    database.exec("COMMIT");
  }
  database.close();
}

async function plainClient(url: string): Promise<InfluxDB> {
  const { hostname, port } = new URL(url);
  const client = new InfluxDB({ host: hostname, port: Number(port), database: "peer" });
  await client.createDatabase("peer");
  return client;
}

function plainPoint({ light, atMs, ...fields }: Reading) {
  return { measurement: "reading", tags: { light }, fields, timestamp: atMs };
}
