/** Streets inside a block of land, laid out in the manner of its time. */
import { type Random, randomBetween } from "#contract/random";
import { cut, hasRoom, type Piece } from "./blocks.ts";
import { apart, areaM2, between, boxAround, type Line, type Point, ring, segments, stretch, toLineM } from "./geometry.ts";
import type { Character, StreetClass } from "./plan.ts";

export interface NewStreet {
  readonly class: StreetClass;
  readonly line: Line;
}

interface Manner {
  readonly class: StreetClass;
  /** Between parallel streets, m. */
  readonly depthM: number;
  /** Between the streets that join them, m. */
  readonly lengthM: number;
  /** How far a street may leave its straight line, as a share of its length. */
  readonly bendShare: number;
  readonly besideM: number;
}

const manners: Readonly<Record<Exclude<Character, "park">, Manner>> = {
  old: { class: "wynd", depthM: 52, lengthM: 105, bendShare: 0.03, besideM: 16 },
  terraces: { class: "street", depthM: 74, lengthM: 190, bendShare: 0.02, besideM: 26 },
  loops: { class: "street", depthM: 84, lengthM: 210, bendShare: 0.13, besideM: 30 },
  industrial: { class: "industrial", depthM: 150, lengthM: 260, bendShare: 0.05, besideM: 55 },
};

export function fill(block: Line, character: Character, random: Random): NewStreet[] {
  const streets: NewStreet[] = [];
  const add = (line: Line): void => void streets.push({ class: character === "park" ? "path" : manners[character].class, line });
  if (character === "park") {
    parkPaths(block, random, add);
    return streets;
  }
  const parts = character === "old" ? wynds(block, random, add) : character === "terraces" ? quarters(block, random, add) : [block];
  const rest = parts.flatMap((part) => halve(part, manners[character], random, add));
  if (character === "loops") for (const part of rest) for (const line of culDeSac(part, random)) add(line);
  return streets;
}

/** A block of the old town no larger than this is left open: the market square, m². */
const squareM2Max = 7_000;

/** Medieval: narrow wynds run back from the High Street, side by side, none quite straight. */
function wynds(block: Line, random: Random, add: (line: Line) => void): Line[] {
  if (areaM2(block) < squareM2Max) return [];
  const xs = block.map(({ x }) => x);
  const [west, east] = [Math.min(...xs), Math.max(...xs)];
  let blocks: Line[] = [block];
  for (let x = west + randomBetween(random, 46, 60); x < east - 35; x += randomBetween(random, 46, 64)) {
    const lean = randomBetween(random, -0.1, 0.1);
    const line = bowed(through({ x, y: 0 }, { x: lean, y: Math.sqrt(1 - lean * lean) }, 330), randomBetween(random, -0.02, 0.02));
    const done = cut(blocks, line, { lengthMMin: 45, besideMMin: 18 });
    blocks = done.blocks;
    for (const piece of done.pieces) add(piece.line);
  }
  return blocks;
}

/** Laid out for walking: a few curving paths that cross the park from gate to gate. */
function parkPaths(block: Line, random: Random, add: (line: Line) => void): void {
  const { centre, along, halfLengthM } = boxAround(block);
  let blocks: Line[] = [block];
  for (const turn of [0.35, 1.25, 2.3]) {
    const angle = Math.atan2(along.y, along.x) + turn + randomBetween(random, -0.15, 0.15);
    const foot = { x: centre.x + randomBetween(random, -40, 40), y: centre.y + randomBetween(random, -40, 40) };
    const whole = bowed(through(foot, { x: Math.cos(angle), y: Math.sin(angle) }, 2 * halfLengthM), randomBetween(random, -0.07, 0.07));
    const done = cut(blocks, whole, { lengthMMin: 20, besideMMin: 8 });
    blocks = done.blocks;
    for (const { line } of pieceRuns(whole, done.pieces)) add(line);
  }
}

/** A quarter of one builder is this large at most, m²; the next has its own direction. */
const quarterM2Max = 110_000;

function quarters(block: Line, random: Random, add: (line: Line) => void): Line[] {
  if (areaM2(block) <= quarterM2Max) return grid(block, random, add);
  for (let attempt = 0; attempt < 4; attempt++) {
    const line = halving(boxAround(block), "across", { ...manners.terraces, lengthM: 300, bendShare: 0.1 }, random);
    const done = cut([block], line, { lengthMMin: 60, besideMMin: 40 });
    if (done.pieces.length === 0) continue;
    for (const piece of done.pieces) add(piece.line);
    return done.blocks.flatMap((half) => quarters(half, random, add));
  }
  return grid(block, random, add);
}

/** Victorian: parallel streets across the whole block, bent alike, then streets that cross them all. */
function grid(block: Line, random: Random, add: (line: Line) => void): Line[] {
  const manner = manners.terraces;
  const { centre, along, halfLengthM, halfWidthM } = boxAround(block);
  const across = { x: -along.y, y: along.x };
  let blocks: Line[] = [block];
  const rule = (direction: Point, step: Point, [reachM, spreadM, everyM]: readonly [number, number, number], bend: number): void => {
    const count = Math.round((2 * spreadM) / everyM) - 1;
    for (let i = 1; i <= count; i++) {
      const off = -spreadM + (2 * spreadM * i) / (count + 1) + randomBetween(random, -0.1, 0.1) * everyM;
      const whole = bowed(through({ x: centre.x + step.x * off, y: centre.y + step.y * off }, direction, reachM), bend);
      const done = cut(blocks, whole, { lengthMMin: 50, besideMMin: manner.besideM, omit: () => random.next() < 0.07 });
      blocks = done.blocks;
      for (const { line } of pieceRuns(whole, done.pieces)) add(line);
    }
  };
  rule(along, across, [halfLengthM + 20, halfWidthM, manner.depthM], randomBetween(random, -0.06, 0.06));
  rule(across, along, [halfWidthM + 20, halfLengthM, manner.lengthM], 0);
  return blocks;
}

/** Pieces that follow one another without a gap are one street that crosses others. */
function pieceRuns(whole: Line, pieces: readonly Piece[]): { line: Line }[] {
  const runs: { fromM: number; toM: number }[] = [];
  for (const { fromM, toM } of pieces) {
    const last = runs.at(-1);
    if (last && fromM - last.toM < 1) last.toM = toM;
    else runs.push({ fromM, toM });
  }
  return runs.map(({ fromM, toM }) => ({ line: stretch(whole, fromM, toM) }));
}

/** Halves a block by a street again and again until it is as small as its manner wants. */
function halve(block: Line, manner: Manner, random: Random, add: (line: Line) => void): Line[] {
  const box = boxAround(block);
  const [long, wide] = [2 * box.halfLengthM, 2 * box.halfWidthM];
  const tries: ("across" | "along")[] = [];
  if (long > 1.45 * manner.lengthM) tries.push("across");
  if (wide > 1.6 * manner.depthM) tries.push("along");
  if (areaM2(block) < 0.9 * manner.depthM * manner.lengthM) return [block];
  for (const way of tries) {
    for (let attempt = 0; attempt < 4; attempt++) {
      const line = halving(box, way, manner, random);
      const done = cut([block], line, { lengthMMin: 45, besideMMin: manner.besideM });
      if (done.pieces.length === 0) continue;
      for (const piece of done.pieces) add(piece.line);
      return done.blocks.flatMap((half) => halve(half, manner, random, add));
    }
  }
  return [block];
}

function halving(box: ReturnType<typeof boxAround>, way: "across" | "along", manner: Manner, random: Random): Line {
  const { centre, along, halfLengthM, halfWidthM } = box;
  const side = { x: -along.y, y: along.x };
  const [direction, step, reachM, spreadM, everyM] =
    way === "across" ? [side, along, halfWidthM, halfLengthM, manner.lengthM] : [along, side, halfLengthM, halfWidthM, manner.depthM];
  // At a whole number of plots from the side, near the middle.
  const plots = Math.max(2, Math.round((2 * spreadM) / everyM));
  const off = -spreadM + (2 * spreadM * Math.floor(plots / 2)) / plots + randomBetween(random, -0.12, 0.12) * everyM;
  const turn = randomBetween(random, -0.07, 0.07);
  const turned = { x: direction.x * Math.cos(turn) - direction.y * Math.sin(turn), y: direction.x * Math.sin(turn) + direction.y * Math.cos(turn) };
  const foot = { x: centre.x + step.x * off, y: centre.y + step.y * off };
  return bowed(through(foot, turned, reachM + 25), manner.bendShare * randomBetween(random, -1, 1));
}

const through = (foot: Point, direction: Point, reachM: number): Line => [
  { x: foot.x - direction.x * reachM, y: foot.y - direction.y * reachM },
  { x: foot.x + direction.x * reachM, y: foot.y + direction.y * reachM },
];

/** A straight line bent to an arc (a parabola): its middle leaves the chord by `share` of its length. */
function bowed(line: Line, share: number): Line {
  const [a, b] = [line[0], line.at(-1)];
  if (!a || !b || Math.abs(share) < 0.005) return line;
  const normal = { x: a.y - b.y, y: b.x - a.x };
  const steps = Math.max(2, Math.round(apart(a, b) / 20));
  return Array.from({ length: steps + 1 }, (_, i) => {
    const t = i / steps;
    const out = 4 * share * t * (1 - t);
    const on = between(a, b, t);
    return { x: on.x + normal.x * out, y: on.y + normal.y * out };
  });
}

/** Post-war: one or two closes reach into a block that is deep enough and stop inside it. */
function culDeSac(block: Line, random: Random): Line[] {
  const lines: Line[] = [];
  const edges = segments(ring(block)).sort((p, q) => apart(...q) - apart(...p));
  for (const [a, b] of edges.slice(0, 6)) {
    if (lines.length === 2) break;
    const from = between(a, b, randomBetween(random, 0.4, 0.6));
    const length = apart(a, b);
    for (const way of [1, -1]) {
      const normal = { x: (-way * (b.y - a.y)) / length, y: (way * (b.x - a.x)) / length };
      const reachM = randomBetween(random, 55, 85);
      const to = { x: from.x + normal.x * reachM, y: from.y + normal.y * reachM };
      // Room is asked for as if it went on, so that houses fit round its head.
      const beyond = { x: from.x + normal.x * (reachM + 40), y: from.y + normal.y * (reachM + 40) };
      const clear = lines.every((line) => toLineM(to, line) > 50 && toLineM(from, line) > 45);
      if (clear && roomFor(block, from, beyond)) {
        lines.push(bowed([from, to], randomBetween(random, -0.08, 0.08)));
        break;
      }
    }
  }
  return lines;
}

function roomFor(block: Line, from: Point, to: Point): boolean {
  const inner = between(from, to, 0.02);
  for (let share = 0.3; share <= 1; share += 0.1) if (toLineM(between(from, to, share), ring(block)) < 26) return false;
  return hasRoom(block, [inner, to], { lengthMMin: 60, besideMMin: 0 });
}
