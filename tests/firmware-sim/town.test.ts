import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Config } from "#config/schema";
import { streetsFromRoads } from "#controller/basemap";
import { distanceM } from "#controller/registry/coordinates";
import { groupsOf } from "#controller/registry/groups";
import { importInventory } from "#controller/registry/import";
import type { LightRecord } from "#controller/registry/inventory";
import { generateTown, type Town } from "#firmware-sim/town/town";

const town = generateTown({ seed: "inverallan" });
const lightsOf = ({ csv }: Town): LightRecord[] => {
  const { lights, result } = importInventory(csv, { defaultPowerW: 60, existing: [] });
  expect(result.problems).toEqual([]);
  return lights;
};
const lights = lightsOf(town);

describe("the generated town", () => {
  test("imports without a single problem, every wattage stated, and exactly as many lights as asked for", () => {
    expect(lights).toHaveLength(2_000);
    expect(lights.filter(({ powerAssumed }) => powerAssumed)).toEqual([]);
    expect(lights.filter(({ street, area, feeder, postcode }) => street === "" || area === "" || !feeder || !postcode)).toEqual([]);
    expect(lights.every(({ powerW }) => powerW >= 18 && powerW <= 110)).toBe(true);
  });

  test("is the same for the same seed and another for another", () => {
    expect(generateTown({ seed: "inverallan" })).toEqual(town);
    expect(generateTown({ seed: "another" }).csv).not.toBe(town.csv);
  });

  test("has exactly the lights asked for, whatever the seed and the number", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), fc.string({ maxLength: 8 }), (count, seed) => {
        expect(lightsOf(generateTown({ seed, lights: count }))).toHaveLength(count);
      }),
      { numRuns: 6 },
    );
  });

  test("refuses a number of lights that is none", () => {
    expect(() => generateTown({ seed: 1, lights: 0 })).toThrow("expected a whole number from 1");
    expect(() => generateTown({ seed: 1, lights: 2.5 })).toThrow("expected a whole number from 1");
  });

  test("lies on the Scottish coast and is the size of a burgh", () => {
    expect(town.place.lat).toBeGreaterThan(56);
    expect(town.place.lat).toBeLessThan(57);
    const furthest = Math.max(...lights.map((light) => distanceM(town.place, light)));
    expect(furthest).toBeGreaterThan(800);
    expect(furthest).toBeLessThan(2_000);
  });

  test("columns of a street stand 25 to 38 m apart, give or take a drive or a bend", () => {
    const gaps = [...Map.groupBy(lights, ({ street }) => street).values()].flatMap((columns) =>
      columns.slice(1).flatMap((column, i) => (columns[i] ? [distanceM(columns[i], column)] : [])),
    );
    // A staggered pair is further apart than its spacing along the road; a street in two stretches has one long gap.
    const classTrue = gaps.filter((gap) => gap > 20 && gap < 43);
    expect(classTrue.length / gaps.length).toBeGreaterThan(0.93);
  });

  test("no two columns stand on one spot", () => {
    const spots = new Set(lights.map(({ lat, lon }) => `${lat},${lon}`));
    expect(spots.size).toBe(lights.length);
  });

  test("has wards, both regimes, and pillars of 20 to 60 lights of streets near each other", () => {
    const areas = new Set(lights.map(({ area }) => area));
    expect(areas.size).toBeGreaterThanOrEqual(5);
    expect(areas.size).toBeLessThanOrEqual(7);
    const older = lights.filter(({ regime }) => regime === "70/35").length;
    expect(older).toBeGreaterThan(100);
    expect(older).toBeLessThan(800);
    expect(lights.filter(({ regime }) => regime === "35/18")).toHaveLength(lights.length - older);
    for (const [feeder, fed] of Map.groupBy(lights, (light) => light.feeder ?? "")) {
      expect(fed.length, feeder).toBeGreaterThanOrEqual(20);
      expect(fed.length, feeder).toBeLessThanOrEqual(60);
      const [first] = fed;
      if (first) expect(Math.max(...fed.map((light) => distanceM(first, light))), feeder).toBeLessThan(900);
    }
  });

  test("demand sources are valid configuration and lift only groups that exist", () => {
    const groups = new Set(groupsOf(lights).map(({ id }) => id));
    const config = Config.parse({ authority: { id: town.authorityId, name: town.name }, demand: town.demandSources });
    expect(config.demand.length).toBeGreaterThanOrEqual(4);
    for (const source of config.demand) {
      expect(source.rules.length).toBeGreaterThan(0);
      for (const rule of source.rules) for (const group of rule.groups) expect(groups, source.id).toContain(group);
      expect(Math.min(...lights.map((light) => distanceM({ lat: source.lat ?? 0, lon: source.lon ?? 0 }, light)))).toBeLessThan(60);
    }
  });
});

describe("its roads", () => {
  const { basemap, problems } = streetsFromRoads(town.roads);
  const points = (line: readonly number[]) => Array.from({ length: line.length / 2 }, (_, i) => ({ lon: line[2 * i] ?? 0, lat: line[2 * i + 1] ?? 0 }));

  test("are read by the reader of real roads, with main roads, streets and paths", () => {
    expect(problems).toEqual([]);
    expect(new Set(basemap.streets.map(({ kind }) => kind))).toEqual(new Set(["main", "street", "path"]));
    const names = basemap.streets.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["High Street", "Marketgait", "Market Square", "Esplanade", "Station Road", "Riverside Walk"]));
  });

  test("each name belongs to one street: only roads of the plan come in several stretches", () => {
    const stretches = Map.groupBy(basemap.streets, ({ name }) => name);
    const repeated = [...stretches].filter(([, lines]) => lines.length > 1).map(([name]) => name);
    for (const name of repeated) {
      const [first, ...rest] = stretches.get(name) ?? [];
      const ends = points(first?.line ?? []);
      for (const { line } of rest) {
        const gap = Math.min(...points(line).flatMap((a) => ends.map((b) => distanceM(a, b))));
        expect(gap, `${name} in two places`).toBeLessThan(300);
      }
    }
    expect(repeated.length).toBeLessThan(4);
  });

  test("every light stands within a few metres of its own street", () => {
    const vertices = new Map(
      [...Map.groupBy(basemap.streets, ({ name }) => name)].map(([name, lines]) => [name, lines.flatMap(({ line }) => dense(points(line)))]),
    );
    for (const light of lights) {
      const near = Math.min(...(vertices.get(light.street) ?? []).map((point) => distanceM(point, light)));
      expect(near, `${light.column} in ${light.street}`).toBeLessThan(10);
    }
  });

  test("no street runs along another: their inner thirds keep apart unless they cross", () => {
    const middles = basemap.streets.map(({ name, line }) => ({ name, all: dense(points(line)) }));
    for (const a of middles) {
      const inner = a.all.slice(Math.floor(a.all.length / 3), Math.ceil((2 * a.all.length) / 3));
      for (const b of middles) {
        if (a.name >= b.name) continue;
        const beside = inner.filter((p) => b.all.some((q) => Math.abs(p.lat - q.lat) < 0.0002 && distanceM(p, q) < 15)).length;
        // A crossing shares a few points, 5 m apart; a double would share nearly all.
        expect(beside, `${a.name} beside ${b.name}`).toBeLessThan(Math.max(10, 0.7 * inner.length));
      }
    }
  });
});

/** Points at most 5 m apart along a line. */
function dense(line: readonly { lat: number; lon: number }[]): { lat: number; lon: number }[] {
  return line.slice(1).flatMap((to, i) => {
    const from = line[i] ?? to;
    const steps = Math.max(1, Math.ceil(distanceM(from, to) / 5));
    return Array.from({ length: steps + 1 }, (_, step) => ({
      lat: from.lat + ((to.lat - from.lat) * step) / steps,
      lon: from.lon + ((to.lon - from.lon) * step) / steps,
    }));
  });
}
