import { z } from "zod";
import { NightEnergy } from "#contract/api";
import type { Desk } from "../desk.ts";
import { type Api, json, refusals } from "../operation.ts";

/** What the lights took. */
export function energyRoutes(api: Api, desk: Desk): void {
  api.get(
    "/energy/night",
    {
      schema: {
        operationId: "nightEnergy",
        tags: ["energy"],
        summary: "Energy of one lighting day",
        description: "Noon to noon, named after the day it starts: metered, calculated from levels, and what full output would have taken.",
        querystring: z.strictObject({ day: z.iso.date() }),
        response: { 200: json("The energy.", NightEnergy), ...refusals },
      },
    },
    (request) => desk.nightEnergy(request.query.day),
  );
}
