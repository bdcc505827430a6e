/** The HTTP server before it listens: guards, routes, live stream, reference and page, in the order a request meets them. */
import compress from "@fastify/compress";
import websocket from "@fastify/websocket";
import Fastify from "fastify";
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from "fastify-type-provider-zod";
import type { Clock } from "#contract/clock";
import type { Desk } from "./desk.ts";
import { errorHandler, failureOf } from "./errors.ts";
import { guard } from "./guards.ts";
import { securityHeaders, setSecurityHeaders } from "./headers.ts";
import { type LiveHub, liveHub } from "./live.ts";
import type { Log } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { type Api, apiPrefix } from "./operation.ts";
import { servePage } from "./page.ts";
import { probeRoutes } from "./probes.ts";
import { serveReference } from "./reference.ts";
import { alarmRoutes } from "./routes/alarms.ts";
import { connectionRoutes } from "./routes/connections.ts";
import { demandRoutes } from "./routes/demand.ts";
import { demoRoutes } from "./routes/demo.ts";
import { designRoutes } from "./routes/designs.ts";
import { energyRoutes } from "./routes/energy.ts";
import { estateRoutes } from "./routes/estate.ts";
import { groupRoutes } from "./routes/groups.ts";
import { healthRoutes } from "./routes/health.ts";
import { historyRoutes } from "./routes/history.ts";
import { inventoryRoutes } from "./routes/inventory.ts";
import { lightRoutes } from "./routes/lights.ts";
import { liveRoutes } from "./routes/live.ts";
import { notificationRoutes } from "./routes/notifications.ts";
import { overrideRoutes } from "./routes/overrides.ts";
import { reportRoutes } from "./routes/reports.ts";
import { settlementRoutes } from "./routes/settlement.ts";
import { snapshotRoutes } from "./routes/snapshot.ts";
import { whatIfRoutes } from "./routes/what-if.ts";
import { whyRoutes } from "./routes/why.ts";
import { workRoutes } from "./routes/work.ts";

export interface AppOptions {
  readonly desk: Desk;
  /** Address to be bound to: decides which Host headers are known. */
  readonly host: string;
  /** Other names of this server, when a proxy in front is asked by them. */
  readonly names?: readonly string[] | undefined;
  readonly webFolder: string;
  /** The system's clock, also in the demo: it times sockets, not lights. */
  readonly clock: Clock;
  readonly log: Log;
}

/** What every route takes unless it says otherwise: the largest of the other bodies names 10,000 lights only in the demo. */
const bodyBytesMax = 64 * 1024;
/** A whole request, the largest inventory over a slow line included. */
const requestMsMax = 120_000;
/** A connection on which nothing moves. Live streams have their own pings. */
const idleMsMax = 75_000;
/** Ids are at most 63 characters. */
const paramLengthMax = 64;
/** Nobody may say anything on the live stream. */
const liveBytesMax = 1_024;

/** Builds the server; `close()` also ends the live stream. */
export async function createApp(options: AppOptions): Promise<Api> {
  const { desk, log, clock } = options;
  const api = newServer();
  const hub = liveHub(desk, clock);
  const metrics = createMetrics(desk, hub);
  // Before the guard: it ends the socket of a refused upgrade.
  await api.register(websocket, {
    options: { maxPayload: liveBytesMax },
    errorHandler: (error, socket) => {
      // A broken connection has a code and is the page's affair; what has none is a bug of ours.
      if (!("code" in error)) log("error", "the live stream of a page failed", error);
      socket.terminate();
    },
    preClose: async () => hub.close(),
  });
  api.addHook("onRequest", async (request, reply) => {
    setSecurityHeaders(reply, request.url);
    guard(request, { host: options.host, names: options.names ?? [] });
  });
  api.addHook("onResponse", async (request, reply) => metrics.answered(request, reply));
  api.addHook("onClose", async () => metrics.close());
  api.setErrorHandler(errorHandler(log, metrics.refused));
  await api.register(compress, { encodings: ["br", "gzip"], globalDecompression: false });
  await serveReference(api);
  probeRoutes(api, desk, metrics);
  await api.register(async (scoped: Api) => resources(scoped, desk, hub), { prefix: apiPrefix });
  await servePage(api, options.webFolder);
  return api;
}

function newServer(): Api {
  const server = Fastify({
    logger: false,
    bodyLimit: bodyBytesMax,
    requestTimeout: requestMsMax,
    connectionTimeout: idleMsMax,
    routerOptions: { maxParamLength: paramLengthMax },
    forceCloseConnections: true,
    // Paths that cannot be read never reach a hook or a route.
    frameworkErrors: (error, request, reply) => {
      const failed = failureOf(error, request);
      reply.raw.writeHead(failed.status, { ...securityHeaders, "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(failed.error), () => {
        // Nobody else ends the socket of an upgrade that reached no route.
        if (request.headers.upgrade !== undefined) request.raw.socket.destroy();
      });
    },
  }).withTypeProvider<ZodTypeProvider>();
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  // JSON only; text/plain is what a cross-site form can send.
  server.removeContentTypeParser("text/plain");
  return server;
}

function resources(api: Api, desk: Desk, hub: LiveHub): void {
  for (const routes of [
    estateRoutes,
    lightRoutes,
    whyRoutes,
    snapshotRoutes,
    historyRoutes,
    overrideRoutes,
    alarmRoutes,
    designRoutes,
    groupRoutes,
    demandRoutes,
    inventoryRoutes,
    connectionRoutes,
    energyRoutes,
    whatIfRoutes,
    settlementRoutes,
    reportRoutes,
    workRoutes,
    notificationRoutes,
    demoRoutes,
    healthRoutes,
  ]) {
    routes(api, desk);
  }
  liveRoutes(api, hub);
}
