import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Basemap } from "#contract/api";
import { streetsFromLights, streetsFromRoads } from "#controller/basemap";
import { distanceM } from "#controller/registry/coordinates";
import { importInventory } from "#controller/registry/import";

function shared(name: string): string {
  const path = join(import.meta.dirname, "../../../shared/data", name);
  if (!existsSync(path)) throw new Error(`this test reads ../shared/data/${name}, which is not there`);
  return readFileSync(path, "utf8");
}

const pointsOf = (line: readonly number[]) => Array.from({ length: line.length / 2 }, (_, i) => ({ lon: line[2 * i] ?? 0, lat: line[2 * i + 1] ?? 0 }));
/** Middles of the steps of a line: where a line that jumped a gap would be far from any column. */
const middlesOf = (line: readonly number[]) => {
  const points = pointsOf(line);
  return points.slice(1).flatMap((b, i) => points.slice(i, i + 1).map((a) => ({ lat: (a.lat + b.lat) / 2, lon: (a.lon + b.lon) / 2 })));
};

describe("streets from a roads file", () => {
  test("reads OS Open Roads of central Edinburgh, every link, main roads told apart", () => {
    const { basemap, problems } = streetsFromRoads(JSON.parse(shared("edinburgh_roads_central_named.geojson")), "OS Open Roads");
    Basemap.parse(basemap);
    expect(problems).toEqual([]);
    expect(basemap.streets).toHaveLength(1_696);
    const kinds = Map.groupBy(basemap.streets, ({ kind }) => kind);
    expect(kinds.get("main")).toHaveLength(240);
    expect(basemap.streets.find(({ name }) => name === "Princes Street")?.kind).toBe("main");
    expect(basemap.streets.every(({ line }) => line.length >= 4 && line.length % 2 === 0)).toBe(true);
  });

  test("takes lines of one and of several parts, with or without a name", () => {
    const features = [
      {
        type: "Feature",
        properties: { name1: "Cycle Way", class: "Path" },
        geometry: {
          type: "LineString",
          coordinates: [
            [-3, 56, 12.5],
            [-3.001, 56.001, 13],
          ],
        },
      },
      {
        type: "Feature",
        properties: null,
        geometry: {
          type: "MultiLineString",
          coordinates: [
            [
              [-3, 56],
              [-3, 56.001],
            ],
            [
              [-3, 56.002],
              [-3, 56.003],
            ],
          ],
        },
      },
    ];
    expect(streetsFromRoads({ type: "FeatureCollection", features }).basemap.streets).toEqual([
      { name: "Cycle Way", kind: "path", line: [-3, 56, -3.001, 56.001] },
      { name: "", kind: "street", line: [-3, 56, -3, 56.001] },
      { name: "", kind: "street", line: [-3, 56.002, -3, 56.003] },
    ]);
  });

  test("leaves out and tells what is no road, and keeps the rest", () => {
    const good = {
      type: "Feature",
      properties: { name1: "A" },
      geometry: {
        type: "LineString",
        coordinates: [
          [-3, 56],
          [-3, 56.001],
        ],
      },
    };
    const metres = {
      ...good,
      geometry: {
        type: "LineString",
        coordinates: [
          [325_000, 673_000],
          [325_010, 673_000],
        ],
      },
    };
    const bad = [
      metres,
      null,
      { ...good, geometry: { type: "Point", coordinates: [-3, 56] } },
      { ...good, geometry: { type: "LineString", coordinates: [[-3, 56]] } },
    ];
    const { basemap, problems } = streetsFromRoads({ type: "FeatureCollection", features: [...bad, good] });
    expect(basemap.streets).toHaveLength(1);
    expect(problems.map((problem) => problem.split(":")[0])).toEqual(["feature 0", "feature 1", "feature 2", "feature 3"]);
  });

  test("never throws, whatever the file holds", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        Basemap.parse(streetsFromRoads(value).basemap);
        Basemap.parse(streetsFromRoads({ type: "FeatureCollection", features: [value] }).basemap);
      }),
    );
  });
});

describe("streets from the lights themselves", () => {
  const light = (street: string, eastM: number, northM: number) => ({ street, lat: 56.655 + northM / 111_320, lon: -2.52 + eastM / 61_200 });

  test("join the columns of a street in order, in whatever order they are listed", () => {
    const { streets } = streetsFromLights([90, 0, 60, 30, 120].map((eastM) => light("High Street", eastM, 0)));
    expect(streets).toHaveLength(1);
    const lons = pointsOf(streets[0]?.line ?? []).map(({ lon }) => lon);
    expect(lons).toHaveLength(5);
    expect([lons, lons.toReversed()]).toContainEqual([...lons].sort((a, b) => a - b));
  });

  test("never jump a gap, never join two streets, and leave out lights without a street", () => {
    const { streets } = streetsFromLights([
      ...[0, 30, 60].map((eastM) => light("Long Road", eastM, 0)),
      ...[190, 220, 250].map((eastM) => light("Long Road", eastM, 0)),
      ...[0, 30].map((eastM) => light("Next Street", eastM, 5)),
      light("", 10, 2),
      light("Alone", 10, 2),
    ]);
    expect(streets.map(({ name, line }) => [name, line.length / 2])).toEqual([
      ["Long Road", 3],
      ["Long Road", 3],
      ["Next Street", 2],
    ]);
  });

  test("columns that alternate between two kerbs give a line nearly along the middle", () => {
    const { streets } = streetsFromLights(Array.from({ length: 20 }, (_, i) => light("Wide Road", 27 * i, i % 2 === 0 ? 6 : -6)));
    expect(streets).toHaveLength(1);
    const inner = pointsOf(streets[0]?.line ?? []).slice(1, -1);
    for (const { lat } of inner) expect(Math.abs(lat - 56.655) * 111_320).toBeLessThan(1);
  });

  test("a column across the road is no side street", () => {
    const { streets } = streetsFromLights([...[0, 30, 60, 90, 120].map((eastM) => light("Lane", eastM, 0)), light("Lane", 60, 14)]);
    for (const { line } of streets) for (const { lat } of pointsOf(line)) expect((lat - 56.655) * 111_320).toBeLessThan(5);
  });

  test("a street that forks is drawn as its branches", () => {
    const arms = [1, 2, 3].flatMap((step) => [light("Fork", 40 * step, 0), light("Fork", -30 * step, 30 * step), light("Fork", -30 * step, -30 * step)]);
    const { streets } = streetsFromLights([light("Fork", 0, 0), ...arms]);
    expect(streets.map(({ line }) => line.length / 2)).toEqual([4, 4, 4]);
  });

  test("Camden: nearly every street is there and no line jumps across town", () => {
    const { lights } = importInventory(shared("lamps_camden.csv"), { defaultPowerW: 60, existing: [] });
    const basemap = streetsFromLights(lights);
    Basemap.parse(basemap);
    const drawn = new Set(basemap.streets.map(({ name }) => name));
    const streets = Map.groupBy(lights, ({ street }) => street);
    const withTwo = [...streets].filter(([name, columns]) => name !== "" && columns.length > 2).map(([name]) => name);
    expect(withTwo.filter((name) => drawn.has(name)).length / withTwo.length).toBeGreaterThan(0.98);
    for (const { name, line } of basemap.streets) {
      const columns = streets.get(name) ?? [];
      // Half the gap that is bridged, and a little for the smoothing.
      for (const middle of middlesOf(line)) expect(Math.min(...columns.map((column) => distanceM(column, middle))), name).toBeLessThan(70);
    }
  });
});
