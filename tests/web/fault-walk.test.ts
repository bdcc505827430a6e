import { expect, test } from "vitest";
import { nextFault } from "../../web/store/fault-walk.ts";
import { storeOf, street } from "./store.ts";

const lamps = street(6).map((lamp, i) => ({ ...lamp, ...(i % 2 === 1 && { condition: "lamp-failure" as const }) }));
const store = storeOf(lamps);
const all = { minX: 0, minY: 0, maxX: 2 ** 28, maxY: 2 ** 28 };
const place = (row: number) => ({ x: store.x[row] ?? 0, y: store.y[row] ?? 0 });

test("N goes through the faults from west to east and round again, P back", () => {
  expect(nextFault(store, all, undefined, 1)).toBe(1);
  expect([1, 3, 5].map((row) => nextFault(store, all, place(row), 1))).toEqual([3, 5, 1]);
  expect([1, 3, 5].map((row) => nextFault(store, all, place(row), -1))).toEqual([5, 1, 3]);
});

test("there is none to go to in a view without faults", () => {
  expect(nextFault(store, { minX: 0, minY: 0, maxX: 1, maxY: 1 }, undefined, 1)).toBeUndefined();
});
