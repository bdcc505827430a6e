import { LightingError } from "#contract/failures";
import {
  type Issued,
  type IssuedKind,
  IssuedList,
  IssuedParams,
  IssuedQuery,
  IssueRequest,
  IssueResult,
  SettlementState,
  SettlementStateQuery,
} from "#contract/settlement";
import { actor } from "../actor.ts";
import type { Desk } from "../desk.ts";
import { type Api, file, json, refusals } from "../operation.ts";
import { problemsMessage } from "../problems.ts";
import { whileAsked } from "./energy-answer.ts";

const tags = ["settlement"];

/** Unmetered supplies: what is ready, issuing it, and everything that was ever issued. */
export function settlementRoutes(api: Api, desk: Desk): void {
  stateRoute(api, desk);
  issueRoute(api, desk);
  issuedRoutes(api, desk);
}

function stateRoute(api: Api, desk: Desk): void {
  api.get(
    "/settlement",
    {
      schema: {
        operationId: "settlement",
        tags,
        summary: "What is ready to issue, and what stands in the way",
        description:
          "Sub-meters with their lights and load, every problem of a light, what is being made now, and the issued days whose figures changed since: " +
          "those are to be issued again. Looking for them reads readings; changes=skip leaves it out.",
        querystring: SettlementStateQuery,
        response: { 200: json("The sub-meters and the problems.", SettlementState), ...refusals },
      },
    },
    (request, reply) => whileAsked(reply, ({ signal }) => desk.settlement.state(request.query.changes, signal)),
  );
}

function issueRoute(api: Api, desk: Desk): void {
  api.post(
    "/settlement/issue",
    {
      schema: {
        operationId: "issueSettlement",
        tags,
        summary: "Issue documents of a day",
        description:
          "Of one sub-meter or of all. A document whose content is that of its newest version is not issued again; another content is its next version, " +
          "and the earlier one is kept as it was sent. Problems are answered with 422, all at once, and then nothing is issued. How far a long one is: GET /settlement.",
        body: IssueRequest,
        response: { 200: json("What was issued, and what had not changed.", IssueResult), ...refusals },
      },
    },
    async (request, reply) => {
      const outcome = await whileAsked(reply, ({ signal }) => desk.settlement.issue(request.body, actor(request), signal));
      if (outcome.ok) return reply.send(outcome.answer);
      const problems = outcome.problems.map(({ light, field, ...rest }) => ({ field: light === undefined ? field : `${light}: ${field}`, ...rest }));
      return reply.code(422).send({ code: "BAD_SETTLEMENT", message: problemsMessage(problems), problems });
    },
  );
}

const document = "/issued/:kind/:subject/:period/:version";

function issuedRoutes(api: Api, desk: Desk): void {
  api.get(
    "/issued",
    {
      schema: {
        operationId: "issued",
        tags,
        summary: "Documents that were issued",
        description: "Newest first, with the SHA-256 of their bytes, who issued them, when and why. Drafts say so, with what is to be confirmed.",
        querystring: IssuedQuery,
        response: { 200: json("The documents.", IssuedList), ...refusals },
      },
    },
    async (request) => ({ issued: await desk.settlement.issued(request.query) }),
  );
  api.get(
    document,
    {
      schema: {
        operationId: "issuedDocument",
        tags,
        summary: "A document as it was sent",
        description: "Byte for byte, under the name it was sent with.",
        params: IssuedParams,
        response: { 200: file("The file.", ["text/plain", "text/csv", "application/json"]), ...refusals },
      },
    },
    async (request, reply) => {
      const { issued, content } = await documentOf(desk, request.params);
      reply.type(typeOf[issued.kind]).header("content-disposition", `attachment; filename="${issued.name}"`).header("x-content-sha256", issued.sha256);
      return reply.send(Buffer.from(content));
    },
  );
  api.get(
    `${document}/companion`,
    {
      schema: {
        operationId: "issuedCompanion",
        tags,
        summary: "The text that goes with a document",
        description: "What it is, its version and hash, whether it is superseded, and what is to be known of its layout.",
        params: IssuedParams,
        response: { 200: file("The text.", ["text/plain"]), ...refusals },
      },
    },
    async (request, reply) => {
      const { issued } = await documentOf(desk, request.params);
      return reply.type("text/plain; charset=utf-8").send(Buffer.from(companion(issued)));
    },
  );
}

async function documentOf(desk: Desk, params: IssuedParams) {
  const found = await desk.settlement.document(params);
  const { kind, subject, period, version } = params;
  if (!found) throw new LightingError("NOT_FOUND", `There is no version ${version} of the ${kind} document of ${subject} for ${period}: see /issued.`);
  return found;
}

const typeOf: Readonly<Record<IssuedKind, string>> = {
  control: "text/plain; charset=us-ascii",
  events: "text/plain; charset=us-ascii",
  inventory: "text/csv; charset=utf-8",
  "half-hours": "text/csv; charset=utf-8",
  "month-report": "application/json; charset=utf-8",
};

function companion({ name, kind, subject, period, version, issuedAt, by, reason, sha256, bytes, superseded, draft, note }: Issued): string {
  return [
    ...(draft ? ["DRAFT LAYOUT"] : []),
    `File: ${name} (${bytes} bytes)`,
    `Document: ${kind} of ${subject} for ${period}, version ${version}${superseded ? ", SUPERSEDED by a later version" : ""}`,
    `Issued: ${issuedAt} by ${by}: ${reason}`,
    `SHA-256: ${sha256}`,
    note,
    "",
  ].join("\n");
}
