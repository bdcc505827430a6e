/** The order of rows on the wire: neighbours on the map are neighbours in the snapshot, so differences are small (contract/live.ts). */
import { toWorldPx } from "#contract/live";
import type { LightRecord } from "./inventory.ts";

/** The world is 2^28 z20 pixels wide: 14 levels of the curve go into each half of the key. */
const levelsPerHalf = 14;

/**
 * Indexes of the points sorted along the Hilbert curve of the z20 pixel grid. Points on one pixel keep the order they came in.
 * Coordinates are world pixels, 0 to worldPx − 1.
 */
export function hilbertOrder(x: Int32Array, y: Int32Array): Uint32Array {
  const high = new Uint32Array(x.length);
  const low = new Uint32Array(x.length);
  for (let i = 0; i < x.length; i++) curveKey(x[i] ?? 0, y[i] ?? 0, i, high, low);
  let order = Uint32Array.from(high.keys());
  // Least significant digit first; each pass is stable, so equal points stay in order.
  for (const half of [low, high]) for (const shift of [0, levelsPerHalf]) order = sortByDigit(order, half, shift);
  return order;
}

/** Walks down the curve: at each level the quadrant gives two bits, and turns the frame for the next (Hilbert 1891; Warren, Hacker's Delight §16-2). */
function curveKey(xPx: number, yPx: number, index: number, high: Uint32Array, low: Uint32Array): void {
  let x = xPx;
  let y = yPx;
  let key = 0;
  for (let level = 2 * levelsPerHalf - 1; level >= 0; level--) {
    const right = (x >>> level) & 1;
    const up = (y >>> level) & 1;
    key = (key << 2) | ((3 * right) ^ up);
    if (up === 0) {
      if (right === 1) {
        x = ~x;
        y = ~y;
      }
      const swap = x;
      x = y;
      y = swap;
    }
    if (level === levelsPerHalf) {
      high[index] = key;
      key = 0;
    }
  }
  low[index] = key;
}

function sortByDigit(order: Uint32Array, keys: Uint32Array, shift: number): Uint32Array<ArrayBuffer> {
  const size = 1 << levelsPerHalf;
  const starts = new Uint32Array(size + 1);
  const digit = (row: number): number => ((keys[row] ?? 0) >>> shift) & (size - 1);
  for (const row of order) starts[digit(row) + 1] = (starts[digit(row) + 1] ?? 0) + 1;
  for (let i = 0; i < size; i++) starts[i + 1] = (starts[i + 1] ?? 0) + (starts[i] ?? 0);
  const sorted = new Uint32Array(order.length);
  for (const row of order) {
    const at = starts[digit(row)] ?? 0;
    sorted[at] = row;
    starts[digit(row)] = at + 1;
  }
  return sorted;
}

/**
 * Content hash (FNV-1a, uint32) of ids and positions in the order given: give the lights in row order. A row number means
 * something only together with this version; a change of wattage or street leaves it as it is.
 */
export function geometryVersion(lights: readonly Pick<LightRecord, "id" | "lat" | "lon">[]): number {
  let h = 0x811c9dc5;
  const mix = (word: number): void => {
    h = Math.imul(h ^ word, 16777619);
    // Small words change low bits only; this carries them up.
    h ^= h >>> 15;
  };
  for (const { id, lat, lon } of lights) {
    for (let i = 0; i < id.length; i++) mix(id.charCodeAt(i));
    const { x, y } = toWorldPx(lat, lon);
    mix(x);
    mix(y);
  }
  return h >>> 0;
}
