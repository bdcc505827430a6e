/** The lights as the map and the loop address them: by row, in Hilbert order. Rebuilt whole when the inventory changes. */
import { toWorldPx } from "#contract/live";
import type { FittedLight } from "../decide/lamp.ts";
import { groupsOf } from "../registry/groups.ts";
import { geometryVersion, hilbertOrder } from "../registry/hilbert.ts";
import type { LightRecord } from "../registry/inventory.ts";

export interface GroupOfLights {
  readonly id: string;
  readonly name: string;
  readonly regime: string;
  readonly rows: Uint32Array;
  /** Middle of its lights, degrees: where its sun is taken. */
  readonly lat: number;
  readonly lon: number;
}

export interface Geometry {
  readonly version: number;
  /** As the registry has them, in row order. */
  readonly stored: readonly LightRecord[];
  /** With the figures of their luminaire types, in row order: other ones when other types are published (plans.ts). */
  lights: readonly FittedLight[];
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly groups: readonly GroupOfLights[];
  /** Index into `groups` by row. */
  readonly groupOf: Uint16Array;
  /** Rows by feeder pillar; lights without one are in none. */
  readonly feeders: ReadonlyMap<string, readonly number[]>;
  readonly rowOfLight: ReadonlyMap<string, number>;
  readonly rowOfNode: ReadonlyMap<string, number>;
}

export function buildGeometry(unordered: readonly LightRecord[]): Geometry {
  const pixels = unordered.map((light) => toWorldPx(light.lat, light.lon));
  const order = hilbertOrder(
    Int32Array.from(pixels, (pixel) => pixel.x),
    Int32Array.from(pixels, (pixel) => pixel.y),
  );
  const lights: LightRecord[] = [];
  const x = new Int32Array(order.length);
  const y = new Int32Array(order.length);
  order.forEach((from, row) => {
    const light = unordered[from];
    const pixel = pixels[from];
    if (!light || !pixel) return;
    lights.push(light);
    x[row] = pixel.x;
    y[row] = pixel.y;
  });
  const groupOf = new Uint16Array(lights.length);
  const groups = groupsOf(lights).map((group, index) => {
    for (const row of group.lights) groupOf[row] = index;
    const rows = Uint32Array.from(group.lights);
    return { id: group.id, name: group.name, regime: group.regime, rows, ...middle(lights, rows) };
  });
  return {
    version: geometryVersion(lights),
    stored: lights,
    lights,
    x,
    y,
    groups,
    groupOf,
    feeders: rowsBy(lights, (light) => light.feeder),
    rowOfLight: new Map(lights.map((light, row) => [light.id, row])),
    rowOfNode: new Map(lights.map((light, row) => [light.node, row])),
  };
}

/** South-west and north-east corners of all lights; a point at 0, 0 when there are none. */
export function boundsOf(lights: readonly LightRecord[]): { south: number; west: number; north: number; east: number } {
  if (lights.length === 0) return { south: 0, west: 0, north: 0, east: 0 };
  const bounds = { south: 90, west: 180, north: -90, east: -180 };
  for (const { lat, lon } of lights) {
    bounds.south = Math.min(bounds.south, lat);
    bounds.north = Math.max(bounds.north, lat);
    bounds.west = Math.min(bounds.west, lon);
    bounds.east = Math.max(bounds.east, lon);
  }
  return bounds;
}

function middle(lights: readonly LightRecord[], rows: Uint32Array): { lat: number; lon: number } {
  let lat = 0;
  let lon = 0;
  for (const row of rows) {
    lat += lights[row]?.lat ?? 0;
    lon += lights[row]?.lon ?? 0;
  }
  return { lat: lat / rows.length, lon: lon / rows.length };
}

function rowsBy(lights: readonly LightRecord[], key: (light: LightRecord) => string | undefined): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  lights.forEach((light, row) => {
    const name = key(light);
    if (name === undefined) return;
    const known = rows.get(name);
    if (known) known.push(row);
    else rows.set(name, [row]);
  });
  return rows;
}
