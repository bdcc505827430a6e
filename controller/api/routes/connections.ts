import { CommissionRequest, CommissionResult } from "#contract/api";
import type { Desk } from "../desk.ts";
import { type Api, json, refusals } from "../operation.ts";

/** A hundred thousand nodes commissioned at once, 80 characters each. */
const commissionBytesMax = 8 * 1024 * 1024;

/** Identities of what may connect to the broker. */
export function connectionRoutes(api: Api, desk: Desk): void {
  api.post(
    "/connections",
    {
      bodyLimit: commissionBytesMax,
      schema: {
        operationId: "commission",
        tags: ["connections"],
        summary: "Give identities to nodes, gateways and demand sources",
        description: "The secrets are shown this once: only their digests are kept. A connection that already has a secret gets a new one.",
        body: CommissionRequest,
        response: { 201: json("The secrets.", CommissionResult), ...refusals },
      },
    },
    async (request, reply) => {
      const result = await desk.commission(request.body);
      return reply.code(201).header("cache-control", "no-store").send(result);
    },
  );
}
