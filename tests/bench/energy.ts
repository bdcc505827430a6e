/**
 * A year of 100,000 lights in the energy accounts, and what people ask of it, by HTTP, while reports are stored. The year is made by simulated
 * nodes on virtual time that follow the controller's own programmes, and accounted by the accounts' own arithmetic (energy/year.ts); some
 * nodes are simulated and the other lights are each like one of those, with a meter that differs by up to 3 %.
 */
import { statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { energyPath, telemetryPath } from "#config/paths";
import { SystemClock } from "#contract/clock";
import { seededRandom } from "#contract/random";
import { openAccounts } from "#controller/energy/accountant";
import { buildGeometry } from "#controller/fleet/geometry";
import { openEmbeddedTelemetry } from "#controller/telemetry/embedded";
import { Asker } from "./energy/asker.ts";
import { type Council, councilOf } from "./energy/council.ts";
import { estateOf, Installation, yearRates } from "./energy/installation.ts";
import { influxPeer, sqlitePeer } from "./energy/peers.ts";
import { askAll, askMeanwhile, questionsOf, yearByGroup } from "./energy/questions.ts";
import { storeReadings } from "./energy/readings.ts";
import { edgeMs, makeYear, yearDays } from "./energy/year.ts";
import type { BenchOptions } from "./harness.ts";

/** As many as a year of them, accounted and packed, takes some three minutes of two cores. */
const full = { lights: 100_000, nodesPerGroup: 1, sqliteLights: 10_000, influxLights: 1_000 };
const small = { lights: 2_500, nodesPerGroup: 1, sqliteLights: 1_000, influxLights: 100 };
/** 100,000 lights that report every 15 minutes make 111. */
const reportsPerSecond = 500;
const minuteMs = 60_000;

const clock = new SystemClock();

export async function bench({ quick, seed, report }: BenchOptions): Promise<void> {
  const size = quick ? small : full;
  const council = councilOf(size.lights, size.nodesPerGroup, seededRandom(seed).fork("council"));
  const folder = await mkdtemp(join(tmpdir(), "leerie-bench-"));
  try {
    await prepare(folder, council, seed, report);
    await benchAccounting(folder, council, report);
    const perLight = await benchQuestions(folder, council, { quick, seed, report });
    await benchPeers(folder, council, perLight, size, report);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function prepare(folder: string, council: Council, seed: number, report: BenchOptions["report"]): Promise<void> {
  const year = await makeYear(energyPath(folder), council, seed);
  const lights = council.lights.length;
  report({ name: "lights in the accounts", value: lights, unit: "lights" });
  report({ name: "nodes simulated for a year, each like some lights", value: council.modelled.length, unit: "nodes" });
  report({ name: "reports the simulated nodes made", value: year.reports, unit: "reports" });
  report({ name: "  by the model, with its programmes", value: year.reports / year.modelCpuS, unit: "reports/CPU s" });
  report({ name: "the year made", value: year.seconds, unit: "s" });
  const began = clock.elapsedMs();
  const readings = await storeReadings(telemetryPath(folder), council, year);
  report({ name: "readings stored for what is asked and accounted", value: readings, unit: "readings" });
  report({ name: "  in", value: (clock.elapsedMs() - began) / 1_000, unit: "s" });
  reportSizes(folder, lights, report);
}

function reportSizes(folder: string, lights: number, report: BenchOptions["report"]): void {
  const path = energyPath(folder);
  const database = new DatabaseSync(path, { readOnly: true });
  const bytesOf = (table: string): number => Number(database.prepare(`SELECT SUM(LENGTH(data)) AS bytes FROM ${table}`).get()?.bytes ?? 0);
  const perLightDay = (bytes: number): number => bytes / (lights * (yearDays + 1));
  report({ name: "half hours, 5 fields, packed", value: perLightDay(bytesOf("half_hour")), unit: "bytes/light-day" });
  report({ name: "days, 13 fields, packed", value: perLightDay(bytesOf("day_column")), unit: "bytes/light-day" });
  database.close();
  report({ name: "the file of the year", value: statSync(path).size / 1e6, unit: "MB" });
}

/** The next half hour of all lights, by the accounts in this process; the store's thread counts. */
async function benchAccounting(folder: string, council: Council, report: BenchOptions["report"]): Promise<void> {
  const store = openEmbeddedTelemetry(telemetryPath(folder));
  const accounts = openAccounts({ path: energyPath(folder), store, readingsDays: 90 });
  await accounts.setEstate(estateOf(buildGeometry(council.lights)));
  await accounts.setRates(yearRates());
  const [began, beganMs] = [process.cpuUsage(), clock.elapsedMs()];
  await accounts.work(edgeMs + 50 * minuteMs);
  const used = process.cpuUsage(began);
  const { accountedToMs } = await accounts.state();
  if (accountedToMs !== edgeMs + 30 * minuteMs) throw new Error(`expected a half hour to be accounted, it is accounted to ${accountedToMs}`);
  report({ name: "a half hour of all lights accounted, CPU", value: (used.user + used.system) / 1e6, unit: "s" });
  report({ name: "  wall time", value: (clock.elapsedMs() - beganMs) / 1_000, unit: "s" });
  await accounts.close();
  await store.close();
}

/** The median of the year by group and day, ms. */
async function benchQuestions(folder: string, council: Council, { quick, seed, report }: BenchOptions): Promise<number> {
  const installation = await Installation.open(folder, council.lights, edgeMs + 51 * minuteMs);
  const asker = new Asker();
  try {
    installation.startIngest(council.lights, reportsPerSecond);
    const beganMs = clock.elapsedMs();
    const medians = await askAll(questionsOf(council, quick), installation.url, asker, seededRandom(seed).fork("questions"), report);
    installation.setNow(edgeMs + 80 * minuteMs);
    const [meanwhileMs] = await Promise.all([askMeanwhile(yearByGroup, installation.url, asker), installation.accountNow()]);
    report({ name: `${yearByGroup.name}: beside a half hour's accounting`, value: meanwhileMs, unit: "ms" });
    const { sent, written } = installation.ingested();
    const seconds = (clock.elapsedMs() - beganMs) / 1_000;
    report({ name: "reports taken meanwhile", value: sent / seconds, unit: "reports/s" });
    report({ name: "readings stored meanwhile", value: written / seconds, unit: "readings/s" });
    return medians.get(yearByGroup.name) ?? Number.NaN;
  } finally {
    await asker.close();
    await installation.close();
  }
}

async function benchPeers(folder: string, council: Council, ownMs: number, size: typeof full, report: BenchOptions["report"]): Promise<void> {
  const name = "kWh by group and day, a year of 1,000 lights";
  const value = ownMs / (council.lights.length / 1_000);
  const peers = [
    {
      peer: `node:sqlite, a row a light and day, ${size.sqliteLights.toLocaleString("en-GB")} lights`,
      answer: await sqlitePeer(folder, council, size.sqliteLights),
    },
    {
      peer: `InfluxDB, a point a light and day, ${size.influxLights.toLocaleString("en-GB")} lights`,
      answer: await influxPeer(folder, council, size.influxLights),
    },
  ];
  for (const { peer, answer } of peers) report({ name, value, unit: "ms", peer, peerValue: answer.ms / (answer.lights / 1_000) });
}
