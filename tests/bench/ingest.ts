/**
 * Reports from a node's publish at QoS 1 to the store's commit, broker and controller being processes as in an installation, into each store.
 * Beside them, in the same run and with the same reports: the floor, which is the store's own bulk write of the same points, and the peer, a
 * Node-RED flow that takes them from mosquitto and writes them to the same InfluxDB.
 *
 * Node-RED comes by npm into a temporary folder. Where it cannot be had, that is said and the rest is measured.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Influxdb, startInfluxdb } from "#tests/setup/influxdb";
import type { BenchOptions } from "./harness.ts";
import { type Floors, measureFloors } from "./ingest/floors.ts";
import { installNodeRed } from "./ingest/node-red.ts";
import { measurePeer, type Offer, type PeerRun } from "./ingest/peer.ts";
import { pointsHeld } from "./ingest/points.ts";
import { publishersOf } from "./ingest/publishers.ts";
import { installationConfig, inventoryCsv } from "./loop/plan.ts";
import { type RunningPart, startBrokerPart, startControllerPart } from "./loop/rig.ts";
import { type Stored, storeReports } from "./loop/stored.ts";

interface Size {
  readonly nodes: number;
  /** Whole batches of the recorder, so that the last does not wait for its time. */
  readonly reports: number;
  /** Before them, so that no code runs for the first time; the peer's first offer is its own rehearsal. */
  readonly rehearsed: number;
  /** To the peer: from what it takes with ease to more than it can take. */
  readonly offers: readonly Offer[];
}

const offersOf = (paced: number, atOnce: number): Offer[] => [
  ...[1_000, 4_000, 6_000, 8_000].map((perSecond) => ({ reports: paced, perSecond })),
  { reports: atOnce },
];

const sizes: { readonly full: Size; readonly quick: Size } = {
  full: { nodes: 2_000, reports: 80_000, rehearsed: 20_000, offers: offersOf(6_000, 10_000) },
  quick: { nodes: 1_000, reports: 20_000, rehearsed: 5_000, offers: offersOf(2_000, 3_000) },
};

interface Rig {
  readonly folder: string;
  readonly influxdb: Influxdb;
  readonly size: Size;
  readonly report: BenchOptions["report"];
}

export async function bench({ quick, seed, report }: BenchOptions): Promise<void> {
  const size = quick ? sizes.quick : sizes.full;
  const folder = mkdtempSync(join(tmpdir(), "leerie-bench-"));
  const influxdb = await startInfluxdb();
  try {
    await benchAll({ folder, influxdb, size, report }, seed);
  } finally {
    await influxdb.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchAll(rig: Rig, seed: number): Promise<void> {
  const { folder, influxdb, size } = rig;
  const nodeRedFolder = join(folder, "node-red");
  mkdirSync(nodeRedFolder);
  // While the installation is made, when nothing is measured.
  const installing = installNodeRed(nodeRedFolder);
  const csv = join(folder, "lights.csv");
  writeFileSync(csv, inventoryCsv(size.nodes, 0, seed));
  const broker = await startBrokerPart(folder, installationConfig(folder, csv));
  const own = await withController(rig, csv, undefined, async (controller) => {
    const publishers = await publishersOf(broker, controller, seed);
    const notInstalled = await installing;
    await storeReports({ broker, controller, publishers: publishers(2), reports: size.rehearsed });
    return { publishers, notInstalled, stored: await storeReports({ broker, controller, publishers: publishers(3), reports: size.reports }) };
  });
  const influx = await withController(rig, csv, influxdb.url, async (controller) => {
    const store = (boot: number, reports: number): Promise<Stored> =>
      storeReports({ broker, controller, publishers: own.publishers(boot), reports, databasePid: influxdb.pid });
    await store(4, size.rehearsed);
    // One half before the peer and one after it: what else the machine does meanwhile comes to both.
    const before = await store(5, size.reports / 2);
    const runs = own.notInstalled === undefined ? await measurePeer({ ...rig, ...size, folder: nodeRedFolder, publishers: own.publishers(6) }) : [];
    return { runs, stored: together(before, await store(7, size.reports / 2)) };
  });
  await broker.close();
  const held = await pointsHeld(influxdb.url, "leerie");
  const expected = size.rehearsed + size.reports;
  if (held < expected) throw new Error(`expected ${expected} points in InfluxDB, found ${held}`);
  const floors = await measureFloors(folder, influxdb, own.publishers(8), size.reports);
  sayEmbedded(rig, own.stored, floors);
  sayInflux(rig, influx.stored, floors);
  sayPeer(rig, influx.stored, influx.runs);
  if (own.notInstalled !== undefined) console.error(`Node-RED is left out, since npm could not install it: ${own.notInstalled}`);
}

/** Two runs of as many reports as one. */
function together(a: Stored, b: Stored): Stored {
  const mean = (key: keyof Stored): number => (a[key] + b[key]) / 2;
  // Reports of both by the time of both.
  const rate = (key: keyof Stored): number => 2 / (1 / a[key] + 1 / b[key]);
  return {
    ...{ perSecond: rate("perSecond"), acknowledgedPerSecond: rate("acknowledgedPerSecond") },
    ...{ brokerCpuUs: mean("brokerCpuUs"), controllerCpuUs: mean("controllerCpuUs"), databaseCpuUs: mean("databaseCpuUs") },
    ...{ generatorCpuUs: mean("generatorCpuUs"), othersPct: mean("othersPct") },
  };
}

async function withController<T>({ folder }: Rig, csv: string, influxUrl: string | undefined, act: (controller: RunningPart) => Promise<T>): Promise<T> {
  const controller = await startControllerPart(folder, installationConfig(folder, csv, influxUrl));
  return act(controller).finally(() => controller.close());
}

function sayEmbedded({ report }: Rig, stored: Stored, { embedded }: Floors): void {
  const peer = "embedded file written directly";
  report({ name: "embedded: reports stored, publish to commit", value: stored.perSecond, unit: "1/s", peer, peerValue: embedded.perSecond });
  report({ name: "embedded: CPU of the controller", value: stored.controllerCpuUs, unit: "µs/report", peer, peerValue: embedded.cpuUs });
  sayRest(report, "embedded", stored);
}

function sayInflux({ report }: Rig, stored: Stored, { influx, influxStore }: Floors): void {
  const peer = "InfluxDB's own limit, 4 curl processes";
  report({ name: "InfluxDB: reports stored, publish to commit", value: stored.perSecond, unit: "1/s", peer, peerValue: influx.perSecond });
  report({ name: "InfluxDB: the same by our store alone", value: influxStore.perSecond, unit: "1/s", peer, peerValue: influx.perSecond });
  report({ name: "InfluxDB: CPU of the database", value: stored.databaseCpuUs, unit: "µs/report", peer, peerValue: influx.serverUs });
  report({ name: "InfluxDB: CPU of the controller", value: stored.controllerCpuUs, unit: "µs/report" });
  sayRest(report, "InfluxDB", stored);
}

function sayRest(report: BenchOptions["report"], store: string, stored: Stored): void {
  report({ name: `${store}: reports acknowledged to their nodes`, value: stored.acknowledgedPerSecond, unit: "1/s" });
  report({ name: `${store}: CPU of the broker`, value: stored.brokerCpuUs, unit: "µs/report" });
  report({ name: `${store}: CPU of the load`, value: stored.generatorCpuUs, unit: "µs/report" });
  report({ name: `${store}: of one core the load took`, value: (stored.generatorCpuUs * stored.perSecond) / 1e4, unit: "%" });
  report({ name: `${store}: cores taken by others`, value: stored.othersPct, unit: "%" });
}

function sayPeer({ report }: Rig, own: Stored, runs: readonly PeerRun[]): void {
  const ours = { controller: own.controllerCpuUs, database: own.databaseCpuUs, all: own.brokerCpuUs + own.controllerCpuUs + own.databaseCpuUs };
  for (const run of runs) {
    const peer = run.title;
    report({ name: "InfluxDB: reports stored, publish to commit", value: own.perSecond, unit: "1/s", peer, peerValue: run.perSecond });
    report({ name: "InfluxDB: CPU of the controller", value: ours.controller, unit: "µs/report", peer, peerValue: run.cpuUs });
    report({ name: "InfluxDB: CPU of the database", value: ours.database, unit: "µs/report", peer, peerValue: run.databaseCpuUs });
    report({ name: "InfluxDB: CPU of broker, controller, database", value: ours.all, unit: "µs/report", peer, peerValue: allOf(run) });
    sayRun(report, run);
  }
}

const allOf = ({ brokerCpuUs, cpuUs, databaseCpuUs }: PeerRun): number => brokerCpuUs + cpuUs + databaseCpuUs;

function sayRun(report: BenchOptions["report"], run: PeerRun): void {
  const share = (arrived: number): number => (100 * arrived) / run.published;
  report({ name: `${run.title}: published`, value: run.published / run.publishS, unit: "1/s" });
  report({ name: `${run.title}: in the database by then`, value: share(run.arrivedByThen), unit: "%" });
  report({ name: `${run.title}: in the end, 30 s later at most`, value: share(run.arrived), unit: "%" });
  report({ name: `${run.title}: memory grew by`, value: run.memoryGrowthBytes / 1_048_576, unit: "MiB" });
  report({ name: `${run.title}: cores taken by others`, value: run.othersPct, unit: "%" });
}
