/**
 * A small stand-in for the controller's API with a made-up town, so that the page can be developed, photographed and measured alone.
 * `node tests/browser/fake-server.ts 10000 4100` serves 10,000 lights on port 4100; a third argument is the folder of the built page.
 */

import { fileURLToPath } from "node:url";
import compress from "@fastify/compress";
import fastifyStatic from "@fastify/static";
import websocket, { type WebSocket } from "@fastify/websocket";
import fastify, { type FastifyInstance } from "fastify";
import type { Health, LiveText } from "#contract/api";
import { DemoClock, every, SystemClock } from "#contract/clock";
import { type Delta, encodeDelta, encodeSnapshot } from "#contract/live";
import { randomInt, seededRandom } from "#contract/random";
import { DeltaLog } from "#controller/desk/delta-log";
import { FakeAlarms } from "./fake-alarms.ts";
import { addFakeAlarms } from "./fake-alarms-routes.ts";
import { FakeDesk } from "./fake-desk.ts";
import { FakeEnergy } from "./fake-energy.ts";
import { addFakeEnergy } from "./fake-energy-routes.ts";
import { FakeSettlement } from "./fake-settlement.ts";
import { addFakeSettlement } from "./fake-settlement-routes.ts";
import { fakeTown } from "./fake-town.ts";

export interface FakeServerOptions {
  readonly lights: number;
  readonly seed: number;
  /** 0 for a free port. */
  readonly port?: number;
  /** Random changes of level a second, sent ten times a second. */
  readonly changesPerSecond?: number;
  /** The built page; web/dist unless said. */
  readonly page?: string;
  /** Folders served beside the page, by address prefix: a benchmark's peer. */
  readonly folders?: Readonly<Record<string, string>>;
}

export interface FakeServer {
  readonly url: string;
  readonly desk: FakeDesk;
  readonly settlement: FakeSettlement;
  readonly alarms: FakeAlarms;
  /** Ends every live stream and refuses new ones until called with false. */
  cut(down: boolean): void;
  setHealth(health: Health): void;
  setChangesPerSecond(rate: number): void;
  close(): Promise<void>;
}

const batchesPerSecond = 10;
const builtPage = fileURLToPath(new URL("../../web/dist", import.meta.url));

/** As the controller's own: nothing from elsewhere, nothing inline. */
const policy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export async function startFakeServer(options: FakeServerOptions): Promise<FakeServer> {
  const system = new SystemClock();
  const today = new Date(system.now()).toISOString().slice(0, 10);
  const clock = new DemoClock({ systemMs: system.now(), shownMs: Date.parse(`${today}T17:10:00Z`), speed: 60 });
  const desk = new FakeDesk(fakeTown(options.lights, options.seed), clock);
  const app = fastify();
  await app.register(compress, { threshold: 1_024, customTypes: /octet-stream/ });
  await app.register(websocket);
  app.addHook("onSend", async (request, reply) => {
    reply.header("content-security-policy", policy);
    if (request.url.startsWith("/api/")) reply.header("cache-control", "no-store");
  });
  await app.register(fastifyStatic, { root: options.page ?? builtPage });
  for (const [prefix, root] of Object.entries(options.folders ?? {})) await app.register(fastifyStatic, { root, prefix, decorateReply: false });
  addRoutes(app, desk);
  const energy = new FakeEnergy(desk.town, () => clock.now());
  addFakeEnergy(app, energy);
  const settlement = new FakeSettlement(desk.town, energy, () => clock.now());
  addFakeSettlement(app, settlement);
  const alarms = new FakeAlarms(desk.town, () => clock.now());
  addFakeAlarms(app, alarms);
  const stream = addStream(app, desk, system, { ...options, alarms });
  if (options.folders) addPeer(app, desk, stream.onDelta);
  await app.listen({ host: "127.0.0.1", port: options.port ?? 0 });
  const address = app.server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const { onDelta: _, ...controls } = stream;
  return { url: `http://127.0.0.1:${port}`, desk, settlement, alarms, ...controls, close: () => app.close() };
}

/** The same lights and changes as JSON, for a page that is measured beside ours. */
function addPeer(app: FastifyInstance, desk: FakeDesk, onDelta: (listener: (delta: Delta) => void) => void): void {
  const { lights, condition, levelPct } = desk.town;
  app.get("/peer-lights", () => lights.map((light, row) => [light.lat, light.lon, condition[row], levelPct[row]]));
  const sockets = new Set<{ send(text: string): void }>();
  onDelta((delta) => {
    const text = JSON.stringify(Array.from(delta.rows, (row, i) => [row, delta.condition[i], delta.levelPct[i]]));
    for (const socket of sockets) socket.send(text);
  });
  app.register(async (scope) => {
    scope.get("/peer-live", { websocket: true }, (socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    });
  });
}

function addRoutes(app: FastifyInstance, desk: FakeDesk): void {
  const api = "/api/v1";
  app.get(`${api}/estate`, () => desk.estate());
  app.get(`${api}/basemap`, () => desk.basemap());
  app.get(`${api}/lights/snapshot`, (_, reply) => reply.type("application/octet-stream").send(Buffer.from(encodeSnapshot(desk.snapshot()))));
  app.get<{ Querystring: Record<string, string> }>(`${api}/lights`, (request) => desk.lights(request.query));
  app.get<{ Params: { id: string } }>(`${api}/lights/:id`, (request, reply) => desk.light(request.params.id) ?? reply.code(404).send(notFound("light")));
  app.get<{ Params: { row: string } }>(
    `${api}/lights/rows/:row`,
    (request, reply) => desk.lightAt(Number(request.params.row)) ?? reply.code(404).send(notFound("row")),
  );
  app.get<{ Params: { id: string }; Querystring: { from: string; to: string } }>(`${api}/lights/:id/history`, (request) =>
    desk.history(request.params.id, request.query.from, request.query.to),
  );
  app.get(`${api}/overrides`, () => ({ overrides: desk.overrides }));
  app.post<{ Body: Parameters<FakeDesk["override"]>[0] }>(`${api}/overrides`, (request) => desk.override(request.body));
  app.delete<{ Params: { id: string } }>(`${api}/overrides/:id`, (request) => desk.release(request.params.id));
  app.get(`${api}/demand`, () => ({ sources: desk.demand() }));
  app.get(`${api}/inventory/problems`, () => desk.problems());
  app.get<{ Querystring: { day: string } }>(`${api}/energy/night`, (request) => desk.energy(request.query.day));
  app.post<{ Body: Parameters<FakeDesk["setClock"]>[0] }>(`${api}/clock`, (request, reply) => {
    desk.setClock(request.body);
    return reply.code(204).send();
  });
  app.post<{ Body: Parameters<FakeDesk["simulate"]>[0] }>(`${api}/simulator/faults`, (request, reply) => {
    desk.simulate(request.body);
    return reply.code(204).send();
  });
}

const notFound = (what: string): { code: string; message: string } => ({ code: "NOT_FOUND", message: `There is no such ${what}.` });

function addStream(
  app: FastifyInstance,
  desk: FakeDesk,
  system: SystemClock,
  options: FakeServerOptions & { readonly alarms: FakeAlarms },
): Pick<FakeServer, "cut" | "setHealth" | "setChangesPerSecond"> & { onDelta(listener: (delta: Delta) => void): void } {
  let down = false;
  let rate = options.changesPerSecond ?? 20;
  const random = seededRandom(options.seed).fork("changes");
  app.register(async (scope) => {
    scope.get<{ Querystring: { since?: string } }>("/api/v1/live", { websocket: true }, (socket, request) => {
      if (down) return socket.terminate();
      streams.add(socket);
      socket.on("close", () => streams.delete(socket));
      for (const frame of [desk.statusFrame(), desk.healthFrame(), desk.overridesFrame()]) socket.send(JSON.stringify(frame));
      const { since } = request.query;
      if (since === undefined) return;
      const missed = log.after(Number(since));
      if (missed) for (const frame of missed) socket.send(frame);
      else socket.send(JSON.stringify({ type: "missed" } satisfies LiveText));
    });
  });
  const log = new DeltaLog(0);
  const streams = new Set<WebSocket>();
  const listeners: ((delta: Delta) => void)[] = [];
  const tell = (frame: LiveText): void => {
    const text = JSON.stringify(frame);
    for (const socket of streams) socket.send(text);
  };
  const stops = [
    every(system, 1_000, "status", () => {
      desk.advanceOverrides();
      tell(desk.statusFrame());
      if (options.alarms.isPresent) tell({ type: "alarms", alarms: options.alarms.news() });
      if (desk.overrides.length > 0) tell(desk.overridesFrame());
    }),
    every(system, 1_000 / batchesPerSecond, "changes", () => {
      const count = Math.round(rate / batchesPerSecond);
      for (let i = 0; i < count; i++) desk.flicker(randomInt(random, desk.town.lights.length), 40 + 10 * randomInt(random, 7));
      const delta = desk.takeDelta();
      if (!delta) return;
      for (const listener of listeners) listener(delta);
      const bytes = encodeDelta(delta);
      log.add(bytes);
      for (const socket of streams) socket.send(bytes);
    }),
  ];
  app.addHook("onClose", async () => {
    for (const stop of stops) stop();
  });
  return {
    onDelta: (listener) => listeners.push(listener),
    cut: (next) => {
      down = next;
      if (down) for (const socket of streams) socket.terminate();
    },
    setHealth: (health) => {
      desk.health = health;
      tell(desk.healthFrame());
    },
    setChangesPerSecond: (next) => {
      rate = next;
    },
  };
}

if (import.meta.main) {
  const server = await startFakeServer({
    lights: Number(process.argv[2] ?? 2_000),
    seed: 1,
    port: Number(process.argv[3] ?? 0),
    page: process.argv[4] ?? builtPage,
  });
  process.stdout.write(`${server.url}\n`);
}
