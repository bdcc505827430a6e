import { describe, expect, test } from "vitest";
import { distanceM, nextAlong, rowsReached, type Surroundings } from "#controller/decide/demand/reach";

/** A place so many metres east and north of a corner of Edinburgh. */
const place = (eastM: number, northM: number) => ({
  lat: 55.95 + northM / 111_195,
  lon: -3.19 + eastM / (111_195 * Math.cos((55.95 * Math.PI) / 180)),
});
const light = (street: string, eastM: number, northM: number) => ({ street, ...place(eastM, northM) });

/** High Street runs east, 30 m apart, alternating sides; Horseshoe Lane turns back on itself; a square lies beside. */
const lights = [
  ...Array.from({ length: 10 }, (_, index) => light("High Street", index * 30, index % 2 === 0 ? 0 : 12)),
  light("Horseshoe Lane", 0, 100),
  light("Horseshoe Lane", 40, 100),
  light("Horseshoe Lane", 80, 100),
  light("Horseshoe Lane", 105, 122),
  light("Horseshoe Lane", 80, 145),
  light("Horseshoe Lane", 40, 145),
  light("Horseshoe Lane", 0, 145),
  light("The Square", 300, 300),
];
const around: Surroundings = { lights, rowsOfGroup: (group) => ({ east: [9, 8, 7], square: [17, 9] })[group] ?? [] };
const rows = (...args: Parameters<typeof rowsReached>) => [...rowsReached(...args)];

describe("whom a rule reaches", () => {
  test("groups: the lights of all of them, each once; a group that is not there has none", () => {
    expect(rows({ reach: { by: "groups", groups: ["east", "square", "nowhere"] }, from: [] }, around)).toEqual([7, 8, 9, 17]);
  });

  test("lights within a distance of any of its sources", () => {
    expect(rows({ reach: { by: "distance", withinM: 35 }, from: [place(0, 0), place(300, 320)] }, around)).toEqual([0, 1, 17]);
  });

  test("the next lights along the street, both ways, on both of its sides", () => {
    expect(rows({ reach: { by: "street", street: "High Street", lights: 5 }, from: [place(122, 5)] }, around)).toEqual([2, 3, 4, 5, 6]);
    expect(rows({ reach: { by: "street", street: "High Street", lights: 3 }, from: [place(-50, 0)] }, around)).toEqual([0, 1, 2]);
    expect(rows({ reach: { by: "street", street: "High Street", lights: 100 }, from: [place(0, 0)] }, around)).toHaveLength(10);
  });

  test("along a street that turns back, not across the gap between its arms", () => {
    // The last light of the far arm is 50 m from the source, the bend 105 m.
    expect(nextAlong(place(0, 95), [16, 15, 14, 13, 12, 11, 10], around)).toEqual([10, 11, 12, 13, 14, 15, 16]);
  });

  test("nothing, by distance or street, for a source without a position", () => {
    expect(rows({ reach: { by: "distance", withinM: 5_000 }, from: [] }, around)).toEqual([]);
    expect(rows({ reach: { by: "street", street: "High Street", lights: 5 }, from: [] }, around)).toEqual([]);
  });
});

test("a degree of latitude is 111.2 km, a degree of longitude at 60° north half of that", () => {
  expect(distanceM({ lat: 59.5, lon: 0 }, { lat: 60.5, lon: 0 })).toBeCloseTo(111_195, -1);
  expect(distanceM({ lat: 60, lon: 0 }, { lat: 60, lon: 1 })).toBeCloseTo(55_597, -1);
});
