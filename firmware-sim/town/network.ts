/** The street network: the plan's roads, then each block filled with streets in the manner of its time. */
import { type Random, randomBetween } from "#contract/random";
import { type Clearance, cross, cut, type Piece } from "./blocks.ts";
import { fill } from "./fill.ts";
import { type Line, lengthM, middle, type Point, pointAt, ring, stretch, toLineM } from "./geometry.ts";
import { type Character, type Plan, type PlannedRoad, planTown, type StreetClass } from "./plan.ts";

export interface Street {
  /** Empty until it is named, but for the roads of the plan. */
  readonly name: string;
  readonly class: StreetClass;
  readonly character: Character;
  readonly line: Line;
}

export interface Network {
  readonly plan: Plan;
  readonly streets: readonly Street[];
}

/** Roads of the plan run this far past the last houses, m. */
const roadOutM = 130;
/** A gap in a planned road up to this is a bridge, m. */
const bridgeM = 110;
const roadClearance: Clearance = { lengthMMin: 25, besideMMin: 0 };

export function buildNetwork(random: Random, scale: number): Network {
  const plan = planTown(random.fork("plan"), scale);
  const streets: Street[] = [];
  let blocks: Line[] = [...plan.land];
  for (const edge of plan.edges) streets.push(...namedStretches(plan, edge, edge.line));
  for (const road of plan.roads) {
    const done = cut(blocks, road.line, roadClearance);
    blocks = done.blocks;
    for (const line of joined(road.line, done.pieces)) streets.push(...namedStretches(plan, road, line));
  }
  const filling = random.fork("streets");
  for (const block of blocks) {
    const character = plan.character(middle(block));
    for (const street of fill(block, character, filling)) streets.push({ name: "", character, ...street });
  }
  const trimmed = streets.map((street) => shortOfFields(street, plan, filling)).filter(({ line }) => lengthM(line) >= 35);
  return { plan, streets: connected(trimmed) };
}

/** Pieces of one road with only a bridge between them are one; at the edge of town it runs on a little. */
function joined(whole: Line, pieces: readonly Piece[]): Line[] {
  const runs: { fromM: number; toM: number }[] = [];
  for (const { fromM, toM } of pieces) {
    const last = runs.at(-1);
    if (last && fromM - last.toM < bridgeM) last.toM = toM;
    else runs.push({ fromM, toM });
  }
  const total = lengthM(whole);
  // A road whose drawing goes on far beyond its last piece leaves the town; one that ends there meets another road.
  const out = (leftM: number): number => (leftM > roadOutM + 30 ? roadOutM : 0);
  return runs.map(({ fromM, toM }) => stretch(whole, fromM - out(fromM), toM + out(total - toM)));
}

/** A long road has several names; each change of name is a change of street. */
function namedStretches(plan: Plan, road: PlannedRoad, line: Line): Street[] {
  const total = lengthM(line);
  const streets: Street[] = [];
  let fromM = 0;
  for (let walked = 0; walked < total; walked += 10) {
    const name = plan.nameOf(road, pointAt(line, Math.max(fromM, walked - 10)).point);
    const next = walked + 10 >= total ? undefined : plan.nameOf(road, pointAt(line, walked).point);
    if (next === name) continue;
    const toM = next === undefined ? total : walked;
    if (toM - fromM > 20)
      streets.push({ name, class: road.class, character: plan.character(pointAt(line, (fromM + toM) / 2).point), line: stretch(line, fromM, toM) });
    fromM = toM;
  }
  return streets;
}

/** A street that runs to the edge of town stops short of the fields. */
function shortOfFields(street: Street, plan: Plan, random: Random): Street {
  if (street.name !== "") return street;
  const isField = (point: Point | undefined): boolean =>
    point !== undefined && plan.land.some((land) => toLineM(point, ring(land)) < 1) && plan.edges.every(({ line }) => toLineM(point, line) > 1);
  const length = lengthM(street.line);
  const fromM = isField(street.line[0]) ? randomBetween(random, 18, 45) : 0;
  const toM = isField(street.line.at(-1)) ? length - randomBetween(random, 18, 45) : length;
  return fromM === 0 && toM === length ? street : { ...street, line: toM - fromM < 10 ? [] : stretch(street.line, fromM, toM) };
}

/** Streets one can reach from the first: what the trimming cut off from the town is left out. */
function connected(streets: readonly Street[]): Street[] {
  const left = new Set(streets.slice(1));
  const reached = streets.slice(0, 1);
  for (const street of reached) {
    for (const other of left) {
      if (!meet(street.line, other.line)) continue;
      left.delete(other);
      reached.push(other);
    }
  }
  return streets.filter((street) => !left.has(street));
}

/** Streets meet where one of them ends on the other, or where they cross. */
function meet(a: Line, b: Line): boolean {
  if (!near(a, b)) return false;
  const ends = (line: Line): Point[] => [line[0], line.at(-1)].filter((point) => point !== undefined);
  return ends(a).some((end) => toLineM(end, b) < 1.5) || ends(b).some((end) => toLineM(end, a) < 1.5) || cross(a, b);
}

/** Whether the upright boxes around two lines touch: most pairs of streets are far apart, and this tells cheaply. */
function near(a: Line, b: Line): boolean {
  const [p, q] = [bounds(a), bounds(b)];
  return p.west <= q.east + 2 && q.west <= p.east + 2 && p.south <= q.north + 2 && q.south <= p.north + 2;
}

function bounds(line: Line): { west: number; east: number; south: number; north: number } {
  const box = { west: Number.POSITIVE_INFINITY, east: Number.NEGATIVE_INFINITY, south: Number.POSITIVE_INFINITY, north: Number.NEGATIVE_INFINITY };
  for (const { x, y } of line) {
    box.west = Math.min(box.west, x);
    box.east = Math.max(box.east, x);
    box.south = Math.min(box.south, y);
    box.north = Math.max(box.north, y);
  }
  return box;
}
