/** Plane geometry of the generated town: metres east (x) and north (y) of the market cross. */

export interface Point {
  readonly x: number;
  readonly y: number;
}
export type Line = readonly Point[];

export const apart = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
export const between = (a: Point, b: Point, share: number): Point => ({ x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share });
export const segments = (line: Line): [Point, Point][] => line.slice(1).flatMap((to, i): [Point, Point][] => pair(line[i], to));
export const ring = (polygon: Line): Line => [...polygon, ...polygon.slice(0, 1)];
const pair = (from: Point | undefined, to: Point): [Point, Point][] => (from ? [[from, to]] : []);

export const lengthM = (line: Line): number => segments(line).reduce((sum, [a, b]) => sum + apart(a, b), 0);

/** The point at a distance along a line, with the direction there as a unit vector. Beyond an end: that end. */
export function pointAt(line: Line, distanceM: number): { point: Point; along: Point } {
  let left = Math.max(0, distanceM);
  let last = { point: line[0] ?? { x: 0, y: 0 }, along: { x: 1, y: 0 } };
  for (const [a, b] of segments(line)) {
    const length = apart(a, b);
    if (length === 0) continue;
    const along = { x: (b.x - a.x) / length, y: (b.y - a.y) / length };
    if (left <= length) return { point: between(a, b, left / length), along };
    left -= length;
    last = { point: b, along };
  }
  return last;
}

/** The part of a line between two distances along it. */
export function stretch(line: Line, fromM: number, toM: number): Line {
  const inner: Point[] = [];
  let walked = 0;
  for (const [a, b] of segments(line)) {
    walked += apart(a, b);
    if (walked > fromM + 0.01 && walked < toM - 0.01) inner.push(b);
  }
  return [pointAt(line, fromM).point, ...inner, pointAt(line, toM).point];
}

/** A curve through the points (Catmull–Rom), with a vertex about every 25 m. */
export function curve(points: Line): Line {
  const smooth = points.slice(0, 1);
  for (let i = 0; i + 1 < points.length; i++) {
    const b = points[i];
    const c = points[i + 1];
    if (!b || !c) continue;
    const a = points[i - 1] ?? b;
    const d = points[i + 2] ?? c;
    const steps = Math.max(1, Math.round(apart(b, c) / 25));
    for (let step = 1; step <= steps; step++) {
      const t = step / steps;
      const mix = (p: number, q: number, r: number, s: number): number => q + (t * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)))) / 2;
      smooth.push({ x: mix(a.x, b.x, c.x, d.x), y: mix(a.y, b.y, c.y, d.y) });
    }
  }
  return smooth;
}

export function areaM2(polygon: Line): number {
  return Math.abs(segments(ring(polygon)).reduce((sum, [a, b]) => sum + a.x * b.y - b.x * a.y, 0) / 2);
}

export function middle(polygon: Line): Point {
  let twice = 0;
  let x = 0;
  let y = 0;
  for (const [a, b] of segments(ring(polygon))) {
    const cross = a.x * b.y - b.x * a.y;
    twice += cross;
    x += (a.x + b.x) * cross;
    y += (a.y + b.y) * cross;
  }
  return twice === 0 ? (polygon[0] ?? { x: 0, y: 0 }) : { x: x / (3 * twice), y: y / (3 * twice) };
}

/** Even–odd rule. */
export function inside(polygon: Line, { x, y }: Point): boolean {
  let odd = false;
  let a = polygon.at(-1);
  for (const b of polygon) {
    if (a && a.y > y !== b.y > y && x < a.x + ((b.x - a.x) * (y - a.y)) / (b.y - a.y)) odd = !odd;
    a = b;
  }
  return odd;
}

/** Distance to the nearest point of a line, m. */
export function toLineM({ x, y }: Point, line: Line): number {
  let least = Number.POSITIVE_INFINITY;
  let a: Point | undefined;
  for (const b of line) {
    const from = a ?? b;
    const [dx, dy] = [b.x - from.x, b.y - from.y];
    const square = dx * dx + dy * dy;
    const share = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / square));
    least = Math.min(least, (from.x + dx * share - x) ** 2 + (from.y + dy * share - y) ** 2);
    a = b;
  }
  return Math.sqrt(least);
}

/** The smallest box around a polygon, turned to one of its edges: centre, direction of the long side, and half its sides. */
export function boxAround(polygon: Line): { centre: Point; along: Point; halfLengthM: number; halfWidthM: number } {
  let best = { centre: middle(polygon), along: { x: 1, y: 0 }, halfLengthM: 0, halfWidthM: Number.POSITIVE_INFINITY };
  for (const [a, b] of segments(ring(polygon))) {
    const length = apart(a, b);
    if (length < 1) continue;
    const u = { x: (b.x - a.x) / length, y: (b.y - a.y) / length };
    const [left, right] = extent(polygon, u);
    const [low, high] = extent(polygon, { x: -u.y, y: u.x });
    const [long, wide] = [(right - left) / 2, (high - low) / 2];
    if (long * wide >= best.halfLengthM * best.halfWidthM) continue;
    const [p, q] = [(left + right) / 2, (low + high) / 2];
    const centre = { x: p * u.x - q * u.y, y: p * u.y + q * u.x };
    best = { centre, along: long >= wide ? u : { x: -u.y, y: u.x }, halfLengthM: Math.max(long, wide), halfWidthM: Math.min(long, wide) };
  }
  return best;
}

function extent(polygon: Line, axis: Point): [number, number] {
  const along = polygon.map(({ x, y }) => x * axis.x + y * axis.y);
  return [Math.min(...along), Math.max(...along)];
}
