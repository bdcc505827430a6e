/**
 * The ways of writing to InfluxDB, in one run with the same points: the `influx` client, lines made by hand over HTTP, plain and gzipped,
 * our store, and the server's own limit, which is what it takes from curl processes that post bodies made before.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import { FieldType, InfluxDB } from "influx";
import { openInfluxTelemetry } from "#controller/telemetry/influxdb";
import { linePrefix, linesOf, timestampOf } from "#controller/telemetry/influxdb-lines";
import { LinePost } from "#controller/telemetry/influxdb-post";
import { pack } from "#controller/telemetry/packed";
import type { Reading } from "#controller/telemetry/port";
import { measures } from "#controller/telemetry/reading";
import { requirePackages } from "#tests/setup/packages";
import type { BenchOptions } from "../harness.ts";
import { measured, pumped } from "./cost.ts";

export interface Server {
  readonly url: string;
  readonly pid: number | undefined;
}

type Batches = readonly (readonly Reading[])[];
interface Path {
  readonly name: string;
  /** Makes ready what does not count; answers the work that does. */
  readonly prepare: (server: Server, database: string, batches: Batches) => Promise<() => Promise<void>>;
}

/** What costs the client next to nothing: the quicker of these is the server's limit, which the others are told beside. */
const limits: readonly Path[] = [2, 4].map((processes) => ({
  name: `bodies made before, ${processes} curl processes`,
  prepare: (server, database, batches) => byCurl(server, database, batches, processes),
}));
const paths: readonly Path[] = [
  ...limits,
  ...[1, 4].map((atOnce) => ({ name: `influx client, ${atOnce} at once`, prepare: async (s: Server, d: string, b: Batches) => byClient(s, d, b, atOnce) })),
  ...[1, 4].map((atOnce) => ({ name: `lines over HTTP, ${atOnce} at once`, prepare: async (s: Server, d: string, b: Batches) => byLines(s, d, b, atOnce) })),
  ...[1, 4].map((atOnce) => ({ name: `lines gzipped, ${atOnce} at once`, prepare: async (s: Server, d: string, b: Batches) => byGzip(s, d, b, atOnce) })),
  { name: "our store, 4 batches at once", prepare: ourStore },
];

/** Writes the batches by each way, each into a database of its own, and tells what each cost. */
export async function benchInfluxPaths(server: Server, batches: Batches, report: BenchOptions["report"]): Promise<void> {
  const readings = batches.reduce((sum, { length }) => sum + length, 0);
  const admin = clientOf(server, "admin");
  let limit = 0;
  for (const [i, { name, prepare }] of paths.entries()) {
    const database = `path_${i}`;
    await admin.createDatabase(database);
    const work = await prepare(server, database, batches);
    const cost = await measured(readings, work, server.pid);
    await admin.dropDatabase(database);
    if (i < limits.length) limit = Math.max(limit, cost.perSecond);
    report({ name: `influxdb, ${name}`, value: cost.perSecond, unit: "readings/s", peer: "the server's limit", peerValue: limit });
    report({ name: "  CPU of the thread that calls", value: cost.threadUs, unit: "µs/reading" });
    report({ name: "  CPU of the process, of the server", value: cost.cpuUs, unit: "µs/reading", peer: "server", peerValue: cost.serverUs });
  }
}

const numberOf = (light: string): number => Number(light.slice("light-".length));
/** A batch as lines, made as the store makes them. */
const textOf = (batch: readonly Reading[]): string => linesOf(linePrefix(undefined), pack(batch, numberOf), (number) => `light-${number}`);

function clientOf({ url }: Server, database: string): InfluxDB {
  const { hostname, port } = new URL(url);
  const floats = Object.fromEntries(measures.map((field) => [field, FieldType.FLOAT]));
  const fields = { ...floats, faultBits: FieldType.INTEGER, boot: FieldType.INTEGER, seq: FieldType.INTEGER, following: FieldType.STRING };
  return new InfluxDB({ host: hostname, port: Number(port), database, schema: [{ measurement: "reading", tags: ["light"], fields }] });
}

function byClient(server: Server, database: string, batches: Batches, atOnce: number): () => Promise<void> {
  const client = clientOf(server, database);
  const pointOf = ({ light, atMs, ...fields }: Reading) => {
    return { measurement: "reading", tags: { light }, fields, timestamp: timestampOf(atMs, fields.boot, fields.seq) };
  };
  return () => pumped(batches, (batch) => client.writePoints(batch.map(pointOf), { precision: "n" }), atOnce);
}

function byLines({ url }: Server, database: string, batches: Batches, atOnce: number): () => Promise<void> {
  const post = new LinePost({ url, database });
  const { signal } = new AbortController();
  return async () => {
    await pumped(batches, async (batch) => good((await post.post(textOf(batch), signal)).status), atOnce);
    post.close();
  };
}

const gzipped = promisify(gzip);

function byGzip({ url }: Server, database: string, batches: Batches, atOnce: number): () => Promise<void> {
  const address = `${url}/write?db=${database}&precision=n`;
  const send = async (batch: readonly Reading[]): Promise<void> => {
    const body = await gzipped(textOf(batch), { level: constants.Z_BEST_SPEED });
    good((await fetch(address, { method: "POST", body, headers: { "content-encoding": "gzip" } })).status);
  };
  return () => pumped(batches, send, atOnce);
}

function good(status: number): void {
  if (status !== 204) throw new Error(`expected InfluxDB to take the points (204), it answered ${status}`);
}

/** Posts the batches, as bodies made before, by so many curl processes at once. */
export async function byCurl({ url }: Server, database: string, batches: Batches, processes: number): Promise<() => Promise<void>> {
  requirePackages(["curl"]);
  const folder = await mkdtemp(join(tmpdir(), "leerie-bodies-"));
  await Promise.all(batches.map((batch, i) => writeFile(join(folder, String(i)), textOf(batch))));
  const requestOf = (i: number): string[] => [
    "-sf",
    "-H",
    "Expect:",
    "--data-binary",
    `@${join(folder, String(i))}`,
    `${url}/write?db=${database}&precision=n`,
  ];
  const run = async (first: number): Promise<void> => {
    const own = batches.flatMap((_, i) => (i % processes === first ? [["--next", ...requestOf(i)]] : []));
    const [status] = await once(spawn("curl", own.flat().slice(1), { stdio: "ignore" }), "exit");
    if (status !== 0) throw new Error(`expected curl to post all bodies, it ended with ${status}`);
  };
  return async () => {
    await Promise.all(Array.from({ length: processes }, (_, first) => run(first)));
    await rm(folder, { recursive: true, force: true });
  };
}

/** Writes the batches through our store, four at once. */
export async function ourStore({ url }: Server, database: string, batches: Batches): Promise<() => Promise<void>> {
  const store = openInfluxTelemetry({ url, database });
  // The thread starts before the clock runs.
  await store.count();
  return async () => {
    await pumped(batches, (batch) => store.write(batch));
    await store.close();
  };
}
