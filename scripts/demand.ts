import { parse } from "csv-parse/sync";
import type { DemandSourceConfig } from "#config/schema";
import { LightingError } from "#contract/failures";
import { slug } from "#contract/slug";

/** A demo shows a list of sources that a person can read; the files at hand have up to 45 sites. */
const sourcesMax = 45;
/**
 * The headings of files that cities publish, what they count, and the largest count of an hour to believe: more is a broken counter.
 * Edinburgh's cycle counters and Berlin's traffic detectors; the simulator reads the same.
 */
const formats = [
  { site: "site", time: "local_time", count: "count", kind: "cycles", countMax: 1_000 },
  { site: "mq", time: "local_time", count: "vehicles", kind: "vehicles", countMax: 10_000 },
] as const;
/** The busiest quarter of the late hours lifts its lights. */
const busyShare = 0.75;

/**
 * Demand sources for a file of hourly counts (CSV; see `formats`): one for each of its first 45 sites. The groups are dealt
 * out to them in turn, as the file's sites need not lie where the lights are. Each lifts its groups to 100 % while its count is at
 * least what it is in the busiest quarter of its hours from 22:00 to 06:00, when profiles are dimmed. Throws LightingError BAD_INPUT.
 */
export function demandSources(csv: string | Buffer, file: string, groups: readonly string[]): DemandSourceConfig[] {
  const { kind, countMax, late } = lateCounts(csv, file);
  const sites = [...late.keys()].slice(0, sourcesMax);
  return sites.map((site, index) => ({
    id: sourceId(site),
    name: `Counter ${site}`,
    kind,
    intervalS: 3_600,
    min: 0,
    max: countMax,
    rules: rulesFor(
      late.get(site) ?? [],
      groups.filter((_, group) => group % sites.length === index),
    ),
  }));
}

/** The simulator replays a site under the same id. */
export const sourceId = (site: string): string => slug(`site-${site}`);

function rulesFor(counts: readonly number[], groups: readonly string[]): DemandSourceConfig["rules"] {
  if (groups.length === 0) return [];
  const sorted = counts.toSorted((a, b) => a - b);
  const from = Math.max(1, sorted[Math.floor(sorted.length * busyShare)] ?? 1);
  return [{ groups: [...groups], from, levelPct: 100, holdS: 900 }];
}

/** Plausible counts of 22:00 to 06:00, by site, in the order of the file. */
function lateCounts(csv: string | Buffer, file: string) {
  const rows: string[][] = parse(csv, { bom: true, relax_column_count: true, skip_empty_lines: true });
  const heading = rows[0] ?? [];
  const format = formats.find(({ site, time, count }) => [site, time, count].every((name) => heading.includes(name)));
  if (!format) {
    const expected = formats.map(({ site, time, count }) => `${site}, ${time} and ${count}`).join("; or ");
    throw new LightingError("BAD_INPUT", `${file} has the columns ${heading.join(", ") || "(none)"}; expected ${expected}.`);
  }
  const { kind, countMax } = format;
  const [site, time, count] = [heading.indexOf(format.site), heading.indexOf(format.time), heading.indexOf(format.count)];
  const late = new Map<string, number[]>();
  for (const row of rows.slice(1)) {
    const counts = late.get(row[site] ?? "") ?? [];
    late.set(row[site] ?? "", counts);
    const hour = Number(row[time]?.slice(11, 13));
    const value = Number(row[count] || "x");
    if ((hour >= 22 || hour < 6) && value >= 0 && value <= countMax) counts.push(value);
  }
  late.delete("");
  return { kind, countMax, late };
}
