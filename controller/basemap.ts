/** The lines drawn under the lights: from a roads file, or, when there is none, from the lights themselves. */
import { z } from "zod";
import type { Basemap } from "#contract/api";
import type { LightRecord } from "./registry/inventory.ts";
import { linesThrough, type Point } from "./street-lines.ts";

type StreetLine = Basemap["streets"][number];

const Position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)], z.number());
const Line = z.array(Position).min(2);
/** What is needed of OS Open Roads' links (name1, class, function); other properties are ignored. */
const Road = z.object({
  geometry: z.discriminatedUnion("type", [
    z.object({ type: z.literal("LineString"), coordinates: Line }),
    z.object({ type: z.literal("MultiLineString"), coordinates: z.array(Line).min(1) }),
  ]),
  properties: z
    .object({ name1: z.string().nullish(), name: z.string().nullish(), class: z.string().nullish(), function: z.string().nullish() })
    .nullish()
    .transform((properties) => properties ?? {}),
});
const Roads = z.object({ type: z.literal("FeatureCollection"), features: z.array(z.unknown()) });

/** Problems told one by one; a file with more is of another kind altogether. */
const problemsMax = 100;

/**
 * Streets from GeoJSON in degrees with the properties of OS Open Roads. Features that are not lines of degrees are left out and
 * told; nothing in the file throws.
 */
export function streetsFromRoads(geojson: unknown, source = "roads file"): { basemap: Basemap; problems: string[] } {
  const roads = Roads.safeParse(geojson);
  if (!roads.success) return { basemap: { source, streets: [] }, problems: ["not a GeoJSON FeatureCollection: expected type and features"] };
  const streets: StreetLine[] = [];
  const problems: string[] = [];
  roads.data.features.forEach((feature, index) => {
    const road = Road.safeParse(feature);
    if (road.success) {
      for (const line of linesOf(road.data)) streets.push(line);
    } else if (problems.length < problemsMax) {
      const [issue] = road.error.issues;
      problems.push(`feature ${index}: ${issue?.path.join(".") || "feature"}: ${issue?.message ?? "not a road"}`);
    }
  });
  return { basemap: { source, streets }, problems };
}

function linesOf({ geometry, properties }: z.infer<typeof Road>): StreetLine[] {
  const name = properties.name1 ?? properties.name ?? "";
  const kind = kindOf(properties.class ?? "", properties.function ?? "");
  const parts = geometry.type === "LineString" ? [geometry.coordinates] : geometry.coordinates;
  return parts.map((part) => ({ name, kind, line: part.flatMap(([lon, lat]) => [degrees6(lon), degrees6(lat)]) }));
}

/** OS Open Roads: A and B roads and motorways carry the traffic; restricted access is mostly paths, closes and service lanes. */
function kindOf(roadClass: string, roadFunction: string): StreetLine["kind"] {
  if (/^(a road|b road|motorway)$/i.test(roadClass) || /^(a road|b road|motorway)$/i.test(roadFunction)) return "main";
  return /path|footway|cycleway|restricted local access/i.test(`${roadClass} ${roadFunction}`) ? "path" : "street";
}

/** A line along the columns of each street, for an installation without a roads file. Lights without a street are left out. */
export function streetsFromLights(lights: readonly Pick<LightRecord, "street" | "lat" | "lon">[]): Basemap {
  const byStreet = Map.groupBy(
    lights.filter(({ street }) => street !== ""),
    ({ street }) => street,
  );
  const streets: StreetLine[] = [];
  for (const [name, columns] of byStreet) {
    const kind = /\b(path|footpath|footbridge|steps|walkway|cycleway)\b/i.test(name) ? "path" : "street";
    for (const line of streetLines(columns)) streets.push({ name, kind, line });
  }
  return { source: "columns of each street", streets };
}

function streetLines(columns: readonly { lat: number; lon: number }[]): number[][] {
  const [first] = columns;
  if (!first || columns.length < 2) return [];
  // A street is small: a flat map around its first column is good to centimetres.
  const mPerLat = 111_320;
  const mPerLon = mPerLat * Math.cos((first.lat * Math.PI) / 180);
  const points = columns.map(({ lat, lon }): Point => ({ x: (lon - first.lon) * mPerLon, y: (lat - first.lat) * mPerLat }));
  return linesThrough(points).map((line) => line.flatMap(({ x, y }) => [degrees6(first.lon + x / mPerLon), degrees6(first.lat + y / mPerLat)]));
}

/** 11 cm: finer than a line is drawn, and a third less to send. */
const degrees6 = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
