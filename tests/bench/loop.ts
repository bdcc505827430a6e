/**
 * The whole loop on nodes that each have a connection of their own, with broker and controller as processes as in an installation: reports stored
 * per second, demand reading to node target, override to readback, memory per node. Beside it the same reports at QoS 1 through mosquitto to a
 * subscriber that only counts, and the same points written by the `influx` client alone.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConfigInput } from "#config/schema";
import { type Influxdb, startInfluxdb } from "#tests/setup/influxdb";
import { type BenchOptions, type Figure, percentile } from "./harness.ts";
import { type Commissioned, commissionAll, overrideToReadback } from "./loop/commissioned.ts";
import { writeByInfluxAlone } from "./loop/influx-alone.ts";
import type { LoadNode } from "./loop/load.ts";
import { type Counted, countReports } from "./loop/mosquitto.ts";
import { installationConfig, inventoryCsv, liftsPct } from "./loop/plan.ts";
import { type RunningPart, startBrokerPart, startControllerPart } from "./loop/rig.ts";
import { type Stored, storeReports } from "./loop/stored.ts";
import { Street } from "./loop/street.ts";

interface Size {
  readonly nodes: number;
  readonly lifted: number;
  /** Whole batches of the recorder, so that the last does not wait for its time. */
  readonly reports: number;
  /** How many lights, and to which levels one after the other; the first is a rehearsal. */
  readonly overrides: readonly { readonly lights: number; readonly levelsPct: readonly number[] }[];
}

const sizes: { readonly full: Size; readonly quick: Size } = {
  full: {
    nodes: 10_000,
    lifted: 1_000,
    reports: 120_000,
    overrides: [
      { lights: 300, levelsPct: [20, 30, 40, 60, 70, 90] },
      { lights: 10_000, levelsPct: [25, 35, 45, 65] },
    ],
  },
  quick: { nodes: 2_000, lifted: 1_000, reports: 20_000, overrides: [{ lights: 300, levelsPct: [20, 30, 40, 60] }] },
};

interface Rig {
  readonly folder: string;
  readonly influxdb: Influxdb;
  readonly size: Size;
  readonly seed: number;
  readonly say: (name: string, value: number, unit: string, peer?: Pick<Figure, "peer" | "peerValue">) => void;
}

export async function bench({ quick, seed, report }: BenchOptions): Promise<void> {
  const size = quick ? sizes.quick : sizes.full;
  const folder = mkdtempSync(join(tmpdir(), "leerie-bench-"));
  const influxdb = await startInfluxdb();
  const say: Rig["say"] = (name, value, unit, peer = {}) => report({ name: `${count(size.nodes)} nodes: ${name}`, value, unit, ...peer });
  try {
    await benchAll({ folder, influxdb, size, seed, say });
  } finally {
    await influxdb.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchAll(rig: Rig): Promise<void> {
  const { folder, influxdb, size, seed, say } = rig;
  const csv = join(folder, "lights.csv");
  writeFileSync(csv, inventoryCsv(size.nodes, size.lifted, seed));
  const broker = await startBrokerPart(folder, installationConfig(folder, csv));
  const withController = async <T>(config: ConfigInput, act: (controller: RunningPart) => Promise<T>): Promise<T> => {
    const controller = await startControllerPart(folder, config);
    return act(controller).finally(() => controller.close());
  };
  const own = await withController(installationConfig(folder, csv), async (controller) => {
    const publishers = await benchNodes(rig, broker, controller);
    return { publishers, ...(await storeReports({ broker, controller, publishers: publishers(2), reports: size.reports })) };
  });
  const influx = await withController(installationConfig(folder, csv, influxdb.url), (controller) =>
    storeReports({ broker, controller, publishers: own.publishers(3), reports: size.reports, databasePid: influxdb.pid }),
  );
  await broker.close();
  const peer = await countReports(own.publishers(4), size.reports);
  const aloneTitle = "influx client alone, one write at a time";
  const alone = await writeByInfluxAlone(influxdb.url, own.publishers(5), size.reports);
  sayConnects(say, own.connectsPerSecond, peer);
  sayStored(say, "embedded", own, peer, { peer: peer.title, peerValue: peer.perSecond });
  sayStored(say, "InfluxDB", influx, peer, { peer: aloneTitle, peerValue: alone });
}

/** Simulated nodes connect, are lifted by demand and overridden by a person; what they came to hold becomes the load's reports. */
async function benchNodes({ size, seed, say }: Rig, broker: RunningPart, controller: RunningPart): Promise<(boot: number) => LoadNode[]> {
  const commissioned = await commissionAll(controller);
  const rssBefore = [broker.rssBytes(), controller.rssBytes(), process.memoryUsage.rss()];
  const street = new Street(broker.url, commissioned, seed);
  try {
    await street.connectSource();
    say("simulated nodes connected", size.nodes / ((await street.connect()) / 1_000), "1/s");
    await street.programmed();
    const rss = [broker.rssBytes(), controller.rssBytes(), process.memoryUsage.rss()];
    // Garbage of a rush of connections included, as an operator sees it.
    ["broker", "controller", "simulator"].forEach((name, i) => {
      say(`${name} memory per node`, ((rss[i] ?? 0) - (rssBefore[i] ?? 0)) / 1_024 / size.nodes, "KiB");
    });
    await benchDemand(street, size, say);
    await benchOverrides(controller, commissioned, size, say);
    return street.asPublishers();
  } finally {
    await street.close();
  }
}

async function benchDemand(street: Street, { lifted }: Size, say: Rig["say"]): Promise<void> {
  const rounds: number[][] = [];
  for (const [index] of liftsPct.entries()) rounds.push(await street.lift(index + 1, lifted));
  sayTimes(say, `demand to ${count(lifted)} targets`, rounds);
}

async function benchOverrides(controller: RunningPart, { lights }: Commissioned, { overrides }: Size, say: Rig["say"]): Promise<void> {
  for (const each of overrides) {
    // From the end of the list: the lights that demand has left alone.
    const ids = lights.slice(-each.lights).map(({ id }) => id);
    const rounds: number[][] = [];
    for (const levelPct of each.levelsPct) rounds.push(await overrideToReadback(controller, ids, levelPct));
    sayTimes(say, `override of ${count(each.lights)} confirmed`, rounds);
  }
}

function sayConnects(say: Rig["say"], perSecond: number, { title, connectsPerSecond }: Counted): void {
  say("bare connections subscribed", perSecond, "1/s", { peer: title, peerValue: connectsPerSecond });
}

function sayStored(say: Rig["say"], store: string, stored: Stored, peer: Counted, beside: Pick<Figure, "peer" | "peerValue">): void {
  say(`reports stored, ${store}`, stored.perSecond, "1/s", beside);
  say(`reports acknowledged, ${store}`, stored.acknowledgedPerSecond, "1/s", { peer: peer.title, peerValue: peer.perSecond });
  say(`broker CPU/report, ${store}`, stored.brokerCpuUs, "µs", { peer: peer.title, peerValue: peer.cpuUs });
  say(`controller CPU/report, ${store}`, stored.controllerCpuUs, "µs");
  say(`cores taken by others, ${store}`, stored.othersPct, "%", { peer: peer.title, peerValue: peer.othersPct });
}

/** Medians over the rounds but the first, so that neither code that never ran before nor one disturbed round makes the figure. */
function sayTimes(say: Rig["say"], name: string, rounds: readonly (readonly number[])[]): void {
  const shares = [
    ["p50", 0.5],
    ["p99", 0.99],
    ["last", 1],
  ] as const;
  for (const [words, share] of shares) {
    const eachRound = rounds.slice(1).map((round) => percentile(round, share));
    say(`${name}, ${words}`, percentile(eachRound, 0.5), "ms");
  }
}

const count = (value: number): string => value.toLocaleString("en-GB");
