/** What a telemetry store asks of InfluxDB, and what it has it forget. Values travel as bind parameters. */
import { Following } from "#contract/messages";
import type { Bounded } from "./influxdb-call.ts";
import type { StatementPost } from "./influxdb-post.ts";
import { InfluxQueries, within } from "./influxdb-queries.ts";
import { tracesOf } from "./influxdb-traces.ts";
import { rowLength, rowOf } from "./packed.ts";
import { followings, measures } from "./reading.ts";
import type { PackedCounts, PackedNewest } from "./thread-messages.ts";
import type { ServedStore } from "./thread-service.ts";

export type InfluxReader = Omit<ServedStore, "write" | "close">;

/** Readings removed by one statement: a day of them. */
const pieceMs = 24 * 3_600_000;
/** Readings counted by one statement: a day of 10,000 lights takes a small server 3 s, so that a quarter of 100,000 stays well within a query's patience. */
const countMs = 6 * 3_600_000;
const always = '"reading" WHERE time >= 0';

/** Reads of one database; with `authority`, only of that authority's lights. */
export function influxReader(post: StatementPost, call: Bounded, authority: string | undefined): InfluxReader {
  const queries = new InfluxQueries(post, call, authority);
  return {
    history: (light, fromMs, toMs, limit) => history(queries, light, { fromMs, toMs, limit }),
    traces: (fromMs, toMs, each, lights) => tracesOf(queries, { fromMs, toMs, lights }, each),
    counts: (fromMs, toMs) => counts(queries, fromMs, toMs),
    newest: () => newest(queries),
    oldest: () => oldest(queries, always),
    count: () => count(queries, always),
    prune: (beforeMs) => prune(queries, beforeMs),
  };
}

async function history(
  queries: InfluxQueries,
  light: string,
  { fromMs, toMs, limit }: { readonly fromMs: number; readonly toMs: number; readonly limit: number },
): Promise<Float64Array<ArrayBuffer>> {
  const fields = ["boot", "seq", ...measures, "following"].map((field) => `"${field}"`).join();
  const [series] = await queries.ask(fields, `${within(fromMs, toMs)} AND "light" = $light`, `ORDER BY time DESC LIMIT ${Math.trunc(limit)}`, { light });
  const rows = (series?.values ?? []).toSorted((a, b) => Number(a[0]) - Number(b[0]) || Number(a[1]) - Number(b[1]) || Number(a[2]) - Number(b[2]));
  const packed = new Float64Array(rows.length * rowLength);
  for (const [i, row] of rows.entries()) {
    const from = i * rowLength;
    for (let column = 0; column < row.length - 1; column++) packed[from + rowOf.atMs + column] = Number(row[column]);
    packed[from + rowOf.following] = followings.indexOf(Following.catch("default").parse(row.at(-1)));
  }
  return packed;
}

async function counts(queries: InfluxQueries, fromMs: number, toMs: number): Promise<PackedCounts> {
  const counted = new Map<string, number>();
  for (let from = fromMs; from < toMs; from += countMs) {
    const series = await queries.ask('count("seq")', within(from, Math.min(toMs, from + countMs)), 'GROUP BY "light"');
    for (const { light, values } of series) counted.set(light, (counted.get(light) ?? 0) + Number(values[0]?.[1] ?? 0));
  }
  return { lights: [...counted.keys()], of: Float64Array.from(counted.values()) };
}

async function newest(queries: InfluxQueries): Promise<PackedNewest> {
  const series = await queries.ask('last("seq"), "boot"', always, 'GROUP BY "light"');
  return {
    lights: series.map(({ light }) => light),
    of: Float64Array.from(series.flatMap(({ values: [row] }) => [Number(row?.[2]), Number(row?.[1]), Number(row?.[0])])),
  };
}

async function oldest(queries: InfluxQueries, from: string): Promise<number | undefined> {
  const [series] = await queries.ask('first("seq")', from, "");
  return series?.values.map(([atMs]) => Number(atMs))[0];
}

async function count(queries: InfluxQueries, from: string): Promise<number> {
  const [series] = await queries.ask('count("seq")', from, "");
  return Number(series?.values[0]?.[1] ?? 0);
}

async function prune(queries: InfluxQueries, beforeMs: number): Promise<number> {
  // Not a retention policy: it would hold for every authority in the database.
  let removed = 0;
  for (let fromMs = await oldest(queries, within(0, beforeMs)); fromMs !== undefined; ) {
    const toMs = Math.min(beforeMs, fromMs + pieceMs);
    removed += await count(queries, within(fromMs, toMs));
    await queries.remove(within(fromMs, toMs));
    fromMs = await oldest(queries, within(toMs, beforeMs));
  }
  return removed;
}
