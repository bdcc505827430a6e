/** What this installation is: names and totals that change only with the inventory. */
import type { Config } from "#config/schema";
import type { Estate } from "#contract/api";
import type { Schedules } from "../design/schedules.ts";
import { boundsOf, type Geometry } from "../fleet/geometry.ts";
import type { LightRecord } from "../registry/inventory.ts";

export function estateOf(config: Config, geometry: Geometry, schedules: Schedules, demo: boolean): Estate {
  const { lights } = geometry;
  const known = lights.filter((light) => !light.powerAssumed);
  const bounds = boundsOf(lights);
  return {
    authority: config.authority,
    timeZone: config.timeZone,
    place: placeOf(geometry),
    bounds,
    geometryVersion: geometry.version,
    lights: lights.length,
    lightsWithWattage: known.length,
    connectedLoadKw: known.reduce((sum, light) => sum + light.powerW, 0) / 1_000,
    areas: tally(lights, (light) => light.area),
    groups: geometry.groups.map((group) => ({
      id: group.id,
      name: group.name,
      lights: group.rows.length,
      profile: nightsOf(schedules, group.rows[0] ?? 0),
    })),
    streets: tally(lights, (light) => light.street),
    feeders: [...geometry.feeders].map(([id, rows]) => ({ id, ...middleOf(rows, lights), lights: rows.length })),
    demo,
  };
}

/** What gives a group's lights their nights: a calendar, or the profile of their regime. */
function nightsOf(schedules: Schedules, row: number): string {
  const { calendar, version } = schedules.of(row);
  return version > 0 ? calendar.name : (schedules.designs.profiles.get(calendar.defaultProfile)?.body.name ?? "");
}

/** The middle of the estate: where the header's sunset and sunrise are taken. */
export function placeOf(geometry: Geometry): { lat: number; lon: number } {
  const { south, north, west, east } = boundsOf(geometry.lights);
  return { lat: (south + north) / 2, lon: (west + east) / 2 };
}

const collator = new Intl.Collator("en-GB", { numeric: true });

function tally(lights: readonly LightRecord[], key: (light: LightRecord) => string): { name: string; lights: number }[] {
  const counts = new Map<string, number>();
  for (const light of lights) counts.set(key(light), (counts.get(key(light)) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, lights: count })).sort((a, b) => collator.compare(a.name, b.name));
}

/** Where a pillar is drawn: lists rarely say, so it stands at the light nearest the middle of what it feeds. */
function middleOf(rows: readonly number[], lights: readonly LightRecord[]): { lat: number; lon: number } {
  const own = rows.map((row) => lights[row]).filter((light) => light !== undefined);
  const lat = own.reduce((sum, light) => sum + light.lat, 0) / own.length;
  const lon = own.reduce((sum, light) => sum + light.lon, 0) / own.length;
  const away = (light: LightRecord): number => (light.lat - lat) ** 2 + ((light.lon - lon) * Math.cos((lat * Math.PI) / 180)) ** 2;
  const nearest = own.reduce((best, light) => (away(light) < away(best) ? light : best));
  return { lat: nearest.lat, lon: nearest.lon };
}
