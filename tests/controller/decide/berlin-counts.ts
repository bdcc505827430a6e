/** The counts of 20 cross-sections in Berlin, January to September 2023, hour by hour (CC BY 4.0). */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "csv-parse/sync";
import { localToUtcMs } from "#controller/decide/local-time";

export const berlin = { lat: 52.52, lon: 13.4, zone: "Europe/Berlin" } as const;

/** Vehicles of the hour that ends at an instant: known only then. */
export interface HourCount {
  readonly endsAtMs: number;
  readonly vehicles: number;
}

/** By site, in time order; an hour that was not valid is not there. Throws when the file is not. */
export function berlinCounts(): ReadonlyMap<string, readonly HourCount[]> {
  const file = resolve(import.meta.dirname, "../../../../shared/data/berlin_traffic_2023.csv");
  if (!existsSync(file)) throw new Error(`this reads ${file}: put the shared data folder beside the project`);
  const endOf = new Map<string, number>();
  const sites = new Map<string, HourCount[]>();
  const rows: readonly Readonly<Record<string, string>>[] = parse(readFileSync(file), { columns: true });
  for (const { mq = "", local_time: hour = "", vehicles } of rows) {
    const endsAtMs = endOf.get(hour) ?? localToUtcMs(hour.slice(0, 10), `${hour.slice(11)}:00`, berlin.zone) + hourMs;
    endOf.set(hour, endsAtMs);
    const counts = sites.get(mq) ?? [];
    sites.set(mq, counts);
    counts.push({ endsAtMs, vehicles: Number(vehicles) });
  }
  for (const counts of sites.values()) counts.sort((a, b) => a.endsAtMs - b.endsAtMs);
  return sites;
}

const hourMs = 3_600_000;
