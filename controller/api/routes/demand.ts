import { DemandList } from "#contract/api";
import { Demand } from "#contract/messages";
import type { Desk } from "../desk.ts";
import { Accepted, type Api, accepted, json, refusals } from "../operation.ts";

/** Readings of use, and what they lift. */
export function demandRoutes(api: Api, desk: Desk): void {
  api.get(
    "/demand",
    {
      schema: {
        operationId: "demand",
        tags: ["demand"],
        summary: "Demand sources and their newest readings",
        description: "With the rules that say which groups a source lifts, whether its reading is fresh, and whether it is lifting now.",
        response: { 200: json("The sources.", DemandList), ...refusals },
      },
    },
    () => ({ sources: desk.demand() }),
  );
  api.post(
    "/demand",
    {
      schema: {
        operationId: "sendDemand",
        tags: ["demand"],
        summary: "Send a reading of use",
        description: "The same message a source publishes by MQTT: counts per hour, presence and event 0 or 1, lux in lx, weather in mm of rain an hour.",
        body: Demand,
        response: { 202: json("Taken.", Accepted), ...refusals },
      },
    },
    (request, reply) => {
      desk.reading(request.body);
      reply.code(202);
      return accepted;
    },
  );
}
