import { z } from "zod";
import { encodeSnapshot } from "#contract/live";
import type { Desk } from "../desk.ts";
import { type Api, bytes, refusals } from "../operation.ts";

/** Place and state of every light in one answer, for the first paint of the map; what changes afterwards is on the live stream. */
export function snapshotRoutes(api: Api, desk: Desk): void {
  api.get(
    "/lights/snapshot",
    {
      schema: {
        operationId: "snapshot",
        tags: ["lights"],
        summary: "Every light in a few bytes each",
        description:
          "Columns of numbers, rows in Hilbert order: the form is in contract/live.ts (decodeSnapshot). Deltas of the live stream with the same geometry version and a greater sequence follow on it.",
        response: { 200: bytes("The snapshot."), 304: z.undefined().describe("Nothing changed since the copy you have."), ...refusals },
      },
    },
    async (request, reply) => {
      const snapshot = desk.snapshot();
      // Weak: the bytes also carry the time, which does not make an old copy wrong.
      const tag = `W/"${snapshot.geometryVersion}-${snapshot.seq}"`;
      reply.header("etag", tag).header("cache-control", "no-cache");
      if (request.headers["if-none-match"] === tag) return reply.code(304).send();
      reply.type("application/octet-stream");
      return encodeSnapshot(snapshot);
    },
  );
}
