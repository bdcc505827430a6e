import { z } from "zod";
import { ImportResult, Inventory } from "#contract/api";
import type { Desk } from "../desk.ts";
import { type Api, json, refusals } from "../operation.ts";

/** A million lights at 60 characters a line. */
const inventoryBytesMax = 64 * 1024 * 1024;

/** Lights as they are installed. */
export function inventoryRoutes(api: Api, desk: Desk): void {
  api.get(
    "/inventory",
    {
      schema: {
        operationId: "inventory",
        tags: ["inventory"],
        summary: "Every light as it is installed",
        description: "Place, column, street, node, feeder, regime and power.",
        response: { 200: json("The inventory.", Inventory), ...refusals },
      },
    },
    () => desk.inventory(),
  );
  api.get(
    "/inventory/problems",
    {
      schema: {
        operationId: "inventoryProblems",
        tags: ["inventory"],
        summary: "What was wrong with the last list",
        description: "Every refused row and every warning, with its line, column, value and reason.",
        response: { 200: json("The result of the last import.", ImportResult), ...refusals },
      },
    },
    () => desk.inventoryProblems(),
  );
  api.register((scoped: Api, _options, done) => {
    importRoute(scoped, desk);
    done();
  });
}

/** In a scope of its own, so that no other route reads CSV and this one nothing else. */
function importRoute(api: Api, desk: Desk): void {
  api.removeAllContentTypeParsers();
  api.addContentTypeParser("text/csv", { parseAs: "string" }, (_request, body, done) => done(null, body));
  api.post(
    "/inventory",
    {
      bodyLimit: inventoryBytesMax,
      schema: {
        operationId: "importInventory",
        tags: ["inventory"],
        summary: "Import a list of lights",
        description: "CSV with a header. Every good row is taken, every bad one is told; a light that is already known is changed by its id.",
        consumes: ["text/csv"],
        body: z.string().min(1, "a header and a line for each light"),
        response: { 200: json("What was taken and what was not.", ImportResult), ...refusals },
      },
    },
    (request) => desk.importInventory(request.body),
  );
}
