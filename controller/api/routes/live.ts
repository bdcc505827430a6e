import { z } from "zod";
import { RefusedRequest } from "../errors.ts";
import type { LiveHub } from "../live.ts";
import { type Api, refusals } from "../operation.ts";

/** What a page has, when it has something: both or neither. */
const Query = z
  .strictObject({
    since: z.coerce.number().int().min(0).optional().describe("Sequence of the last delta that the snapshot or the stream gave you."),
    geometry: z.coerce.number().int().min(0).optional().describe("The geometry version of that snapshot."),
  })
  .refine(({ since, geometry }) => (since === undefined) === (geometry === undefined), "since and geometry together, or neither");

/** The WebSocket of the live stream. */
export function liveRoutes(api: Api, hub: LiveHub): void {
  api.route({
    method: "GET",
    url: "/live",
    exposeHeadRoute: false,
    schema: {
      operationId: "live",
      tags: ["live"],
      summary: "The live stream, a WebSocket",
      description: [
        "Text frames are JSON (LiveText in contract/api.ts): status once a second, health, overrides and the counts of alarms when they change, geometry when the inventory changed.",
        "Binary frames are deltas of the snapshot (decodeDelta in contract/live.ts).",
        "On opening it sends status, health, overrides and the counts of alarms; with `since` and `geometry` then every delta after that one, or the text `missed` when they are no longer kept: fetch the snapshot again.",
        "It takes no messages. Close code 4000 means that the page fell behind: connect again with `since`.",
      ].join(" "),
      querystring: Query,
      response: refusals,
    },
    handler: () => {
      throw new RefusedRequest(426, "UPGRADE_REQUIRED", "This is a WebSocket: connect with ws:// or wss://.");
    },
    wsHandler: (socket, request) => {
      const { since, geometry } = request.query;
      hub.join(socket, since === undefined || geometry === undefined ? undefined : { seq: since, geometryVersion: geometry });
    },
  });
}
