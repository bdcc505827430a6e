import { expect, test } from "vitest";
import { bboxOf, rowsInPolygon, rowsWithin } from "../../web/store/region.ts";
import { storeOf, street } from "./store.ts";

/** 30 lights, 0.0005° apart: 31.1 m at 56° N. */
const store = storeOf(street(30));

test("a lasso holds the lights inside it, also a concave one", () => {
  const around = (west: number, east: number) => [
    { lat: 56.001, lon: west },
    { lat: 56.001, lon: east },
    { lat: 55.999, lon: east },
    { lat: 55.999, lon: west },
  ];
  expect([...rowsInPolygon(store, around(-3.99975, -3.99825))]).toEqual([1, 2, 3]);
  const u = [
    ...around(-4.00025, -3.99775).slice(0, 2),
    { lat: 55.999, lon: -3.99775 },
    { lat: 55.999, lon: -3.99825 },
    { lat: 56.0005, lon: -3.99825 },
    { lat: 56.0005, lon: -3.99975 },
    { lat: 55.999, lon: -3.99975 },
    { lat: 55.999, lon: -4.00025 },
  ];
  expect([...rowsInPolygon(store, u)], "the notch of the U is outside").toEqual([0, 4]);
});

test("two corners hold nothing", () => {
  expect(
    rowsInPolygon(store, [
      { lat: 56, lon: -4 },
      { lat: 57, lon: -3 },
    ]),
  ).toHaveLength(0);
});

test("a radius is metres on the ground: 65 m reaches two lights of 31 m spacing on each side", () => {
  expect([...rowsWithin(store, { lat: 56, lon: -3.995 }, 65)]).toEqual([8, 9, 10, 11, 12]);
});

test("a box goes to the API as west, south, east, north", () => {
  const extent = store.extent();
  if (!extent) throw new Error("30 lights have an extent");
  expect(bboxOf(extent).split(",").map(Number)).toEqual([expect.closeTo(-4, 5), expect.closeTo(56, 5), expect.closeTo(-3.9855, 5), expect.closeTo(56, 5)]);
});
