/**
 * Traces out of InfluxDB. Measured with 10,000 lights: an hour of all of them by one query is 0.3–0.5 s and their last readings before it
 * 0.3–0.5 s, however far back these are; four hours by a thousand named lights at a time are 1.1 s, by 250 names 4 s and more. So a short
 * period of all lights is asked for at once, and anything else by a thousand lights at a time.
 */
import { type InfluxQueries, type Row, within } from "./influxdb-queries.ts";
import { isLightId, lookBackMs } from "./reading.ts";
import type { PackedTraces } from "./thread-messages.ts";

export interface TracePeriod {
  readonly fromMs: number;
  readonly toMs: number;
  /** Of these lights; undefined is all. */
  readonly lights: readonly string[] | undefined;
}

/** Longest period taken of all lights at once, ms: 40 MB of answer from 100,000 lights. */
const atOnceMs = 2 * 3_600_000;
/** Named lights per query: an answer of about 5 MB for a day. */
const lightsPerQuery = 1_000;

/** Traces of a period, some lights at a time. */
export async function tracesOf(queries: InfluxQueries, { fromMs, toMs, lights }: TracePeriod, each: (traces: PackedTraces) => void): Promise<void> {
  if (lights === undefined && toMs - fromMs <= atOnceMs) {
    each(await tracesOfSome(queries, fromMs, toMs));
    return;
  }
  const wanted = lights === undefined ? await lightsWithin(queries, fromMs - lookBackMs, toMs) : [...new Set(lights)].filter(isLightId);
  for (let from = 0; from < wanted.length; from += lightsPerQuery) each(await tracesOfSome(queries, fromMs, toMs, wanted.slice(from, from + lightsPerQuery)));
}

async function tracesOfSome(queries: InfluxQueries, fromMs: number, toMs: number, lights?: readonly string[]): Promise<PackedTraces> {
  // A regular expression: as a thousand comparisons the server takes five times as long. Nothing in an id has a meaning in it.
  const which = lights === undefined ? "" : ` AND "light" =~ /^(${lights.join("|")})$/`;
  const before = await queries.ask('last("energyKwh"), "levelPct"', within(fromMs - lookBackMs, fromMs) + which, 'GROUP BY "light"');
  const inside = await queries.ask('"energyKwh", "levelPct"', within(fromMs, toMs) + which, 'GROUP BY "light"');
  const rows = new Map<string, Row[]>();
  for (const { light, values: some } of [...before, ...inside]) rows.set(light, [...(rows.get(light) ?? []), ...some]);
  return packed(rows);
}

const lightsWithin = async (queries: InfluxQueries, fromMs: number, toMs: number): Promise<string[]> =>
  (await queries.ask('last("seq")', within(fromMs, toMs), 'GROUP BY "light"')).map(({ light }) => light);

/** Rows of (time, energyKwh, levelPct) by light, laid end to end. */
function packed(byLight: ReadonlyMap<string, readonly Row[]>): PackedTraces {
  const all = [...byLight.values()].flat();
  const column = (at: number): Float64Array<ArrayBuffer> => Float64Array.from(all, (row) => Number(row[at]));
  return {
    lights: [...byLight.keys()],
    readings: [...byLight.values()].map(({ length }) => length),
    atMs: column(0),
    energyKwh: column(1),
    levelPct: column(2),
  };
}
