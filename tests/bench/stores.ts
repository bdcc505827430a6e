/**
 * Telemetry stores: readings stored per second and CPU per reading; then ten million readings, and how quickly one light's week and an hour of
 * all lights come back while more are being written. Beside the embedded store, the same points put into a plain table by node:sqlite alone,
 * in this thread; beside InfluxDB through our store, every other way of writing to it (stores/influx-paths.ts).
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SystemClock } from "#contract/clock";
import { type Random, randomInt, seededRandom } from "#contract/random";
import { openEmbeddedTelemetry } from "#controller/telemetry/embedded";
import { openInfluxTelemetry } from "#controller/telemetry/influxdb";
import type { Reading, TelemetryStore } from "#controller/telemetry/port";
import { startInfluxdb } from "#tests/setup/influxdb";
import { type BenchOptions, percentile } from "./harness.ts";
import { measured, pumped } from "./stores/cost.ts";
import { benchInfluxPaths } from "./stores/influx-paths.ts";
import { batchesOf, fromMs, lightName, stepsPerWeek, weekMs } from "./stores/weeks.ts";

const clock = new SystemClock();
type Batches = readonly (readonly Reading[])[];
/** Ten million readings in a week. */
const fullLights = 14_881;
const historyQueries = 200;
/** Readings written a second while the queries run: 100,000 lights that report every 15 minutes make 111. */
const paces = [2_000, Number.POSITIVE_INFINITY] as const;

export async function bench({ quick, seed, report }: BenchOptions): Promise<void> {
  const random = seededRandom(seed);
  const folder = await mkdtemp(join(tmpdir(), "leerie-bench-"));
  try {
    await benchEmbedded(folder, quick, random.fork("embedded"), report);
    await benchInflux(quick, random.fork("influx"), report);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function benchEmbedded(folder: string, quick: boolean, random: Random, report: BenchOptions["report"]): Promise<void> {
  const batches = [...batchesOf(quick ? 1_000 : 5_000, 0, 200, random)];
  const readings = batches.reduce((sum, { length }) => sum + length, 0);
  const bare = await measured(readings, async () => bareSqlite(join(folder, "bare.sqlite"), batches));
  const store = openEmbeddedTelemetry(join(folder, "telemetry.sqlite"));
  // The thread starts and the file is made before the clock runs.
  await store.count();
  const own = await measured(readings, () => pumped(batches, (batch) => store.write(batch)));
  const peer = "node:sqlite alone, plain table";
  report({ name: "embedded: readings stored", value: own.perSecond, unit: "readings/s", peer, peerValue: bare.perSecond });
  report({ name: "embedded: CPU of the process", value: own.cpuUs, unit: "µs/reading", peer, peerValue: bare.cpuUs });
  report({ name: "embedded: CPU of the controller's thread", value: own.threadUs, unit: "µs/reading", peer, peerValue: bare.threadUs });
  await store.close();
  const large = openEmbeddedTelemetry(join(folder, "large.sqlite"));
  await benchLarge("embedded", large, quick ? 1_000 : fullLights, random, report);
  await large.close();
}

async function benchInflux(quick: boolean, random: Random, report: BenchOptions["report"]): Promise<void> {
  const server = await startInfluxdb();
  try {
    await benchInfluxPaths(server, [...batchesOf(5_000, 0, quick ? 10 : 60, random)], report);
    const store = openInfluxTelemetry({ url: server.url, database: "leerie" });
    await benchLarge("influxdb", store, quick ? 150 : fullLights, random, report);
    await store.close();
  } finally {
    await server.close();
  }
}

/** A week of the lights; then, while the next days are written, weeks of single lights and an hour of all. */
async function benchLarge(name: string, store: TelemetryStore, lights: number, random: Random, report: BenchOptions["report"]): Promise<void> {
  const readings = lights * stepsPerWeek;
  const filled = await measured(readings, () => pumped(batchesOf(lights, 0, stepsPerWeek, random), (batch) => store.write(batch)));
  report({ name: `${name}: ${readings.toLocaleString("en-GB")} readings stored`, value: filled.perSecond, unit: "readings/s" });
  let step = stepsPerWeek;
  for (const pace of paces) {
    const ingest = new Ingest(store, batchesOf(lights, step, step + stepsPerWeek, random), pace);
    const meanwhile = pace === Number.POSITIVE_INFINITY ? "writing at full speed" : `writing ${pace.toLocaleString("en-GB")} readings/s`;
    const tookMs = await weeksOf(store, lights, random);
    report({ name: `${name}: a light's week, p50, ${meanwhile}`, value: percentile(tookMs, 0.5), unit: "ms" });
    report({ name: `${name}: a light's week, p95, ${meanwhile}`, value: percentile(tookMs, 0.95), unit: "ms" });
    const [hourMs, beganMs] = [3_600_000, clock.elapsedMs()];
    let points = 0;
    await store.traces(fromMs + hourMs, fromMs + 2 * hourMs, ({ atMs }) => {
      points += atMs.length;
    });
    report({ name: `${name}: traces of an hour of all, ${meanwhile}`, value: (clock.elapsedMs() - beganMs) / (points / 1_000), unit: "ms/1,000 readings" });
    await ingest.stop();
    step += stepsPerWeek;
  }
}

/** How long each of some weeks of a light, one at a time, took, ms. */
async function weeksOf(store: TelemetryStore, lights: number, random: Random): Promise<number[]> {
  const tookMs: number[] = [];
  for (let query = 0; query < historyQueries; query++) {
    const light = lightName(randomInt(random, lights));
    const beganMs = clock.elapsedMs();
    const found = await store.history(light, fromMs, fromMs + weekMs, 20_000);
    tookMs.push(clock.elapsedMs() - beganMs);
    if (found.length !== stepsPerWeek) throw new Error(`expected ${stepsPerWeek} readings of ${light}, found ${found.length}`);
  }
  return tookMs;
}

/** Writes on until it is stopped: at most so many readings a second. */
class Ingest {
  #stopped = false;
  readonly #done: Promise<void>;

  constructor(store: TelemetryStore, batches: Iterable<readonly Reading[]>, perSecond: number) {
    // The recorder writes what has come within half a second or 5,000: a slow ingest means small batches.
    const size = Math.max(1, Math.min(5_000, perSecond / 2));
    this.#done = pumped(
      this.#while(batches),
      async (batch) => {
        for (let from = 0; from < batch.length && !this.#stopped; from += size) {
          const beganMs = clock.elapsedMs();
          await store.write(batch.slice(from, from + size));
          await new Promise<void>((resolve) => clock.after(Math.max(0, (size / perSecond) * 1_000 - (clock.elapsedMs() - beganMs)), "the next batch", resolve));
        }
      },
      perSecond === Number.POSITIVE_INFINITY ? undefined : 1,
    );
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#done;
  }

  *#while(batches: Iterable<readonly Reading[]>): Generator<readonly Reading[], void> {
    for (const batch of batches) {
      if (this.#stopped) return;
      yield batch;
    }
  }
}

/** The least that SQLite must do with these points: append them to a table without a key, in the same batches, as safely. */
function bareSqlite(path: string, batches: Batches): void {
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
