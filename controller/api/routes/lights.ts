import { z } from "zod";
import { ConditionName, LightDetail, LightPage, LightQuery, type LightSummary } from "#contract/api";
import { LightingError } from "#contract/failures";
import { Id } from "#contract/units";
import { type Cell, csvStream } from "../csv.ts";
import type { Desk } from "../desk.ts";
import { type Api, csv, json, refusals } from "../operation.ts";

/** A list to download is not paged: every light of the largest estate. */
const csvLightsMax = 1_000_000;

const conditionNames = new Set<string>(ConditionName.options);
const areConditions = (text: string): boolean => text.split(",").every((name) => conditionNames.has(name));

/** Four numbers in the order of GeoJSON, none of them turned round. */
function isBox(text: string): boolean {
  const numbers = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const [west = 0, south = 0, east = 0, north = 0] = numbers;
  return numbers.length === 4 && numbers.every(Number.isFinite) && west <= east && south <= north && Math.abs(south) <= 90 && Math.abs(north) <= 90;
}

/** The filter of the contract, with its texts read. */
const Query = LightQuery.extend({
  condition: LightQuery.shape.condition.refine(
    (text) => text === undefined || areConditions(text),
    `any of ${ConditionName.options.join(", ")}, comma-separated`,
  ),
  bbox: LightQuery.shape.bbox.refine((text) => text === undefined || isBox(text), "west,south,east,north in degrees, such as -3.25,55.92,-3.15,55.97"),
});
const FileQuery = Query.omit({ offset: true, limit: true });

const columns: Readonly<Record<string, (light: LightSummary) => Cell>> = {
  id: (light) => light.id,
  column: (light) => light.column,
  street: (light) => light.street,
  area: (light) => light.area,
  group: (light) => light.group,
  feeder: (light) => light.feeder,
  lat: (light) => light.lat,
  lon: (light) => light.lon,
  powerRatedW: (light) => light.powerRatedW,
  powerAssumed: (light) => light.powerAssumed,
  condition: (light) => light.condition,
  levelPct: (light) => light.levelPct,
  powerW: (light) => light.powerW,
  seenAt: (light) => light.seenAt,
};

/** Lists of lights and one light in full. */
export function lightRoutes(api: Api, desk: Desk): void {
  listRoutes(api, desk);
  detailRoutes(api, desk);
}

function listRoutes(api: Api, desk: Desk): void {
  api.get(
    "/lights",
    {
      schema: {
        operationId: "lights",
        tags: ["lights"],
        summary: "A page of the list of lights",
        description: "Filtered, sorted, at most 1,000 at a time; `total` counts all that match.",
        querystring: Query,
        response: { 200: json("The page.", LightPage), ...refusals },
      },
    },
    (request) => desk.lights(request.query),
  );
  api.get(
    "/lights.csv",
    {
      schema: {
        operationId: "lightsFile",
        tags: ["lights"],
        summary: "The list of lights as a file",
        description: "All lights that match, in the same order as the list. Text that a spreadsheet would run as a formula begins with an apostrophe.",
        querystring: FileQuery,
        response: { 200: csv("The file."), ...refusals },
      },
    },
    (request, reply) => {
      const page = desk.lights({ ...request.query, offset: 0, limit: csvLightsMax });
      reply.type("text/csv; charset=utf-8").header("content-disposition", 'attachment; filename="lights.csv"');
      return csvStream(columns, page.lights);
    },
  );
}

function detailRoutes(api: Api, desk: Desk): void {
  api.get(
    "/lights/rows/:row",
    {
      schema: {
        operationId: "lightByRow",
        tags: ["lights"],
        summary: "The light at a row of the snapshot",
        description: "Rows are valid for one geometry version; for another one the answer is 409 GEOMETRY_CHANGED, and the snapshot is to be fetched again.",
        params: z.strictObject({ row: z.coerce.number().int().min(0) }),
        querystring: z.strictObject({ geometryVersion: z.coerce.number().int().min(0) }),
        response: { 200: json("The light.", LightDetail), ...refusals },
      },
    },
    (request) => {
      const light = desk.lightByRow(request.params.row, request.query.geometryVersion);
      if (!light) throw new LightingError("NOT_FOUND", `There is no light at row ${request.params.row}.`);
      return light;
    },
  );
  api.get(
    "/lights/:id",
    {
      schema: {
        operationId: "light",
        tags: ["lights"],
        summary: "Everything about one light",
        description: "Inventory, what the schedule expects, what it must give now and why, what it reported, and what is coming in the next 24 hours.",
        params: z.strictObject({ id: Id }),
        response: { 200: json("The light.", LightDetail), ...refusals },
      },
    },
    (request) => {
      const light = desk.light(request.params.id);
      if (!light) throw new LightingError("NOT_FOUND", `There is no light ${request.params.id} in the inventory.`);
      return light;
    },
  );
}
