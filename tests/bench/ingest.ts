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
import { measurePeer, type PeerRun, pacedPerSecond } from "./ingest/peer.ts";
import { pointsHeld } from "./ingest/points.ts";
import { publishersOf } from "./ingest/publishers.ts";
import type { LoadNode } from "./loop/load.ts";
import { installationConfig, inventoryCsv } from "./loop/plan.ts";
import { type RunningPart, startBrokerPart, startControllerPart } from "./loop/rig.ts";
import { type Stored, storeReports } from "./loop/stored.ts";

interface Size {
  readonly nodes: number;
  /** Whole batches of the recorder, so that the last does not wait for its time. */
  readonly reports: number;
  /** Offered to the peer as fast as they are acknowledged: at a tenth of the pace, a sixth of the reports take as long. */
  readonly peerReports: number;
  /** Offered to the peer at a pace that it can keep. */
  readonly peerPaced: number;
}

const sizes: { readonly full: Size; readonly quick: Size } = {
  full: { nodes: 5_000, reports: 120_000, peerReports: 20_000, peerPaced: 10_000 },
  quick: { nodes: 1_000, reports: 20_000, peerReports: 4_000, peerPaced: 2_000 },
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
    const stored = await storeReports({ broker, controller, publishers: publishers(2), reports: size.reports });
    return { publishers, notInstalled, stored };
  });
  const influx = await withController(rig, csv, influxdb.url, (controller) =>
    storeReports({ broker, controller, publishers: own.publishers(3), reports: size.reports, databasePid: influxdb.pid }),
  );
  await broker.close();
  const held = await pointsHeld(influxdb.url, "leerie");
  if (held < size.reports) throw new Error(`expected ${size.reports} points in InfluxDB, found ${held}`);
  const floors = await measureFloors(folder, influxdb, own.publishers(4), size.reports);
  sayEmbedded(rig, own.stored, floors);
  sayInflux(rig, influx, floors);
  if (own.notInstalled === undefined) await benchPeer(rig, nodeRedFolder, own.publishers(5), influx);
  else console.error(`Node-RED is left out, since npm could not install it: ${own.notInstalled}`);
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

async function benchPeer({ influxdb, size, report }: Rig, folder: string, publishers: readonly LoadNode[], own: Stored): Promise<void> {
  const { title, paced, burst } = await measurePeer({ folder, influxdb, publishers, paced: size.peerPaced, burst: size.peerReports });
  const quickest = Math.max(paced.perSecond, burst.perSecond);
  report({ name: "InfluxDB: reports stored, publish to commit", value: own.perSecond, unit: "1/s", peer: `${title}, the quicker run`, peerValue: quickest });
  const ours = { parts: own.controllerCpuUs, database: own.databaseCpuUs, all: own.brokerCpuUs + own.controllerCpuUs + own.databaseCpuUs };
  for (const [words, run] of Object.entries({ [`offered ${pacedPerSecond}/s`]: paced, "offered at once": burst })) {
    const peer = `${title}, ${words}`;
    report({ name: "InfluxDB: CPU of the controller", value: ours.parts, unit: "µs/report", peer, peerValue: run.cpuUs });
    report({ name: "InfluxDB: CPU of the database", value: ours.database, unit: "µs/report", peer, peerValue: run.databaseCpuUs });
    report({ name: "InfluxDB: CPU of broker, controller, database", value: ours.all, unit: "µs/report", peer, peerValue: allOf(run) });
    sayRun(report, peer, run);
  }
}

const allOf = ({ brokerCpuUs, cpuUs, databaseCpuUs }: PeerRun): number => brokerCpuUs + cpuUs + databaseCpuUs;

function sayRun(report: BenchOptions["report"], title: string, run: PeerRun): void {
  report({ name: `${title}: reports published`, value: run.published / run.publishS, unit: "1/s" });
  report({ name: `${title}: in the database by then`, value: (100 * run.arrivedByThen) / run.published, unit: "%" });
  report({ name: `${title}: in the end`, value: (100 * run.arrived) / run.published, unit: "%" });
  report({ name: `${title}: stored`, value: run.perSecond, unit: "1/s" });
  report({ name: `${title}: memory grew by`, value: run.memoryGrowthBytes / 1_048_576, unit: "MiB" });
  report({ name: `${title}: cores taken by others`, value: run.othersPct, unit: "%" });
}
