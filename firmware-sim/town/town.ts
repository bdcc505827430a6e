/**
 * A burgh that does not exist, for the demonstration and for tests: streets, columns, feeder pillars and places where use is counted.
 * It stands by the sea between Arbroath and Montrose. The same seed gives the same town.
 */
import type { DemandSourceConfig } from "#config/schema";
import { type Random, seededRandom } from "#contract/random";
import { type Column, columnCount, columnsOf } from "./columns.ts";
import { feedersOf } from "./feeders.ts";
import { lengthM, type Point, pointAt } from "./geometry.ts";
import { withNames } from "./names.ts";
import { buildNetwork, type Network, type Street } from "./network.ts";
import { demandSources, groupId } from "./sources.ts";

export interface TownOptions {
  readonly seed: number | string;
  /** Exactly so many; 2,000 when left out. */
  readonly lights?: number;
  readonly name?: string;
}

/** Roads in the form of OS Open Roads, so that the reader of real roads reads these. */
export interface RoadCollection {
  readonly type: "FeatureCollection";
  readonly features: readonly {
    readonly type: "Feature";
    readonly properties: { readonly name1: string; readonly class: string; readonly function: string };
    readonly geometry: { readonly type: "LineString"; readonly coordinates: readonly (readonly [number, number])[] };
  }[];
}

export interface Town {
  readonly name: string;
  readonly authorityId: string;
  readonly place: { readonly lat: number; readonly lon: number };
  /** The inventory as a council would export it. */
  readonly csv: string;
  readonly roads: RoadCollection;
  readonly demandSources: DemandSourceConfig[];
}

/** The market cross. */
const place = { lat: 56.655, lon: -2.5215 };
/** A network for fewer is no town; a smaller number takes the lights nearest the cross. */
const lightsMin = 600;

export function generateTown({ seed, lights = 2_000, name = "Inverallan" }: TownOptions): Town {
  if (!Number.isInteger(lights) || lights < 1) throw new RangeError(`a town of ${lights} lights: expected a whole number from 1`);
  const random = seededRandom(seed);
  const { network, factor } = sized(random, Math.max(lights, lightsMin));
  const streets = withNames(network.streets, ({ line }) => lengthM(line), random.fork("names"));
  const setting = random.fork("columns");
  const columns = nearest(
    streets.flatMap((street) => columnsOf(street, factor, setting)),
    lights,
  );
  const rows = rowsOf(columns, network, name);
  const groups = new Set(rows.map(({ ward, switch_regime }) => groupId(ward, switch_regime)));
  return {
    name,
    authorityId: name.toLowerCase().replace(/[^a-z0-9]+/g, "-"),
    place,
    csv: csvOf(rows),
    roads: { type: "FeatureCollection", features: streets.map(roadOf) },
    demandSources: demandSources((street) => placeOf(streets, street), groups),
  };
}

/** A network for a little more than the lights wanted, and the factor of spacing that gives just enough of them. */
function sized(random: Random, lights: number): { network: Network; factor: number } {
  let scale = 0.8 * Math.sqrt(lights / 2_000);
  let network = buildNetwork(random, scale);
  const capacity = (factor: number): number => network.streets.reduce((sum, street) => sum + columnCount(street.line, street.class, factor), 0);
  // Capacity grows with the area; where the blocks happen to fall makes it jump a little, so two or three tries find it.
  for (let attempt = 0; attempt < 4 && (capacity(1.12) > lights || capacity(0.9) < lights); attempt++) {
    scale *= Math.sqrt(lights / capacity(1));
    network = buildNetwork(random, scale);
  }
  let [low, high] = [0.6, 1.4];
  for (let i = 0; i < 20; i++) {
    const guess = (low + high) / 2;
    if (capacity(guess) >= lights) low = guess;
    else high = guess;
  }
  return { network, factor: low };
}

/** The lights nearest the cross, in their order along the streets: what is left over would be at the edge of the fields. */
function nearest(columns: readonly Column[], lights: number): Column[] {
  const away = ({ place: { x, y } }: Column): number => Math.hypot(x, y);
  const kept = new Set([...columns].sort((a, b) => away(a) - away(b)).slice(0, lights));
  return columns.filter((column) => kept.has(column));
}

function rowsOf(columns: readonly Column[], { plan }: Network, name: string) {
  const feeders = feedersOf(columns);
  const letters = `${name.replace(/[^A-Za-z]/g, "")}XX`.toUpperCase();
  const initials = `${letters.charAt(0)}${letters.charAt(Math.floor((letters.length - 2) / 2))}`;
  const digits = Math.max(4, String(columns.length).length);
  return columns.map((column, i) => {
    const asset = `${initials}-${String(i + 1).padStart(digits, "0")}`;
    const ward = plan.wardOf(column.place);
    return {
      id: asset.toLowerCase(),
      column: asset,
      ...degrees(column.place),
      street: column.street.name,
      street_column: column.number,
      ward,
      postcode: ward === "Northbank" || ward === "Kirkton" ? "DD10" : "DD11",
      feeder: feeders.get(column) ?? "",
      switch_regime: column.regime,
      watts: column.powerW,
    };
  });
}

/** No value of a generated town holds a comma or a quote. */
function csvOf(rows: ReturnType<typeof rowsOf>): string {
  const headings = Object.keys(rows[0] ?? {});
  return `${[headings, ...rows.map((row) => Object.values(row))].map((values) => values.join(",")).join("\n")}\n`;
}

const roadClasses = {
  main: ["A Road", "A Road"],
  high: ["B Road", "B Road"],
  street: ["Unclassified", "Local Road"],
  wynd: ["Not Classified", "Local Road"],
  industrial: ["Unclassified", "Minor Road"],
  path: ["Path", "Path"],
} as const;

function roadOf({ name, class: streetClass, line }: Street): RoadCollection["features"][number] {
  const [roadClass, roadFunction] = roadClasses[streetClass];
  const coordinates = line.map((point): readonly [number, number] => {
    const { lat, lon } = degrees(point);
    return [lon, lat];
  });
  return { type: "Feature", properties: { name1: name, class: roadClass, function: roadFunction }, geometry: { type: "LineString", coordinates } };
}

/** Half-way along the longest stretch of a street. */
function placeOf(streets: readonly Street[], name: string): { lat: number; lon: number } | undefined {
  const [longest] = streets.filter((street) => street.name === name).sort((a, b) => lengthM(b.line) - lengthM(a.line));
  return longest && degrees(pointAt(longest.line, lengthM(longest.line) / 2).point);
}

/** A flat map is good to centimetres over a town. */
function degrees({ x, y }: Point): { lat: number; lon: number } {
  const mPerLat = 111_320;
  const round = (value: number): number => Math.round(value * 1e6) / 1e6;
  return { lat: round(place.lat + y / mPerLat), lon: round(place.lon + x / (mPerLat * Math.cos((place.lat * Math.PI) / 180))) };
}
