/** The routes of reports and settlement of the made-up town. */
import type { FastifyInstance } from "fastify";
import { IssueRequest } from "#contract/settlement";
import type { FakeSettlement } from "./fake-settlement.ts";

const notFound = { code: "NOT_FOUND", message: "There is no such document." };

/** Answers as the controller's routes do. */
export function addFakeSettlement(app: FastifyInstance, settlement: FakeSettlement): void {
  const api = "/api/v1";
  app.get(`${api}/reports/months`, () => ({ months: settlement.list("month-report") }));
  app.get<{ Params: { month: string }; Querystring: { version?: string } }>(`${api}/reports/months/:month`, async (request, reply) => {
    const { version } = request.query;
    const answer = await settlement.month(request.params.month, version === undefined ? undefined : Number(version));
    if (version !== undefined && !answer.issued) return reply.code(404).send(notFound);
    return answer;
  });
  app.get<{ Querystring: { changes?: string } }>(`${api}/settlement`, (request) => settlement.state(request.query.changes !== "skip"));
  app.post(`${api}/settlement/issue`, (request, reply) => {
    const asked = IssueRequest.parse(request.body);
    const { problems } = settlement;
    if (problems.length === 0) return settlement.issue(asked);
    const told = problems.map(({ light, field, ...rest }) => ({ field: light === undefined ? field : `${light}: ${field}`, ...rest }));
    return reply.code(422).send({ code: "BAD_SETTLEMENT", message: "The settlement data is not complete.", problems: told });
  });
  app.get<{ Querystring: { kind?: string } }>(`${api}/issued`, (request) => ({ issued: settlement.list(request.query.kind) }));
  app.get<{ Params: { kind: string; subject: string; period: string; version: string } }>(`${api}/issued/:kind/:subject/:period/:version`, (request, reply) => {
    const { kind, subject, period, version } = request.params;
    const found = settlement.documents.find(
      ({ issued }) => issued.kind === kind && issued.subject === subject && issued.period === period && issued.version === Number(version),
    );
    if (!found) return reply.code(404).send(notFound);
    return reply.header("content-disposition", `attachment; filename="${found.issued.name}"`).send(found.content);
  });
}
