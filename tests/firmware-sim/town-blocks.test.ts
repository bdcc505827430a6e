import fc from "fast-check";
import { expect, test } from "vitest";
import { cut } from "#firmware-sim/town/blocks";
import { areaM2, type Line, lengthM } from "#firmware-sim/town/geometry";

const point = (x: number, y: number) => ({ x, y });
const field: Line = [point(0, 0), point(200, 0), point(200, 100), point(0, 100)];
const room = { lengthMMin: 45, besideMMin: 25 };
const total = (blocks: readonly Line[]): number => blocks.reduce((sum, block) => sum + areaM2(block), 0);

test("a line from border to border makes two blocks and one street, as long as the block is wide", () => {
  const { blocks, pieces } = cut([field], [point(80, -20), point(80, 150)], room);
  expect(blocks.map((block) => Math.round(areaM2(block))).sort((a, b) => a - b)).toEqual([8_000, 12_000]);
  expect(pieces).toHaveLength(1);
  expect(pieces.map(({ fromM, toM }) => [Math.round(fromM), Math.round(toM)])).toEqual([[20, 120]]);
  expect(lengthM(pieces[0]?.line ?? [])).toBeCloseTo(100);
});

test.each([
  ["ends inside the block", [point(80, -20), point(80, 60)]],
  ["runs beside a street already there", [point(12, -20), point(12, 120)]],
  ["cuts off a corner too small for a street", [point(-10, 20), point(20, -10)]],
  ["meets the border at a sharp angle", [point(-10, 48), point(210, 95), point(260, 106)]],
  ["does not touch the block", [point(300, 0), point(300, 100)]],
])("a line that %s changes nothing", (_, line) => {
  expect(cut([field], line, room)).toEqual({ blocks: [field], pieces: [] });
});

test("a second street crosses the first: four blocks, and the pieces of it in order", () => {
  const { blocks } = cut([field], [point(100, -5), point(100, 105)], room);
  const crossed = cut(blocks, [point(-5, 50), point(205, 50)], room);
  expect(crossed.blocks.map((block) => Math.round(areaM2(block)))).toEqual([5_000, 5_000, 5_000, 5_000]);
  expect(crossed.pieces.map(({ fromM, toM }) => [Math.round(fromM), Math.round(toM)])).toEqual([
    [5, 105],
    [105, 205],
  ]);
});

test("whatever the lines, no land is lost or made", () => {
  const spot = fc.record({ x: fc.double({ min: -150, max: 350, noNaN: true }), y: fc.double({ min: -150, max: 250, noNaN: true }) });
  fc.assert(
    fc.property(fc.array(fc.array(spot, { minLength: 2, maxLength: 4 }), { maxLength: 6 }), (lines) => {
      let blocks: Line[] = [field];
      for (const line of lines) blocks = cut(blocks, line, { lengthMMin: 5, besideMMin: 1 }).blocks;
      expect(total(blocks)).toBeCloseTo(20_000, 0);
    }),
    { numRuns: 300 },
  );
});
