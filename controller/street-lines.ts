/** Faint streets for an installation without a roads file: each street's columns joined to their neighbours. Plain geometry, in metres. */

/** Columns further apart are not joined, m: lit streets have a column every 25 to 40 m, and no line may jump across town. */
const gapM = 120;
/** A branch no longer than this is the column on the other kerb, not a side street, m. */
const spurM = 25;

export interface Point {
  readonly x: number;
  readonly y: number;
}
interface Edge {
  readonly a: number;
  readonly b: number;
  readonly lengthM: number;
}

/** Lines along which the points of one street stand, metres in and out: none jumps a gap, none visits a point twice. */
export const linesThrough = (points: readonly Point[]): Point[][] => pathsOf(points, spanning(points)).map(smooth);

/** Minimum spanning forest of the columns (Kruskal), with no edge above the gap. */
function spanning(points: readonly Point[]): Edge[] {
  const root = Array.from(points.keys());
  const find = (i: number): number => {
    let at = i;
    while (root[at] !== at) {
      root[at] = root[root[at] ?? at] ?? at;
      at = root[at] ?? at;
    }
    return at;
  };
  return closePairs(points)
    .sort((p, q) => p.lengthM - q.lengthM)
    .filter(({ a, b }) => {
      const [rootA, rootB] = [find(a), find(b)];
      root[rootA] = rootB;
      return rootA !== rootB;
    });
}

/** A column has few true neighbours; a list that gives ten thousand lights one street name must not make it quadratic. */
const pairsPerColumnMax = 24;

/** Pairs within the gap, found by a grid with cells of that size. */
function closePairs(points: readonly Point[]): Edge[] {
  const cell = ({ x, y }: Point, dx: number, dy: number): string => `${Math.floor(x / gapM) + dx},${Math.floor(y / gapM) + dy}`;
  const cells = Map.groupBy(points.keys(), (i) => cell(points[i] ?? { x: 0, y: 0 }, 0, 0));
  return [...points.entries()].flatMap(([a, point]) => {
    const near: Edge[] = [];
    for (const dx of [-1, 0, 1]) {
      for (const dy of [-1, 0, 1]) {
        for (const b of cells.get(cell(point, dx, dy)) ?? []) {
          const lengthM = b === a ? Number.POSITIVE_INFINITY : apart(point, points[b] ?? point);
          if (lengthM <= gapM) near.push({ a, b, lengthM });
        }
      }
    }
    return near.length <= pairsPerColumnMax ? near : near.sort((p, q) => p.lengthM - q.lengthM).slice(0, pairsPerColumnMax);
  });
}

/** The forest as lines: each runs from an end or a branching to the next. Short spurs are dropped. */
function pathsOf(points: readonly Point[], edges: readonly Edge[]): Point[][] {
  const neighbours = points.map((): number[] => []);
  for (const { a, b } of edges) {
    neighbours[a]?.push(b);
    neighbours[b]?.push(a);
  }
  const degree = (i: number): number => neighbours[i]?.length ?? 0;
  const paths: Point[][] = [];
  for (const start of points.keys()) {
    if (degree(start) === 2 || degree(start) === 0) continue;
    for (const next of neighbours[start] ?? []) {
      const path = walk(start, next, neighbours);
      const end = path.at(-1) ?? start;
      const spur = path.length === 2 && (degree(start) === 1) !== (degree(end) === 1) && apart(at(points, start), at(points, end)) <= spurM;
      // Each line is walked from both ends; it is kept once.
      if (start < end && !spur) paths.push(path.map((i) => at(points, i)));
    }
  }
  return paths;
}

function walk(start: number, next: number, neighbours: readonly (readonly number[])[]): number[] {
  const path = [start, next];
  let here = next;
  let before = start;
  while (neighbours[here]?.length === 2) {
    const onward = neighbours[here]?.find((i) => i !== before) ?? before;
    path.push(onward);
    before = here;
    here = onward;
  }
  return path;
}

const at = (points: readonly Point[], i: number): Point => points[i] ?? { x: 0, y: 0 };
const apart = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** Columns that alternate between two kerbs give a zigzag; each inner point moves half-way to the middle of its neighbours. */
function smooth(path: readonly Point[]): Point[] {
  return path.map((point, i) => {
    const before = path[i - 1];
    const after = path[i + 1];
    return before && after ? { x: (before.x + 2 * point.x + after.x) / 4, y: (before.y + 2 * point.y + after.y) / 4 } : point;
  });
}
