/** Figures for Prometheus: the controller's own, those of the process, and how long requests take. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Desk, Figure } from "./desk.ts";
import type { LiveHub } from "./live.ts";

const prefix = "leerie_";

export interface Metrics {
  /** The text of /metrics and its content type. */
  text(): Promise<string>;
  readonly contentType: string;
  answered(request: FastifyRequest, reply: FastifyReply): void;
  /** A request that was refused or failed, by the code of its ApiError. */
  refused(code: string): void;
  close(): void;
}

export function createMetrics(desk: Desk, hub: LiveHub): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: `${prefix}http_request_duration_seconds`,
    help: "Time to answer a request, s.",
    labelNames: ["method", "route", "status"],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  const refusals = new Counter({
    name: `${prefix}http_refused_total`,
    help: "Requests refused or failed, by code.",
    labelNames: ["code"],
    registers: [registry],
  });

  return {
    contentType: registry.contentType,
    async text() {
      const moment = new Registry();
      for (const figure of [...withLights(desk), ...liveFigures(hub)]) show(figure, moment);
      return Registry.merge([registry, moment]).metrics();
    },
    // The route, never the path: an unbounded label would grow without end.
    answered: (request, reply) =>
      durations.observe({ method: request.method, route: request.routeOptions.url ?? "none", status: reply.statusCode }, reply.elapsedTime / 1_000),
    refused: (code) => refusals.inc({ code }),
    close: () => registry.clear(),
  };
}

/** `leerie_lights` is there in any case: it is what an installation is measured by. */
function withLights(desk: Desk): Figure[] {
  const figures = desk.figures();
  if (figures.some((figure) => figure.name === "lights")) return figures;
  const { authority, lights } = desk.estate();
  return [...figures, { name: "lights", help: "Lights in the inventory.", kind: "gauge", values: [{ labels: { authority: authority.id }, value: lights }] }];
}

const liveFigures = (hub: LiveHub): Figure[] => [
  { name: "live_pages", help: "Pages on the live stream.", kind: "gauge", values: [{ labels: {}, value: hub.clients }] },
  { name: "live_fell_behind_total", help: "Pages let go because they read too slowly.", kind: "counter", values: [{ labels: {}, value: hub.fellBehind }] },
];

function show(figure: Figure, registry: Registry): void {
  const labelNames = [...new Set(figure.values.flatMap(({ labels }) => Object.keys(labels)))];
  const settings = { name: prefix + figure.name, help: figure.help, labelNames, registers: [registry] };
  if (figure.kind === "gauge") {
    const gauge = new Gauge(settings);
    for (const { labels, value } of figure.values) gauge.set(labels, value);
  } else {
    const counter = new Counter(settings);
    for (const { labels, value } of figure.values) counter.inc(labels, value);
  }
}
