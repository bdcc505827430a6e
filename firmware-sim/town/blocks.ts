/** Land cut up by streets. Each cut runs from one border of a block to another, so streets meet and never overlap. */
import { apart, inside, type Line, lengthM, type Point, pointAt, ring, segments, stretch, toLineM } from "./geometry.ts";

/** A stretch of a line that lies inside a block, from border to border. */
export interface Piece {
  readonly line: Line;
  /** Distances along the whole line, m. */
  readonly fromM: number;
  readonly toM: number;
}

/** What a new street must keep to. */
export interface Clearance {
  /** Shorter pieces are not worth a street, m. */
  readonly lengthMMin: number;
  /** Least distance to the streets beside it, m; not counted near its own ends. */
  readonly besideMMin: number;
  /** Leaves a stretch out although there is room: a school, a green. */
  readonly omit?: () => boolean;
}

/**
 * Cuts every block that the line crosses from border to border with enough room; a stretch that ends inside a block is left out.
 * Returns the blocks afterwards and the pieces of the line that became streets, in order along it.
 */
export function cut(blocks: readonly Line[], line: Line, clearance: Clearance): { blocks: Line[]; pieces: Piece[] } {
  const after: Line[] = [];
  const pieces: Piece[] = [];
  for (const block of blocks) {
    let parts: Line[] = [block];
    for (const piece of piecesInside(block, line)) {
      const host = parts.find((part) => inside(part, pointAt(piece.line, lengthM(piece.line) / 2).point));
      if (!host || !hasRoom(host, piece.line, clearance) || clearance.omit?.()) continue;
      parts = [...parts.filter((part) => part !== host), ...split(host, piece.line)];
      pieces.push(piece);
    }
    after.push(...parts);
  }
  return { blocks: after, pieces: pieces.sort((a, b) => a.fromM - b.fromM) };
}

function piecesInside(block: Line, line: Line): Piece[] {
  const hits: number[] = [];
  const borders = segments(ring(block));
  let walked = 0;
  for (const [a, b] of segments(line)) {
    for (const [c, d] of borders) {
      const share = crossing(a, b, c, d);
      if (share !== undefined) hits.push(walked + share * apart(a, b));
    }
    walked += apart(a, b);
  }
  hits.sort((a, b) => a - b);
  return hits.flatMap((fromM, i): Piece[] => {
    const toM = hits[i + 1];
    if (toM === undefined || toM - fromM < 0.1 || !inside(block, pointAt(line, (fromM + toM) / 2).point)) return [];
    return [{ line: stretch(line, fromM, toM), fromM, toM }];
  });
}

export const cross = (a: Line, b: Line): boolean => segments(a).some(([p, q]) => segments(b).some(([r, s]) => crossing(p, q, r, s) !== undefined));

/** Where along a→b it crosses c→d, as a share; undefined when it does not. */
function crossing(a: Point, b: Point, c: Point, d: Point): number | undefined {
  const across = (b.x - a.x) * (d.y - c.y) - (b.y - a.y) * (d.x - c.x);
  if (across === 0) return undefined;
  const t = ((c.x - a.x) * (d.y - c.y) - (c.y - a.y) * (d.x - c.x)) / across;
  const u = ((c.x - a.x) * (b.y - a.y) - (c.y - a.y) * (b.x - a.x)) / across;
  return t >= 0 && t < 1 && u >= 0 && u < 1 ? t : undefined;
}

/** A street may come near the border only where it meets it, and meets it at no sharp angle. */
export function hasRoom(block: Line, line: Line, { lengthMMin, besideMMin }: Clearance): boolean {
  const length = lengthM(line);
  if (length < lengthMMin) return false;
  const border = ring(block);
  for (let walked = 5; walked < length - 4; walked += 7) {
    const { point } = pointAt(line, walked);
    // Near an end the border is its own junction: at 30° or more it is gone half as fast as one walks.
    const wanted = Math.min(besideMMin, 0.5 * Math.min(walked, length - walked));
    if (!inside(block, point) || toLineM(point, border) < wanted) return false;
  }
  return true;
}

/** The two halves of a block along a line whose ends are on its border. */
function split(block: Line, line: Line): Line[] {
  const [first, last] = [line[0], line.at(-1)];
  if (!first || !last) return [block];
  const from = borderAt(block, first);
  const to = borderAt(block, last);
  const inner = line.slice(1, -1);
  return [
    [first, ...inner, last, ...walkBorder(block, to, from)],
    [last, ...inner.toReversed(), first, ...walkBorder(block, from, to)],
  ];
}

/** Position on the border: number of the edge plus the share along it. */
function borderAt(block: Line, point: Point): number {
  let best = { at: 0, distance: Number.POSITIVE_INFINITY };
  segments(ring(block)).forEach(([a, b], i) => {
    const distance = toLineM(point, [a, b]);
    if (distance < best.distance) best = { at: i + Math.min(0.999_999, apart(a, point) / Math.max(apart(a, b), 1e-9)), distance };
  });
  return best.at;
}

/** The corners met when walking the border forwards from one position to another. */
function walkBorder(block: Line, from: number, to: number): Point[] {
  const end = to > from ? to : to + block.length;
  const corners: Point[] = [];
  for (let i = Math.floor(from) + 1; i <= end; i++) {
    const corner = block[i % block.length];
    if (corner) corners.push(corner);
  }
  return corners;
}
