/** The same reports through mosquitto and a Node-RED flow into the same InfluxDB: how many arrive, how fast, and what they cost. */
import { SystemClock } from "#contract/clock";
import { upFilter } from "#contract/topics";
import type { Influxdb } from "#tests/setup/influxdb";
import { Load, type LoadNode } from "../loop/load.ts";
import { watchOthers } from "../loop/machine.ts";
import { type Mosquitto, startMosquitto } from "../loop/mosquitto.ts";
import { cpuMsOfProcess } from "../loop/part.ts";
import { authority } from "../loop/plan.ts";
import { until } from "../loop/rig.ts";
import { type NodeRed, startNodeRed } from "./node-red.ts";
import { clientOf, pointsHeld, pointsWritten } from "./points.ts";

export interface Offer {
  readonly reports: number;
  /** As fast as mosquitto acknowledges them when absent. */
  readonly perSecond?: number;
}

export interface PeerTask {
  /** Where Node-RED is installed. */
  readonly folder: string;
  readonly influxdb: Influxdb;
  readonly publishers: readonly LoadNode[];
  /** One after the other, each once what came of the one before is in the database. */
  readonly offers: readonly Offer[];
}

export interface PeerRun {
  /** "Node-RED 5.0.7, offered 1,000/s". */
  readonly title: string;
  readonly published: number;
  /** From the first publish until the broker has acknowledged the last. */
  readonly publishS: number;
  readonly arrivedByThen: number;
  /** Once nothing more comes. */
  readonly arrived: number;
  /** Arrived, from the first publish until the last was in the database: what waits in between is worked off. */
  readonly perSecond: number;
  /** Of Node-RED, mosquitto and the database, per report that arrived. */
  readonly cpuUs: number;
  readonly brokerCpuUs: number;
  readonly databaseCpuUs: number;
  /** Node-RED's resident memory at its highest above where it began. */
  readonly memoryGrowthBytes: number;
  /** Share of all cores that went to whatever else ran, %. */
  readonly othersPct: number;
}

const clock = new SystemClock();
const database = "node_red";
/** Its client gives a write up after 30 s, and its sockets come back sooner: what has not come by then will not. */
const quietMs = 10_000;
/** Longest wait for the rest: the whole benchmark is to end within 4 minutes. */
const drainMs = 30_000;

interface Parts {
  readonly mosquitto: Mosquitto;
  readonly nodeRed: NodeRed;
  readonly influxdb: Influxdb;
  readonly load: Load;
}

/** Runs the flow through each offer. */
export async function measurePeer({ folder, influxdb, publishers, offers }: PeerTask): Promise<PeerRun[]> {
  await clientOf(influxdb.url, database).createDatabase(database);
  const mosquitto = await startMosquitto();
  const place = { brokerPort: mosquitto.port, filter: upFilter(authority), influxPort: Number(new URL(influxdb.url).port), database };
  const load = new Load(authority, publishers);
  try {
    const nodeRed = await startNodeRed(folder, place);
    try {
      await load.connect(mosquitto.port);
      const runs: PeerRun[] = [];
      for (const offer of offers) runs.push(await run({ mosquitto, nodeRed, influxdb, load }, offer));
      return runs;
    } finally {
      await nodeRed.close();
    }
  } finally {
    await load.close();
    await mosquitto.close();
  }
}

async function run({ mosquitto, nodeRed, influxdb, load }: Parts, { reports, perSecond }: Offer): Promise<PeerRun> {
  const heldBefore = await pointsHeld(influxdb.url, database);
  const pids = [nodeRed.pid, mosquitto.pid, ...(influxdb.pid === undefined ? [] : [influxdb.pid])];
  const othersPct = watchOthers(pids);
  const [cpuBeforeMs, rssBefore] = [pids.map(cpuMsOfProcess), nodeRed.rssBytes()];
  const arrivals = await Arrivals.begin(influxdb.url);
  const publishMs = await load.publish(reports, perSecond);
  const arrivedByThen = await arrivals.look();
  const drainBeganMs = clock.elapsedMs();
  let rssMost = rssBefore;
  const isOver = async (): Promise<boolean> => {
    rssMost = Math.max(rssMost, nodeRed.rssBytes());
    return (await arrivals.look()) >= reports || arrivals.quietMs() > quietMs || clock.elapsedMs() - drainBeganMs > drainMs;
  };
  await until(drainMs + quietMs, `${reports} reports to be in the database, or none to come`, isOver, () => arrivals.count);
  const others = othersPct();
  // Its own count of points written is cheap; what it holds is the proof.
  const arrived = (await pointsHeld(influxdb.url, database)) - heldBefore;
  if (arrived === 0) throw new Error(`expected reports of the flow in the database ${database}, found none`);
  const [cpuUs = 0, brokerCpuUs = 0, databaseCpuUs = 0] = pids.map((pid, i) => ((cpuMsOfProcess(pid) - (cpuBeforeMs[i] ?? 0)) * 1_000) / arrived);
  return {
    title: `${nodeRed.title}, offered ${perSecond === undefined ? "at once" : `${perSecond.toLocaleString("en-GB")}/s`}`,
    ...{ published: reports, publishS: publishMs / 1_000, arrivedByThen, arrived, cpuUs, brokerCpuUs, databaseCpuUs },
    perSecond: arrived / (arrivals.tookMs() / 1_000),
    memoryGrowthBytes: rssMost - rssBefore,
    othersPct: others,
  };
}

/** Follows how many points a database has taken since this began, and when the newest came. */
class Arrivals {
  readonly #url: string;
  readonly #before: number;
  readonly #beganMs = clock.elapsedMs();
  #lastMs = this.#beganMs;
  count = 0;

  private constructor(url: string, before: number) {
    this.#url = url;
    this.#before = before;
  }

  static async begin(url: string): Promise<Arrivals> {
    return new Arrivals(url, await pointsWritten(url));
  }

  async look(): Promise<number> {
    const count = (await pointsWritten(this.#url)) - this.#before;
    if (count !== this.count) this.#lastMs = clock.elapsedMs();
    this.count = count;
    return count;
  }

  /** Since a look last found more, ms. */
  quietMs(): number {
    return clock.elapsedMs() - this.#lastMs;
  }

  /** From the beginning until a look last found more, ms. */
  tookMs(): number {
    return this.#lastMs - this.#beganMs;
  }
}
