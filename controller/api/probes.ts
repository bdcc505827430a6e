/** What a supervisor, an orchestrator and Prometheus ask. Outside /api, without an OpenAPI entry of their own version. */
import { z } from "zod";
import type { Desk } from "./desk.ts";
import type { Metrics } from "./metrics.ts";
import { type Api, json } from "./operation.ts";

const Alive = z.strictObject({ alive: z.literal(true) });
const Ready = z.strictObject({ ready: z.boolean(), reasons: z.array(z.string()) });

export function probeRoutes(api: Api, desk: Desk, metrics: Metrics): void {
  api.get(
    "/healthz",
    {
      schema: {
        operationId: "healthz",
        tags: ["health"],
        summary: "Whether the process is alive",
        description: "Answers as long as the process does. To be restarted when it does not.",
        response: { 200: json("Alive.", Alive) },
      },
    },
    (): z.infer<typeof Alive> => ({ alive: true }),
  );
  api.get(
    "/readyz",
    {
      schema: {
        operationId: "readyz",
        tags: ["health"],
        summary: "Whether it can do its work",
        description: "Ready when it hears the broker, has its registry and knows at least one light; otherwise 503 with every reason.",
        response: { 200: json("Ready.", Ready), 503: json("Not ready, and why.", Ready) },
      },
    },
    (_request, reply) => {
      const reasons = reasonsNotReady(desk);
      reply.code(reasons.length === 0 ? 200 : 503);
      return { ready: reasons.length === 0, reasons };
    },
  );
  api.get("/metrics", { schema: { hide: true, summary: "Figures for Prometheus" } }, async (_request, reply) => {
    const text = await metrics.text();
    return reply.type(metrics.contentType).send(text);
  });
}

/** Parts without which no light can be told anything. A store that is away is not one of them: lights never wait for it. */
const needed: ReadonlySet<string> = new Set(["broker", "controller", "registry"]);

function reasonsNotReady(desk: Desk): string[] {
  const down = desk.health().parts.filter(({ part, state }) => needed.has(part) && state === "down");
  const reasons = down.map(({ part, detail, advice }) => `${part}: ${detail} ${advice}`.trim());
  if (desk.estate().lights === 0) reasons.push("inventory: no light is known yet. Import a list: POST /api/v1/inventory.");
  return reasons;
}
