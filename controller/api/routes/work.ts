import { z } from "zod";
import { LightingError } from "#contract/failures";
import { Id } from "#contract/units";
import { photoTypes, WorkAction, WorkImported, WorkImportRow, WorkList, WorkOrder, WorkQuery, WorkRequest, workLimits } from "#contract/work";
import { photoBytesMax } from "../../work/photos.ts";
import { workColumns, workRowsOf } from "../../work/work-file.ts";
import { actor } from "../actor.ts";
import { csvStream } from "../csv.ts";
import type { Desk } from "../desk.ts";
import { type Api, csv, file, json, refusals } from "../operation.ts";

const tags = ["work"];
const OrderId = z.strictObject({ id: Id });
/** A thousand rows, each with a list of lights. */
const importBytesMax = 8 * 1024 * 1024;
const csvText = "text/csv";

/** Work orders: made, changed, photographed, exported and imported. */
export function workRoutes(api: Api, desk: Desk): void {
  orderRoutes(api, desk);
  exchangeRoutes(api, desk);
  photoRoutes(api, desk);
}

function orderRoutes(api: Api, desk: Desk): void {
  api.get(
    "/work",
    {
      schema: {
        operationId: "work",
        tags,
        summary: "Work orders",
        description: "What is due first comes first, with the counts of all that are open and overdue.",
        querystring: WorkQuery,
        response: { 200: json("The orders.", WorkList), ...refusals },
      },
    },
    (request) => desk.work.list(request.query),
  );
  api.get(
    "/work/:id",
    {
      schema: {
        operationId: "workOrder",
        tags,
        summary: "A work order",
        description: "With its history, notes, photos, parts and what the last check found.",
        params: OrderId,
        response: { 200: json("The order.", WorkOrder), ...refusals },
      },
    },
    (request) => desk.work.order(request.params.id),
  );
  api.post(
    "/work",
    {
      schema: {
        operationId: "makeWork",
        tags,
        summary: "Make a work order",
        description: "From an incident, or by hand. An incident has one open order at a time.",
        body: WorkRequest,
        response: { 201: json("The order, recorded.", WorkOrder), ...refusals },
      },
    },
    async (request, reply) => reply.code(201).send(await desk.work.make(request.body, actor(request))),
  );
  api.post(
    "/work/:id/act",
    {
      schema: {
        operationId: "actOnWork",
        tags,
        summary: "Change a work order",
        description: "From the revision that was seen: another one is a conflict and changes nothing. Finishing checks that the fault has cleared.",
        params: OrderId,
        body: WorkAction,
        response: { 200: json("The order as it stands.", WorkOrder), ...refusals },
      },
    },
    (request) => desk.work.act(request.params.id, request.body, actor(request)),
  );
}

function exchangeRoutes(api: Api, desk: Desk): void {
  api.get(
    "/work.json",
    {
      schema: {
        operationId: "exportWorkJson",
        tags,
        summary: "All work orders as JSON",
        description: "At most 100,000, what is due first first.",
        response: { 200: json("Every order.", z.array(WorkOrder)), ...refusals },
      },
    },
    () => desk.work.all(),
  );
  api.get(
    "/work.csv",
    {
      schema: {
        operationId: "exportWorkCsv",
        tags,
        summary: "All work orders as CSV",
        description: "Safe to open in a spreadsheet: text that it would run gets a leading apostrophe.",
        response: { 200: csv("Every order."), ...refusals },
      },
    },
    async (_request, reply) =>
      reply
        .type("text/csv; charset=utf-8")
        .header("content-disposition", 'attachment; filename="work.csv"')
        .send(csvStream(workColumns, await desk.work.all())),
  );
  api.register(async (scoped: Api) => {
    scoped.addContentTypeParser(csvText, { parseAs: "string", bodyLimit: importBytesMax }, (_request, body, done) => done(null, body));
    scoped.post(
      "/work/import",
      {
        bodyLimit: importBytesMax,
        schema: {
          operationId: "importWork",
          tags,
          summary: "Take orders of another system",
          description:
            "JSON rows, or CSV with a heading line. Each has its number there: one that is known already is left as it is. Nothing is taken when anything is wrong.",
          body: z.union([z.array(WorkImportRow).max(workLimits.imported), z.string()]),
          response: { 200: json("What was made, and what was known.", WorkImported), ...refusals },
        },
      },
      (request) => desk.work.take(typeof request.body === "string" ? workRowsOf(request.body) : request.body, actor(request)),
    );
  });
}

function photoRoutes(api: Api, desk: Desk): void {
  api.register(async (scoped: Api) => {
    scoped.addContentTypeParser([...photoTypes], { parseAs: "buffer", bodyLimit: photoBytesMax }, (_request, body, done) => done(null, body));
    scoped.put(
      "/work/:id/photo",
      {
        bodyLimit: photoBytesMax,
        schema: {
          operationId: "addWorkPhoto",
          tags,
          summary: "Add a photo",
          description: "A JPEG, PNG or WebP of at most 8 MB; what it is, its bytes say. The same one twice is there once.",
          params: OrderId,
          body: z.custom<Buffer>((body) => body instanceof Uint8Array, "a picture as the body").meta({ type: "string", format: "binary" }),
          response: { 200: json("The order with its photos.", WorkOrder), ...refusals },
        },
      },
      (request) => desk.work.photograph(request.params.id, request.body, actor(request)),
    );
  });
  api.get(
    "/work/:id/photos/:photo",
    {
      schema: {
        operationId: "workPhoto",
        tags,
        summary: "A photo",
        description: "As it was sent, with the type that its bytes say.",
        params: OrderId.extend({ photo: z.string().regex(/^[0-9a-f]{64}$/) }),
        response: { 200: file("The picture.", photoTypes), ...refusals },
      },
    },
    async (request, reply) => {
      const { id, photo } = request.params;
      const isOfOrder = (await desk.work.order(id)).photos.some((each) => each.id === photo);
      const found = isOfOrder ? await desk.work.photo(photo) : undefined;
      if (!found) throw new LightingError("NOT_FOUND", `Order ${id} has no such photo.`);
      // Whatever else the bytes may hold, a browser is to show a picture and run nothing.
      reply.type(found.type).header("content-security-policy", "default-src 'none'; sandbox").header("x-content-type-options", "nosniff");
      return reply.send(Buffer.from(found.content));
    },
  );
}
