/**
 * Real counts as demand: a CSV of hourly counts by site, with columns found by name. A day of the demo's clock takes the counts of the
 * same weekday nearest to the same day of the year. Nothing is corrected: what is implausible is for the controller to refuse.
 */
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { parse } from "csv-parse";
import { LightingError } from "#contract/failures";
import { slug } from "#contract/slug";
import type { Readings } from "./feed.ts";
import { WallClock } from "./wall-clock.ts";

/** Which columns to read, and in which zone the file's hours are. */
export interface CountsMapping {
  readonly site: string;
  /** Local wall time of the hour's start: yyyy-mm-ddThh, perhaps with minutes. */
  readonly time: string;
  readonly count: string;
  readonly timeZone: string;
}

/** Files that are known by their columns. */
export const knownMappings: readonly CountsMapping[] = [
  { site: "site", time: "local_time", count: "count", timeZone: "Europe/London" },
  { site: "mq", time: "local_time", count: "vehicles", timeZone: "Europe/Berlin" },
];

/** Count by hour 0–23; NaN where the counter has none. */
type Day = Float32Array;

export class Counts {
  /** Ids of the sites, as in the file. */
  readonly sites: readonly string[];
  /** Rows whose time or count could not be read, and the first of them for a message. */
  readonly bad: { readonly rows: number; readonly first: string | undefined };
  readonly #days: ReadonlyMap<string, ReadonlyMap<string, Day>>;

  constructor(days: ReadonlyMap<string, ReadonlyMap<string, Day>>, bad: Counts["bad"]) {
    this.#days = days;
    this.sites = [...days.keys()];
    this.bad = bad;
  }

  /** Readings of a site for a place's clock; undefined when the file has no such site. */
  of(site: string, wall: WallClock): Readings | undefined {
    const days = this.#days.get(site);
    return days && new SiteReadings(days, wall);
  }

  /** The site that a demand source of an installation stands for: `cycles-20`, `site-20` and `20` are all site 20. */
  siteOf(source: string): string | undefined {
    return this.sites.find((site) => source === slug(site) || source.replace(/^[a-z]+-/, "") === slug(site));
  }
}

/** A count is known when its hour is over: a reading stands for the hour before it. */
class SiteReadings implements Readings {
  readonly #days: ReadonlyMap<string, Day>;
  readonly #wall: WallClock;
  /** The file's day for a date, once looked for. */
  readonly #chosen = new Map<string, string | undefined>();

  constructor(days: ReadonlyMap<string, Day>, wall: WallClock) {
    this.#days = days;
    this.#wall = wall;
  }

  newestAt(nowMs: number): { atMs: number; value: number } | undefined {
    const atMs = this.#wall.hourBegan(nowMs);
    const { date, hour } = this.#wall.at(atMs - 1);
    const value = this.#days.get(this.#dayFor(date) ?? "")?.[hour];
    return value === undefined || Number.isNaN(value) ? undefined : { atMs, value };
  }

  #dayFor(date: string): string | undefined {
    if (!this.#chosen.has(date)) {
      // A demo lasts days; whatever its clock does, this stays small.
      if (this.#chosen.size > 100) this.#chosen.clear();
      this.#chosen.set(date, nearestDay(date, this.#days.keys()));
    }
    return this.#chosen.get(date);
  }
}

const dayMs = 86_400_000;
const yearDays = 365.25;

/** Of some dates (yyyy-mm-dd), the one on the same weekday as `date` and nearest to its day of the year; the later of two as near. */
export function nearestDay(date: string, candidates: Iterable<string>): string | undefined {
  const wanted = Math.round(Date.parse(date) / dayMs);
  let best: string | undefined;
  let bestDays = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const apart = Math.abs(Math.round(Date.parse(candidate) / dayMs) - wanted);
    if (apart % 7 !== 0) continue;
    const inYear = apart % yearDays;
    const days = Math.min(inYear, yearDays - inYear);
    if (days > bestDays || (days === bestDays && candidate < (best ?? ""))) continue;
    best = candidate;
    bestDays = days;
  }
  return best;
}

/** Reads a file of counts as a stream. Throws LightingError BAD_INPUT when it cannot be read or has none of the columns. */
export async function readCounts(file: string, mapping?: CountsMapping): Promise<Counts> {
  const days = new Map<string, Map<string, Day>>();
  const bad: { rows: number; first: string | undefined } = { rows: 0, first: undefined };
  let columns: CountsMapping | undefined;
  let wall: WallClock | undefined;
  try {
    await pipeline(
      createReadStream(file),
      parse({ columns: true, bom: true, relax_column_count: true }),
      async (rows: AsyncIterable<Record<string, string>>) => {
        for await (const row of rows) {
          columns ??= columnsOf(file, Object.keys(row), mapping);
          wall ??= new WallClock(columns.timeZone);
          const { [columns.site]: site, [columns.time]: time, [columns.count]: count } = row;
          const hour = wallTime.exec(time ?? "");
          const value = Number(count || "none");
          if (!site || !hour?.[1] || !Number.isFinite(value)) {
            bad.rows++;
            bad.first ??= `site "${site}", time "${time}", count "${count}"`;
          } else add(days, wall, { site, date: hour[1], hour: Number(hour[2]), value });
        }
      },
    );
  } catch (cause) {
    if (cause instanceof LightingError) throw cause;
    throw new LightingError("BAD_INPUT", `The counts in ${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  if (wall) shareRepeatedHours(days, wall);
  return new Counts(days, bad);
}

const wallTime = /^(\d{4}-\d\d-\d\d)[T ]([01]\d|2[0-3])/;

function columnsOf(file: string, found: readonly string[], mapping: CountsMapping | undefined): CountsMapping {
  const columns = (mapping ? [mapping] : knownMappings).find(({ site, time, count }) => [site, time, count].every((name) => found.includes(name)));
  if (columns) return columns;
  const expected = (mapping ? [mapping] : knownMappings).map(({ site, time, count }) => `${site}, ${time}, ${count}`).join("; or ");
  throw new LightingError(
    "BAD_INPUT",
    `${file} has the columns ${found.join(", ")}; expected were ${expected}. --demand-columns SITE,TIME,COUNT,ZONE names others.`,
  );
}

interface Count {
  readonly site: string;
  readonly date: string;
  readonly hour: number;
  readonly value: number;
}

function add(days: Map<string, Map<string, Day>>, wall: WallClock, { site, date, hour, value }: Count): void {
  const ofSite = days.get(site) ?? new Map<string, Day>();
  days.set(site, ofSite);
  const day = ofSite.get(date) ?? new Float32Array(24).fill(Number.NaN);
  ofSite.set(date, day);
  const before = day[hour] ?? Number.NaN;
  // Two rows for one hour: the two hours of an autumn night, to be shared; anywhere else the later row is a correction.
  day[hour] = !Number.isNaN(before) && wall.repeatedHour(date) === hour ? before + value : value;
}

/** In autumn one wall hour comes twice, and a file has both in one row, or in two that were added up: each of the two gets half. */
function shareRepeatedHours(days: ReadonlyMap<string, ReadonlyMap<string, Day>>, wall: WallClock): void {
  const dates = new Set([...days.values()].flatMap((ofSite) => [...ofSite.keys()]));
  for (const date of dates) {
    const hour = wall.repeatedHour(date);
    if (hour === undefined) continue;
    for (const ofSite of days.values()) {
      const day = ofSite.get(date);
      if (day) day[hour] = (day[hour] ?? Number.NaN) / 2;
    }
  }
}
