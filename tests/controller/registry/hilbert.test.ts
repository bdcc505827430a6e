import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeSnapshot, toWorldPx, worldPx } from "#contract/live";
import { randomInt, seededRandom } from "#contract/random";
import { geometryVersion, hilbertOrder } from "#controller/registry/hilbert";

const pixel = fc.integer({ min: 0, max: worldPx - 1 });

describe("rows in Hilbert order", () => {
  test("are a permutation of the lights", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(pixel, pixel), { maxLength: 200 }), (points) => {
        const order = hilbertOrder(
          Int32Array.from(points, ([x]) => x),
          Int32Array.from(points, ([, y]) => y),
        );
        expect([...order].sort((a, b) => a - b)).toEqual([...points.keys()]);
      }),
    );
  });

  test("follow the curve: in a full square each point is beside the one before, wherever the square lies", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 23 - 1 }), fc.integer({ min: 0, max: 2 ** 23 - 1 }), (left, top) => {
        const random = seededRandom(left);
        const cells = Array.from({ length: 32 * 32 }, (_, i) => ({ x: 32 * left + (i % 32), y: 32 * top + Math.floor(i / 32), key: random.next() })).sort(
          (a, b) => a.key - b.key,
        );
        const order = hilbertOrder(
          Int32Array.from(cells, ({ x }) => x),
          Int32Array.from(cells, ({ y }) => y),
        );
        for (let i = 1; i < order.length; i++) {
          const [a, b] = [cells[order[i - 1] ?? 0], cells[order[i] ?? 0]];
          expect(a && b && Math.abs(a.x - b.x) + Math.abs(a.y - b.y)).toBe(1);
        }
      }),
      { numRuns: 20 },
    );
  });

  test("keep lights on one pixel in the order they came in", () => {
    const order = hilbertOrder(Int32Array.of(5, 9, 5, 9, 5), Int32Array.of(5, 9, 5, 9, 5));
    expect([...order]).toEqual([0, 2, 4, 1, 3]);
  });

  test("make the snapshot of a town smaller than any order by chance", () => {
    const random = seededRandom("town");
    const centre = toWorldPx(56.655, -2.52);
    const x = Int32Array.from({ length: 5_000 }, () => centre.x + randomInt(random, 30_000));
    const y = Int32Array.from({ length: 5_000 }, () => centre.y + randomInt(random, 30_000));
    const bytes = (order: Iterable<number>): number => {
      const rows = Uint32Array.from(order);
      const lights = { x: Int32Array.from(rows, (row) => x[row] ?? 0), y: Int32Array.from(rows, (row) => y[row] ?? 0) };
      return encodeSnapshot({ ...lights, geometryVersion: 1, seq: 0, nowMs: 0, condition: new Uint8Array(5_000), levelPct: new Uint8Array(5_000) }).length;
    };
    expect(bytes(hilbertOrder(x, y))).toBeLessThan(0.85 * bytes(x.keys()));
  });
});

describe("the geometry version", () => {
  const lights = [
    { id: "a", lat: 56.655, lon: -2.52 },
    { id: "b", lat: 56.656, lon: -2.521 },
  ];
  const [a, b] = [lights[0] ?? { id: "", lat: 0, lon: 0 }, lights[1] ?? { id: "", lat: 0, lon: 0 }];

  test("is a number of 32 bits that depends on ids, places and order, and on nothing else", () => {
    const version = geometryVersion(lights);
    expect(Number.isInteger(version) && version >= 0 && version <= 0xffffffff).toBe(true);
    const relamped = lights.map((light) => ({ ...light, powerW: 99 }));
    expect(geometryVersion(relamped)).toBe(version);
    const others = [[a], [b, a], [a, { ...b, id: "c" }], [a, { ...b, lat: 56.65601 }], [a, { ...b, lon: -2.52101 }], []];
    expect(new Set([version, ...others.map((list) => geometryVersion(list))]).size).toBe(others.length + 1);
  });
});
