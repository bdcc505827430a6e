import { Health, Status } from "#contract/api";
import type { Desk } from "../desk.ts";
import { type Api, json, refusals } from "../operation.ts";

/** How the system is, for people; machines ask /healthz, /readyz and /metrics. */
export function healthRoutes(api: Api, desk: Desk): void {
  api.get(
    "/health",
    {
      schema: {
        operationId: "health",
        tags: ["health"],
        summary: "Which parts work, and what to do about those that do not",
        description: "Broker, controller, telemetry, registry, nodes and demand, each with since when and what to know.",
        response: { 200: json("The parts.", Health), ...refusals },
      },
    },
    () => desk.health(),
  );
  api.get(
    "/status",
    {
      schema: {
        operationId: "status",
        tags: ["health"],
        summary: "The figures of the page's header",
        description: "Lights by condition, load, connected nodes, sunset and sunrise: what the live stream sends once a second.",
        response: { 200: json("The figures.", Status), ...refusals },
      },
    },
    () => desk.status(),
  );
}
