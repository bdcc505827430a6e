import { fromWorldPx, toWorldPx } from "../../contract/live.ts";
import type { LightStore, WorldBox } from "./light-store.ts";

/** A corner of a lasso or a centre, WGS84 degrees. */
export interface Place {
  readonly lat: number;
  readonly lon: number;
}

/** The rows inside a polygon (even–odd rule), ascending. Fewer than three corners hold nothing. */
export function rowsInPolygon(store: LightStore, corners: readonly Place[]): Uint32Array {
  if (corners.length < 3) return new Uint32Array();
  const points = corners.map((corner) => toWorldPx(corner.lat, corner.lon));
  const box = around(points);
  const found: number[] = [];
  store.each(box, (row) => {
    if (inPolygon(points, store.x[row] ?? 0, store.y[row] ?? 0)) found.push(row);
  });
  return Uint32Array.from(found).sort();
}

/** The rows within `radiusM` metres of a place, ascending. */
export function rowsWithin(store: LightStore, centre: Place, radiusM: number): Uint32Array {
  const { x, y } = toWorldPx(centre.lat, centre.lon);
  const radius = radiusM / metresPerPixel(centre.lat);
  const found: number[] = [];
  store.each({ minX: x - radius, minY: y - radius, maxX: x + radius, maxY: y + radius }, (row) => {
    if (Math.hypot((store.x[row] ?? 0) - x, (store.y[row] ?? 0) - y) <= radius) found.push(row);
  });
  return Uint32Array.from(found).sort();
}

/** Ground size of a z20 pixel at a latitude, m: the Earth's circumference on web mercator's sphere over 2^28 pixels. */
export const metresPerPixel = (lat: number): number => (Math.cos((lat * Math.PI) / 180) * 40_075_016.686) / 268_435_456;

/** west,south,east,north in degrees, as the API's bbox. */
export function bboxOf(box: WorldBox): string {
  const northWest = fromWorldPx(box.minX, box.minY);
  const southEast = fromWorldPx(box.maxX, box.maxY);
  return [northWest.lon, southEast.lat, southEast.lon, northWest.lat].map((degrees) => degrees.toFixed(6)).join(",");
}

/** The corners of the box through two opposite places. */
export const boxCorners = (a: Place, b: Place): Place[] => [a, { lat: a.lat, lon: b.lon }, b, { lat: b.lat, lon: a.lon }];

export function around(points: readonly { x: number; y: number }[]): WorldBox {
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  return { minX: Math.min(...xs), maxX: Math.max(...xs), minY: Math.min(...ys), maxY: Math.max(...ys) };
}

function inPolygon(points: readonly { x: number; y: number }[], x: number, y: number): boolean {
  let odd = false;
  let previous = points[points.length - 1];
  for (const point of points) {
    if (previous && point.y > y !== previous.y > y && x < ((previous.x - point.x) * (y - point.y)) / (previous.y - point.y) + point.x) odd = !odd;
    previous = point;
  }
  return odd;
}
