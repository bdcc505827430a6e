/** The list of lights: filter, sort and page over the fleet's columns. The map's equal for people who do not use a map. */
import type { LightPage, LightQuery, LightSummary } from "#contract/api";
import { LightingError } from "#contract/failures";
import { conditions } from "#contract/live";
import type { Fleet } from "../fleet/fleet.ts";
import type { Geometry } from "../fleet/geometry.ts";
import type { LightRecord } from "../registry/inventory.ts";

/** Answers a query; throws BAD_INPUT when a condition or the bbox is not one. */
export function listLights(fleet: Fleet, query: LightQuery): LightPage {
  const wanted = filterOf(fleet, query);
  const rows: number[] = [];
  for (let row = 0; row < fleet.size; row++) {
    const light = fleet.geometry.lights[row];
    if (light && wanted(light, row)) rows.push(row);
  }
  const sign = query.order === "desc" ? -1 : 1;
  const compare = comparison(fleet, query.sort);
  rows.sort((a, b) => sign * compare(a, b) || a - b);
  const page = rows.slice(query.offset, query.offset + query.limit);
  return { total: rows.length, offset: query.offset, lights: page.map((row) => summaryOf(fleet, row)).filter((light) => light !== undefined) };
}

/** A row of the list; undefined when there is no such row. */
export function summaryOf(fleet: Fleet, row: number): LightSummary | undefined {
  const light = fleet.geometry.lights[row];
  if (!light) return undefined;
  return {
    id: light.id,
    row,
    column: light.column,
    street: light.street,
    area: light.area,
    group: groupIdOf(fleet.geometry, row),
    ...(light.feeder === undefined ? {} : { feeder: light.feeder }),
    powerRatedW: light.powerW,
    powerAssumed: light.powerAssumed,
    lat: light.lat,
    lon: light.lon,
    condition: conditions[fleet.condition[row] ?? 0] ?? "unknown",
    ...reported(fleet, row),
  };
}

export const groupIdOf = (geometry: Geometry, row: number): string => geometry.groups[geometry.groupOf[row] ?? 0]?.id ?? "";

function reported(fleet: Fleet, row: number): Pick<LightSummary, "levelPct" | "powerW" | "seenAt"> {
  const atMs = fleet.reportedAtMs[row] ?? Number.NaN;
  if (Number.isNaN(atMs)) return {};
  return { levelPct: round(fleet.levelPct[row] ?? 0, 2), powerW: round(fleet.powerW[row] ?? 0, 2), seenAt: new Date(atMs).toISOString() };
}

/** A float32 column read back: rid of the digits it never had. */
export const round = (value: number, digits: number): number => Number(value.toFixed(digits));

function filterOf(fleet: Fleet, query: LightQuery): (light: LightRecord, row: number) => boolean {
  const text = query.q?.trim().toLowerCase();
  const shown = query.condition === undefined ? undefined : new Set(query.condition.split(",").map(conditionIndex));
  const box = query.bbox === undefined ? undefined : parseBox(query.bbox);
  return (light, row) =>
    (query.area === undefined || light.area === query.area) &&
    (query.street === undefined || light.street === query.street) &&
    (query.group === undefined || groupIdOf(fleet.geometry, row) === query.group) &&
    (shown === undefined || shown.has(fleet.condition[row] ?? 0)) &&
    (box === undefined || (light.lon >= box.west && light.lon <= box.east && light.lat >= box.south && light.lat <= box.north)) &&
    (text === undefined ||
      text === "" ||
      [light.id, light.column, light.street, light.area, light.postcode ?? ""].some((field) => field.toLowerCase().includes(text)));
}

function conditionIndex(name: string): number {
  const names: readonly string[] = conditions;
  const index = names.indexOf(name.trim());
  if (index < 0) throw new LightingError("BAD_INPUT", `condition: found "${name}", expected some of ${conditions.join(", ")}`);
  return index;
}

function parseBox(text: string): { west: number; south: number; east: number; north: number } {
  const [west, south, east, north, ...rest] = text.split(",").map(Number);
  if (
    west === undefined ||
    south === undefined ||
    east === undefined ||
    north === undefined ||
    rest.length > 0 ||
    ![west, south, east, north].every(Number.isFinite)
  ) {
    throw new LightingError("BAD_INPUT", `bbox: found "${text}", expected west,south,east,north in degrees`);
  }
  return { west, south, east, north };
}

const collator = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });

function comparison(fleet: Fleet, sort: LightQuery["sort"]): (a: number, b: number) => number {
  const text = (key: (light: LightRecord) => string) => {
    const rank = ranks(fleet.geometry, sort, key);
    return (a: number, b: number) => (rank[a] ?? 0) - (rank[b] ?? 0);
  };
  const number = (column: Float32Array | Float64Array | Uint8Array) => (a: number, b: number) => orEnd(column[a]) - orEnd(column[b]);
  switch (sort) {
    case "column":
      return text((light) => light.column);
    case "street":
      return text((light) => `${light.street}\u0000${light.column}`);
    case "area":
      return text((light) => `${light.area}\u0000${light.street}\u0000${light.column}`);
    case "condition":
      return number(fleet.condition);
    case "level":
      return number(fleet.levelPct);
    case "power":
      return number(fleet.powerW);
    case "seen":
      return number(fleet.reportedAtMs);
  }
}

/** Not reported sorts before 0. */
const orEnd = (value: number | undefined): number => (value === undefined || Number.isNaN(value) ? -1 : value);

/** Text order by row, worked out once a geometry: collating 100,000 streets takes longer than answering. */
const rankings = new WeakMap<Geometry, Map<string, Uint32Array>>();

function ranks(geometry: Geometry, sort: string, key: (light: LightRecord) => string): Uint32Array {
  const known = rankings.get(geometry) ?? new Map<string, Uint32Array>();
  rankings.set(geometry, known);
  const held = known.get(sort);
  if (held) return held;
  const keys = geometry.lights.map(key);
  const order = Uint32Array.from(keys, (_, row) => row).sort((a, b) => collator.compare(keys[a] ?? "", keys[b] ?? ""));
  const rank = new Uint32Array(order.length);
  order.forEach((row, place) => {
    rank[row] = place;
  });
  known.set(sort, rank);
  return rank;
}
