/** The routes of energy of the made-up town. */
import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { energyLines } from "#contract/energy";
import { toCsv } from "../../web/csv.ts";
import type { FakeEnergy, Query } from "./fake-energy.ts";

/** Answers as the controller's routes do; long questions also line by line. */
export function addFakeEnergy(app: FastifyInstance, energy: FakeEnergy): void {
  const api = "/api/v1/energy";
  const long = (path: string, answer: (query: Query) => unknown): void => {
    app.get<{ Querystring: Query }>(`${api}/${path}`, (request, reply) => answerLines(request, reply, () => answer(request.query)));
  };
  long("summary", (query) => energy.summary(query));
  long("heat", (query) => energy.heat(query));
  long("indicators", (query) => energy.indicators(query));
  app.get<{ Querystring: Query }>(`${api}/days`, (request) => energy.days(request.query));
  app.get<{ Querystring: Query }>(`${api}/power`, (request) => energy.power(request.query));
  app.get<{ Querystring: Query }>(`${api}/summary.csv`, (request, reply) => {
    const rows = energy.summary({ ...request.query, limit: "1000000" }).rows.map(({ name, figures }) => [name, figures.metered.kwh, figures.saved?.kwh]);
    return reply.type("text/csv").send(toCsv(["name", "meteredKwh", "savedKwh"], rows));
  });
  app.get(`${api}/accounts`, () => energy.accounts());
}

function answerLines(request: FastifyRequest, reply: FastifyReply, answer: () => unknown): FastifyReply {
  if (request.headers.accept !== energyLines) return reply.send(answer());
  const lines = [{ progress: 0 }, { progress: 0.5 }, { answer: answer() }].map((line) => `${JSON.stringify(line)}\n`);
  return reply.type(energyLines).send(Readable.from(lines));
}
