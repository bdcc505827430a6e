/** Feeder pillars: neighbouring stretches of street on one supply. */
import type { Column } from "./columns.ts";
import { boxAround } from "./geometry.ts";

/** Columns of one street that stay together on a cable, at most. */
const runMax = 12;
/** Columns on one pillar, at most. Halving a full pillar of runs leaves at least about twenty on each. */
const pillarMax = 60;

/** The pillar of each column, "FP-001" and on, numbered from west to east. */
export function feedersOf(columns: readonly Column[]): Map<Column, string> {
  const pillars = pillarsOf(runsOf(columns)).sort((a, b) => middleOf(a).x - middleOf(b).x);
  return new Map(pillars.flatMap((pillar, i) => pillar.map((column): [Column, string] => [column, `FP-${String(i + 1).padStart(3, "0")}`])));
}

/** Streets cut into even runs. */
function runsOf(columns: readonly Column[]): Column[][] {
  const streets = Map.groupBy(columns, ({ street }) => street);
  return [...streets.values()].flatMap((street) => {
    const count = Math.ceil(street.length / runMax);
    return Array.from({ length: count }, (_, i) => street.slice(Math.floor((i * street.length) / count), Math.floor(((i + 1) * street.length) / count)));
  });
}

/** Halves the runs across their longer extent until each half fits a pillar. */
function pillarsOf(runs: readonly Column[][]): Column[][] {
  const all = runs.flat();
  if (all.length <= pillarMax || runs.length < 2) return [all];
  const { along } = boxAround(runs.map(middleOf));
  const place = (run: readonly Column[]): number => middleOf(run).x * along.x + middleOf(run).y * along.y;
  const sorted = [...runs].sort((a, b) => place(a) - place(b));
  let count = 0;
  let at = 0;
  while (at < sorted.length - 1 && count < all.length / 2) count += sorted[at++]?.length ?? 0;
  return [...pillarsOf(sorted.slice(0, at)), ...pillarsOf(sorted.slice(at))];
}

function middleOf(columns: readonly Column[]): { x: number; y: number } {
  const sum = columns.reduce((total, { place }) => ({ x: total.x + place.x, y: total.y + place.y }), { x: 0, y: 0 });
  return { x: sum.x / Math.max(1, columns.length), y: sum.y / Math.max(1, columns.length) };
}
