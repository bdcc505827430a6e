import { z } from "zod";
import { Explanation } from "#contract/explanation";
import { Id, Instant } from "#contract/units";
import type { Desk } from "../desk.ts";
import { type Api, json, refusals } from "../operation.ts";

/** Why a light is, was or will be at its level. */
export function whyRoutes(api: Api, desk: Desk): void {
  api.get(
    "/lights/:id/why",
    {
      schema: {
        operationId: "why",
        tags: ["lights"],
        summary: "Why a light is, was or will be at its level",
        description:
          "Every rule's own answer in order, and the one that wins. Now: as decided. An instant of the last ten years: as it was decided then, by the versions, overrides and demand of then. Up to 400 days ahead: as planned, with the overrides that were already made for it.",
        params: z.strictObject({ id: Id }),
        querystring: z.strictObject({ at: Instant.optional().describe("The instant asked about; absent is now.") }),
        response: { 200: json("The explanation.", Explanation), ...refusals },
      },
    },
    (request) => desk.why(request.params.id, request.query.at),
  );
}
