/** The floor under each store: its own bulk write of the same points, with no node, no broker and no controller. */
import { join } from "node:path";
import { SystemClock } from "#contract/clock";
import { Report } from "#contract/messages";
import { openEmbeddedTelemetry } from "#controller/telemetry/embedded";
import type { Reading } from "#controller/telemetry/port";
import { readingOf } from "#controller/telemetry/reading";
import type { Influxdb } from "#tests/setup/influxdb";
import type { LoadNode } from "../loop/load.ts";
import { type Cost, measured, pumped } from "../stores/cost.ts";
import { byCurl, ourStore } from "../stores/influx-paths.ts";
import { batchReadings, lightName } from "../stores/weeks.ts";
import { clientOf } from "./points.ts";

/** The quickest of the rounds: of what others on the machine do, it shows least. */
export interface Floors {
  /** The embedded store's file, written by the store itself. */
  readonly embedded: Cost;
  /** InfluxDB takes bodies made before, four at once, from clients that do nothing else: the server's own limit. */
  readonly influx: Cost;
  /** Our store writes them to InfluxDB: what it adds to that limit. */
  readonly influxStore: Cost;
}

const clock = new SystemClock();
const curlProcesses = 4;
/** Each way in turn, so that what else the machine does comes to all of them. */
const rounds = 2;

/** Writes so many of the nodes' reports by each way. They are made before the clock runs. */
export async function measureFloors(folder: string, influxdb: Influxdb, nodes: readonly LoadNode[], reports: number): Promise<Floors> {
  const batches = batchesOf(nodes, reports);
  const found: Floors[] = [];
  for (let round = 0; round < rounds; round++) {
    found.push({
      embedded: await writeEmbedded(join(folder, `floor-${round}.sqlite`), batches, reports),
      influx: await writeInflux(influxdb, (database) => byCurl(influxdb, database, batches, curlProcesses), reports),
      influxStore: await writeInflux(influxdb, (database) => ourStore(influxdb, database, batches), reports),
    });
  }
  const quickest = (way: keyof Floors): Cost => found.map((each) => each[way]).reduce((a, b) => (a.perSecond > b.perSecond ? a : b));
  return { embedded: quickest("embedded"), influx: quickest("influx"), influxStore: quickest("influxStore") };
}

async function writeEmbedded(file: string, batches: readonly Reading[][], reports: number): Promise<Cost> {
  const store = openEmbeddedTelemetry(file);
  // The thread starts and the file is made before the clock runs.
  await store.count();
  const cost = await measured(reports, () => pumped(batches, (batch) => store.write(batch)));
  await store.close();
  return cost;
}

async function writeInflux(influxdb: Influxdb, prepare: (database: string) => Promise<() => Promise<void>>, reports: number): Promise<Cost> {
  const client = clientOf(influxdb.url, "floor");
  await client.createDatabase("floor");
  const cost = await measured(reports, await prepare("floor"), influxdb.pid);
  await client.dropDatabase("floor");
  return cost;
}

/** The reports in the order in which the load publishes them, in batches as the recorder makes them. */
function batchesOf(nodes: readonly LoadNode[], reports: number): Reading[][] {
  const nowMs = clock.now();
  const readings = Array.from({ length: reports }, (_, i): Reading => {
    const [index, atMs] = [i % nodes.length, nowMs + i];
    const text = nodes[index]?.report(Math.floor(i / nodes.length) + 1, new Date(atMs).toISOString()) ?? "";
    return readingOf(lightName(index), Report.parse(JSON.parse(text)), atMs);
  });
  const count = Math.ceil(reports / batchReadings);
  return Array.from({ length: count }, (_, i) => readings.slice(i * batchReadings, (i + 1) * batchReadings));
}
