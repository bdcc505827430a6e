import { type Delta, levelUnknown, type Snapshot } from "../../contract/live.ts";
import { classOf, faultClass, lightClasses } from "./light-class.ts";

/** A box in z20 world pixels; y grows southward. Edges belong to it. */
export interface WorldBox {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** A z13 tile is 2^15 z20 pixels wide: about 2.7 km at 56° N, some thousand lights in a town. */
const chunkShift = 15;

/** A run of rows inside one z13 tile. The server sorts lights along a Hilbert curve, so a tile is one run or very few. */
export interface Chunk {
  readonly from: number;
  readonly to: number;
  readonly box: WorldBox;
}

/**
 * Every light of one geometry version in typed arrays, addressed by row. The map, the counts and the selection read it; only
 * `apply` changes it. No object is made per light, so a million lights cost some 20 MB.
 */
export class LightStore {
  readonly count: number;
  readonly geometryVersion: number;
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly condition: Uint8Array;
  readonly levelPct: Uint8Array;
  /** 1 for rows that are selected; the map rings them. */
  readonly selected: Uint8Array;
  readonly chunks: readonly Chunk[];
  /** Lights of the estate by class. */
  readonly classCounts: Int32Array;
  seq: number;

  constructor(snapshot: Snapshot) {
    this.count = snapshot.x.length;
    this.geometryVersion = snapshot.geometryVersion;
    this.seq = snapshot.seq;
    this.x = snapshot.x;
    this.y = snapshot.y;
    this.condition = snapshot.condition;
    this.levelPct = snapshot.levelPct;
    this.selected = new Uint8Array(this.count);
    this.chunks = chunksOf(this.x, this.y);
    this.classCounts = new Int32Array(lightClasses.length);
    for (let row = 0; row < this.count; row++) this.#countRow(row, 1);
  }

  /** The class (light-class.ts) of a row. */
  classAt(row: number): number {
    return classOf(this.condition[row] ?? 0, this.levelPct[row] ?? levelUnknown);
  }

  isFault(row: number): boolean {
    return faultClass[this.classAt(row)] === 1;
  }

  /**
   * Takes a delta that follows the last one; returns false, changing nothing, when one was missed or it is of another geometry:
   * the caller then fetches the snapshot again. A delta already included in the snapshot is taken as done.
   */
  apply(delta: Delta): boolean {
    if (delta.geometryVersion !== this.geometryVersion) return false;
    if (delta.seq <= this.seq) return true;
    if (delta.seq !== this.seq + 1) return false;
    this.seq = delta.seq;
    for (let i = 0; i < delta.rows.length; i++) {
      const row = delta.rows[i] ?? 0;
      if (row >= this.count) continue;
      this.#countRow(row, -1);
      this.condition[row] = delta.condition[i] ?? 0;
      this.levelPct[row] = delta.levelPct[i] ?? levelUnknown;
      this.#countRow(row, 1);
    }
    return true;
  }

  /** Calls `visit` for every row in the box, in row order. */
  each(box: WorldBox, visit: (row: number) => void): void {
    for (const chunk of this.chunks) {
      if (!meets(chunk.box, box)) continue;
      const whole = inside(chunk.box, box);
      for (let row = chunk.from; row < chunk.to; row++) {
        if (whole || contains(box, this.x[row] ?? 0, this.y[row] ?? 0)) visit(row);
      }
    }
  }

  /** The light nearest to a point within `radius` (z20 px) for which `shown` holds; undefined when there is none. */
  nearest(x: number, y: number, radius: number, shown: (row: number) => boolean = () => true): number | undefined {
    let best: number | undefined;
    let bestSquare = radius * radius;
    this.each({ minX: x - radius, minY: y - radius, maxX: x + radius, maxY: y + radius }, (row) => {
      const dx = (this.x[row] ?? 0) - x;
      const dy = (this.y[row] ?? 0) - y;
      const square = dx * dx + dy * dy;
      if (square > bestSquare || !shown(row)) return;
      best = row;
      bestSquare = square;
    });
    return best;
  }

  /** Lights by class in the box. */
  countIn(box: WorldBox): Int32Array {
    const counts = new Int32Array(lightClasses.length);
    this.each(box, (row) => {
      const at = this.classAt(row);
      counts[at] = (counts[at] ?? 0) + 1;
    });
    return counts;
  }

  /** Replaces the selection; returns the rows whose mark changed. */
  select(rows: Iterable<number>): number[] {
    const changed: number[] = [];
    for (let row = 0; row < this.count; row++) {
      if (this.selected[row] !== 1) continue;
      this.selected[row] = 0;
      changed.push(row);
    }
    for (const row of rows) {
      if (row >= this.count) continue;
      this.selected[row] = 1;
      changed.push(row);
    }
    return changed;
  }

  /** The box around all lights; undefined when there are none. */
  extent(): WorldBox | undefined {
    return this.chunks.map((chunk) => chunk.box).reduce<WorldBox | undefined>((box, next) => (box ? union(box, next) : next), undefined);
  }

  #countRow(row: number, by: 1 | -1): void {
    const at = this.classAt(row);
    this.classCounts[at] = (this.classCounts[at] ?? 0) + by;
  }
}

export const contains = (box: WorldBox, x: number, y: number): boolean => x >= box.minX && x <= box.maxX && y >= box.minY && y <= box.maxY;

const meets = (a: WorldBox, b: WorldBox): boolean => a.minX <= b.maxX && a.maxX >= b.minX && a.minY <= b.maxY && a.maxY >= b.minY;

const inside = (a: WorldBox, outer: WorldBox): boolean => a.minX >= outer.minX && a.maxX <= outer.maxX && a.minY >= outer.minY && a.maxY <= outer.maxY;

const union = (a: WorldBox, b: WorldBox): WorldBox => ({
  minX: Math.min(a.minX, b.minX),
  minY: Math.min(a.minY, b.minY),
  maxX: Math.max(a.maxX, b.maxX),
  maxY: Math.max(a.maxY, b.maxY),
});

/** One scan in row order: a new chunk whenever the z13 tile changes. Right for any order, few chunks when the order is Hilbert's. */
function chunksOf(x: Int32Array, y: Int32Array): Chunk[] {
  const chunks: Chunk[] = [];
  let from = 0;
  for (let row = 1; row <= x.length; row++) {
    if (row < x.length && tileOf(x, row) === tileOf(x, from) && tileOf(y, row) === tileOf(y, from)) continue;
    chunks.push({ from, to: row, box: boxOf(x, y, from, row) });
    from = row;
  }
  return x.length === 0 ? [] : chunks;
}

const tileOf = (axis: Int32Array, row: number): number => (axis[row] ?? 0) >> chunkShift;

function boxOf(x: Int32Array, y: Int32Array, from: number, to: number): WorldBox {
  const box = { minX: x[from] ?? 0, minY: y[from] ?? 0, maxX: x[from] ?? 0, maxY: y[from] ?? 0 };
  for (let row = from + 1; row < to; row++) {
    box.minX = Math.min(box.minX, x[row] ?? 0);
    box.maxX = Math.max(box.maxX, x[row] ?? 0);
    box.minY = Math.min(box.minY, y[row] ?? 0);
    box.maxY = Math.max(box.maxY, y[row] ?? 0);
  }
  return box;
}
