/** What the controller asks of InfluxDB, and what it has it forget. Values travel as bind parameters; answers are cut so that none is held whole for 10,000 lights and a night. */
import type { InfluxDB } from "influx";
import { z } from "zod";
import { LightingError } from "#contract/failures";
import { Following } from "#contract/messages";
import { type Bounded, readableFailure, statusOf } from "./influxdb-call.ts";
import type { CounterSpan, Reading, TelemetryStore, Trace } from "./port.ts";
import { byInstant, lookBackMs, measures } from "./reading.ts";

export type InfluxReader = Pick<TelemetryStore, "history" | "counters" | "levels" | "traces" | "newest" | "count" | "prune">;

/** Longest query, ms: a night of 10,000 lights on a busy small server. */
const queryMs = 60_000;
/** Lights per query of levels: an answer of about a megabyte, so that reading it does not hold up the controller. */
const lightsPerQuery = 250;
/** Readings removed by one statement: a day of them. */
const pieceMs = 24 * 3_600_000;

type Row = readonly (number | string | null)[];
/** Rows are taken as they come, by the ten thousand; each value is read as the number or text its column must hold. */
const Rows = z.custom<readonly Row[]>(Array.isArray);
const Answer = z.object({
  results: z.array(
    z.object({
      error: z.string().optional(),
      series: z.array(z.object({ tags: z.object({ light: z.string() }).optional(), columns: z.array(z.string()), values: Rows })).optional(),
    }),
  ),
});
interface Series {
  readonly light: string;
  readonly values: readonly Row[];
}

/** Reads of one database; with `authority`, only of that authority's lights. */
export function influxReader(client: InfluxDB, call: Bounded, authority: string | undefined): InfluxReader {
  const own = authority === undefined ? "" : ' AND "authority" = $authority';

  const ask = (select: string, where: string, tail: string, values: Record<string, string | number> = {}): Promise<Series[]> =>
    run(`SELECT ${select} FROM ${where}${own} ${tail}`, values);

  /** Runs a statement over "reading"; answers by light, in the server's order. */
  async function run(statement: string, values: Record<string, string | number>): Promise<Series[]> {
    const placeholders = authority === undefined ? values : { ...values, authority };
    try {
      // The body instead of the address: the list of lights of a query may be long.
      const raw = await call(queryMs, "a query", () => client.queryRaw(statement, { precision: "ms", method: "POST", placeholders }));
      const [result] = Answer.parse(raw).results;
      // Nothing was ever written; InfluxDB tells it in words only.
      if (result?.error?.startsWith("database not found")) return [];
      if (result?.error !== undefined) throw new LightingError("STORE_OFFLINE", `InfluxDB refuses a query: ${result.error}`);
      return (result?.series ?? []).map(({ tags, values: rows }) => ({ light: tags?.light ?? "", values: rows }));
    } catch (error) {
      if (statusOf(error) === 404) return [];
      throw readableFailure(error, "InfluxDB");
    }
  }

  const within = (fromMs: number, toMs: number): string => `"reading" WHERE time >= ${Math.trunc(fromMs)}ms AND time < ${Math.trunc(toMs)}ms`;
  const always = '"reading" WHERE time >= 0';

  async function history(light: string, fromMs: number, toMs: number, limit: number): Promise<Reading[]> {
    const fields = ["boot", "seq", ...measures, "following"].map((field) => `"${field}"`).join();
    const [series] = await ask(fields, `${within(fromMs, toMs)} AND "light" = $light`, `ORDER BY time DESC LIMIT ${Math.trunc(limit)}`, { light });
    return (series?.values ?? []).map((row) => readingOf(light, row)).sort(byInstant);
  }

  async function counters(fromMs: number, toMs: number): Promise<CounterSpan[]> {
    const at = (select: string, from: number, to: number): Promise<Series[]> => ask(`${select}("energyKwh"), "boot"`, within(from, to), 'GROUP BY "light"');
    // One after the other: three at once would only take the server's cores from the writers.
    const last = await at("last", fromMs, toMs + 1);
    const before = endsByLight(await at("last", fromMs - lookBackMs, fromMs + 1));
    const after = endsByLight(await at("first", fromMs, toMs + 1));
    const fell = await falls(fromMs, toMs);
    return last.flatMap(({ light, values }) => {
      const end = endOf(values[0]);
      const first = before.get(light) ?? after.get(light);
      return first && end ? [{ light, first, last: end, fellKwh: fell.get(light) ?? 0 }] : [];
    });
  }

  /** Of the lights whose counter fell: by how much in all, kWh. */
  async function falls(fromMs: number, toMs: number): Promise<Map<string, number>> {
    const steps = `SELECT difference("energyKwh") AS "step" FROM ${within(fromMs - lookBackMs, toMs + 1)}${own} GROUP BY "light"`;
    const series = await ask(
      'sum("step")',
      `(${steps}) WHERE "step" < 0 AND time > ${Math.trunc(fromMs)}ms AND time < ${Math.trunc(toMs) + 1}ms`,
      'GROUP BY "light"',
    );
    return new Map(series.map(({ light, values }) => [light, -Number(values[0]?.[1] ?? 0)]));
  }

  async function levels(fromMs: number, toMs: number, each: (light: string, atMs: Float64Array, levelPct: Float64Array) => void): Promise<void> {
    const known = await ask('last("levelPct")', within(fromMs - lookBackMs, fromMs), 'GROUP BY "light"');
    const before = new Map(known.map(({ light, values }) => [light, values[0]]));
    const inside = await ask('last("seq")', within(fromMs, toMs), 'GROUP BY "light"');
    const lights = [...new Set([...before.keys(), ...inside.map(({ light }) => light)])];
    for (let from = 0; from < lights.length; from += lightsPerQuery) {
      const some = lights.slice(from, from + lightsPerQuery);
      const values = Object.fromEntries(some.map((light, i) => [`l${i}`, light]));
      const which = some.map((_, i) => `"light" = $l${i}`).join(" OR ");
      const series = new Map(
        (await ask('"levelPct"', `${within(fromMs, toMs)} AND (${which})`, 'GROUP BY "light"', values)).map((of) => [of.light, of.values]),
      );
      for (const light of some) {
        const first = before.get(light);
        const rows = [...(first ? [first] : []), ...(series.get(light) ?? [])];
        each(
          light,
          Float64Array.from(rows, (row) => Number(row[0])),
          Float64Array.from(rows, (row) => Number(row[1])),
        );
      }
    }
  }

  async function traces(fromMs: number, toMs: number, each: (trace: Trace) => void, lights?: readonly string[]): Promise<void> {
    const wanted = lights ?? (await lightsWithin(fromMs - lookBackMs, toMs));
    for (let from = 0; from < wanted.length; from += lightsPerQuery) {
      const some = wanted.slice(from, from + lightsPerQuery);
      const values = Object.fromEntries(some.map((light, i) => [`l${i}`, light]));
      const which = ` AND (${some.map((_, i) => `"light" = $l${i}`).join(" OR ")})`;
      const before = new Map(
        (await ask('last("energyKwh"), "levelPct"', within(fromMs - lookBackMs, fromMs) + which, 'GROUP BY "light"', values)).map((of) => [
          of.light,
          of.values,
        ]),
      );
      const inside = new Map(
        (await ask('"energyKwh", "levelPct"', within(fromMs, toMs) + which, 'GROUP BY "light"', values)).map((of) => [of.light, of.values]),
      );
      for (const light of some) {
        const rows = [...(before.get(light) ?? []), ...(inside.get(light) ?? [])];
        const column = (at: number): Float64Array => Float64Array.from(rows, (row) => Number(row[at]));
        if (rows.length > 0) each({ light, atMs: column(0), energyKwh: column(1), levelPct: column(2) });
      }
    }
  }

  const lightsWithin = async (fromMs: number, toMs: number): Promise<string[]> =>
    (await ask('last("seq")', within(fromMs, toMs), 'GROUP BY "light"')).map(({ light }) => light);

  async function newest(): Promise<Map<string, { readonly boot: number; readonly seq: number; readonly atMs: number }>> {
    const series = await ask('last("seq"), "boot"', always, 'GROUP BY "light"');
    return new Map(series.map(({ light, values: [row] }) => [light, { atMs: Number(row?.[0]), seq: Number(row?.[1]), boot: Number(row?.[2]) }]));
  }

  const count = (): Promise<number> => countOf(always);

  async function countOf(where: string): Promise<number> {
    const [series] = await ask('count("seq")', where, "");
    return Number(series?.values[0]?.[1] ?? 0);
  }

  async function prune(beforeMs: number): Promise<number> {
    // Not a retention policy: it would hold for every authority in the database.
    const oldestFrom = async (fromMs: number): Promise<number | undefined> =>
      (await ask('first("seq")', within(fromMs, beforeMs), ""))[0]?.values.map(([atMs]) => Number(atMs))[0];
    let removed = 0;
    for (let fromMs = await oldestFrom(0); fromMs !== undefined; ) {
      const toMs = Math.min(beforeMs, fromMs + pieceMs);
      removed += await countOf(within(fromMs, toMs));
      await run(`DELETE FROM ${within(fromMs, toMs)}${own}`, {});
      fromMs = await oldestFrom(toMs);
    }
    return removed;
  }

  return { history, counters, levels, traces, newest, count, prune };
}

const endOf = (row: Row | undefined): CounterSpan["first"] | undefined => row && { atMs: Number(row[0]), energyKwh: Number(row[1]), boot: Number(row[2]) };

function endsByLight(series: readonly Series[]): Map<string, CounterSpan["first"]> {
  return new Map(
    series.flatMap(({ light, values }) => {
      const end = endOf(values[0]);
      return end ? [[light, end] satisfies [string, CounterSpan["first"]]] : [];
    }),
  );
}

/** A row of history: time, boot, seq, the measures in their order, following. */
function readingOf(light: string, row: Row): Reading {
  const number = (at: number): number => Number(row[at]);
  return {
    light,
    atMs: number(0),
    boot: number(1),
    seq: number(2),
    levelPct: number(3),
    powerW: number(4),
    voltageV: number(5),
    currentA: number(6),
    powerFactor: number(7),
    energyKwh: number(8),
    temperatureC: number(9),
    burningHours: number(10),
    faultBits: number(11),
    following: Following.catch("default").parse(row[12]),
  };
}
