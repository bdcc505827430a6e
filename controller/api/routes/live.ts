import { RefusedRequest } from "../errors.ts";
import type { LiveHub } from "../live.ts";
import { type Api, refusals } from "../operation.ts";

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
        "Text frames are JSON (LiveText in contract/api.ts): status once a second, health and overrides when they change, geometry when the inventory changed.",
        "Binary frames are deltas of the snapshot (decodeDelta in contract/live.ts).",
        "On opening it sends status, health and overrides. It takes no messages. Close code 4000 means that the page fell behind: fetch the snapshot and connect again.",
      ].join(" "),
      response: refusals,
    },
    handler: () => {
      throw new RefusedRequest(426, "UPGRADE_REQUIRED", "This is a WebSocket: connect with ws:// or wss://.");
    },
    wsHandler: (socket) => hub.join(socket),
  });
}
