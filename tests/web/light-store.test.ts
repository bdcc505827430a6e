import fc from "fast-check";
import { expect, test } from "vitest";
import { levelUnknown, worldPx } from "#contract/live";
import { lightClasses } from "../../web/store/light-class.ts";
import { LightStore } from "../../web/store/light-store.ts";
import { conditionNumber, storeOf, street } from "./store.ts";

const classCount = (store: LightStore, id: string): number => store.classCounts[lightClasses.findIndex((item) => item.id === id)] ?? 0;
const delta = (seq: number, row: number, condition: number, levelPct: number, geometryVersion = 1) => ({
  geometryVersion,
  seq,
  nowMs: 0,
  rows: Uint32Array.of(row),
  condition: Uint8Array.of(condition),
  levelPct: Uint8Array.of(levelPct),
});

test("lights are counted as on, dimmed, off and not heard of, and counts follow every change", () => {
  const store = storeOf([...street(2), ...street(1, { levelPct: 79 }), ...street(1, { levelPct: 0 }), ...street(1, { levelPct: levelUnknown })]);
  expect(["on", "dimmed", "off", "unknown"].map((id) => classCount(store, id))).toEqual([2, 1, 1, 1]);
  store.apply(delta(1, 0, conditionNumber("lamp-failure"), 0));
  expect(["on", "lamp-failure"].map((id) => classCount(store, id))).toEqual([1, 1]);
  expect(store.isFault(0)).toBe(true);
});

test("a missed delta and one of another geometry are refused and change nothing; one already included is done", () => {
  const store = storeOf(street(3), { seq: 7 });
  expect(store.apply(delta(9, 0, conditionNumber("no-supply"), 0))).toBe(false);
  expect(store.apply(delta(8, 0, conditionNumber("no-supply"), 0, 2))).toBe(false);
  expect(store.apply(delta(7, 0, conditionNumber("no-supply"), 0))).toBe(true);
  expect(store.isFault(0)).toBe(false);
  expect(store.apply(delta(8, 0, conditionNumber("no-supply"), 0))).toBe(true);
  expect(store.isFault(0)).toBe(true);
});

test("a delta for a row that does not exist harms nothing", () => {
  const store = storeOf(street(2));
  expect(store.apply(delta(1, 99, conditionNumber("no-supply"), 0))).toBe(true);
  expect(classCount(store, "on")).toBe(2);
});

test("a box and the nearest light are found as by looking at every light, in whatever order the lights come", () => {
  const near = fc.integer({ min: 100_000_000, max: 100_200_000 });
  const lights = fc.array(fc.record({ x: near, y: near }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(lights, near, near, fc.integer({ min: 1, max: 100_000 }), (points, x, y, radius) => {
      const store = new LightStore({
        geometryVersion: 1,
        seq: 0,
        nowMs: 0,
        x: Int32Array.from(points, (point) => point.x),
        y: Int32Array.from(points, (point) => point.y),
        condition: new Uint8Array(points.length),
        levelPct: new Uint8Array(points.length),
      });
      const box = { minX: x - radius, minY: y - radius, maxX: x + radius, maxY: y + radius };
      const found: number[] = [];
      store.each(box, (row) => found.push(row));
      expect(found).toEqual(points.flatMap((p, row) => (Math.abs(p.x - x) <= radius && Math.abs(p.y - y) <= radius ? [row] : [])));
      const distance = (row: number | undefined): number => Math.hypot((store.x[row ?? -1] ?? worldPx) - x, (store.y[row ?? -1] ?? worldPx) - y);
      const least = Math.min(...points.map((_, row) => distance(row)));
      const nearest = store.nearest(x, y, radius);
      expect(nearest === undefined ? least > radius : distance(nearest) === least).toBe(true);
    }),
  );
});

test("an empty estate has no extent, and nothing is near anything", () => {
  const store = storeOf([]);
  expect(store.extent()).toBeUndefined();
  expect(store.nearest(0, 0, worldPx)).toBeUndefined();
});

test("a new selection tells every light whose ring appears or goes", () => {
  const store = storeOf(street(4));
  expect(store.select([1, 2])).toEqual([1, 2]);
  expect(store.select([2, 3]).toSorted()).toEqual([1, 2, 2, 3]);
  expect([...store.selected]).toEqual([0, 0, 1, 1]);
});
