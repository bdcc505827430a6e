/** Columns along the streets, as a lighting engineer would set them out. */
import { type Random, randomBetween, randomInt } from "#contract/random";
import { type Line, lengthM, type Point, pointAt } from "./geometry.ts";
import type { Street } from "./network.ts";
import type { StreetClass } from "./plan.ts";

export interface Column {
  readonly street: Street;
  /** Its place along the street, from 1: what the plate on the pole says under the asset number. */
  readonly number: number;
  readonly place: Point;
  readonly powerW: number;
  readonly regime: string;
}

interface Standard {
  readonly spacingM: number;
  /** From the middle of the road, m. */
  readonly offsetM: number;
  readonly sides: "one" | "staggered";
  /** LED, as bought in different years. */
  readonly powersW: readonly number[];
}

/** Spacing is along the road, so a staggered pair is twice that apart on its own kerb. */
const standards: Record<StreetClass, Standard> = {
  main: { spacingM: 30, offsetM: 6.5, sides: "staggered", powersW: [72, 85, 96, 110] },
  high: { spacingM: 27, offsetM: 6, sides: "staggered", powersW: [54, 60, 72] },
  street: { spacingM: 32, offsetM: 4.5, sides: "one", powersW: [24, 27, 30, 36] },
  wynd: { spacingM: 26, offsetM: 1.8, sides: "one", powersW: [18, 21] },
  industrial: { spacingM: 34, offsetM: 5.5, sides: "one", powersW: [45, 54, 60] },
  path: { spacingM: 30, offsetM: 2, sides: "one", powersW: [18, 20] },
};

/** Class-true spacing lies in this range; a town is stretched to fit its number of lights, its streets are not. */
export const spacingM = { least: 25, most: 38 } as const;

/** Number of columns of a street when every spacing is multiplied by `factor`. */
export function columnCount(line: Line, streetClass: StreetClass, factor: number): number {
  const wanted = Math.min(spacingM.most, Math.max(spacingM.least, standards[streetClass].spacingM * factor));
  return Math.max(1, Math.floor(lengthM(line) / wanted));
}

export function columnsOf(street: Street, factor: number, random: Random): Column[] {
  const { offsetM, sides, powersW } = standards[street.class];
  const count = columnCount(street.line, street.class, factor);
  const every = lengthM(street.line) / count;
  const side = random.next() < 0.5 ? 1 : -1;
  // One street was relit in one year, with one lantern.
  const powerW = powersW[randomInt(random, powersW.length)] ?? powersW[0] ?? 0;
  const regime = oldCells(street, random) ? "70/35" : "35/18";
  return Array.from({ length: count }, (_, i): Column => {
    // A drive or a tree moves a column a little from its even place.
    const { point, along } = pointAt(street.line, (i + 0.5) * every + randomBetween(random, -1.5, 1.5));
    const out = offsetM * side * (sides === "staggered" && i % 2 === 1 ? -1 : 1);
    return { street, number: i + 1, place: { x: point.x - along.y * out, y: point.y + along.x * out }, powerW, regime };
  });
}

/** Main roads and some of the shopping streets still have the older, earlier-switching cells. */
function oldCells({ class: streetClass }: Street, random: Random): boolean {
  const chance = random.next();
  return streetClass === "main" ? chance < 0.65 : streetClass === "high" ? chance < 0.4 : false;
}
