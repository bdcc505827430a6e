/** The one place where a failed request becomes an answer. */
import { STATUS_CODES } from "node:http";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import type { ApiError } from "#contract/api";
import { failures, LightingError } from "#contract/failures";
import type { Log } from "./log.ts";
import { problemsMessage, problemsOfRequest } from "./problems.ts";

export interface Failed {
  readonly status: number;
  readonly error: ApiError;
  /** A bug or a fault of the machine: to be logged, and its text kept from the asker. */
  readonly unexpected: boolean;
}

/** A request refused before its route is reached: by the guards. Becomes `status` with `code`. */
export class RefusedRequest extends Error {
  readonly statusCode: number;
  readonly code: string;
  constructor(statusCode: number, code: string, message: string) {
    super(message);
    this.name = "RefusedRequest";
    this.statusCode = statusCode;
    this.code = code;
  }
}

/** Fastify's error handler: answers every error as an ApiError and logs the unexpected ones, once, with the request's id. */
export function errorHandler(log: Log, count: (code: string) => void) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const failed = failureOf(error, request);
    count(failed.error.code);
    if (failed.unexpected) log("error", `${request.id} ${request.method} ${request.routeOptions.url ?? "unknown route"} failed`, error);
    return reply.code(failed.status).type("application/json; charset=utf-8").send(failed.error);
  };
}

/** What to answer for an error: never a stack, never the text of a bug. */
export function failureOf(error: unknown, request: FastifyRequest): Failed {
  if (error instanceof LightingError) {
    return { status: failures[error.code].status, error: { code: error.code, message: error.message }, unexpected: false };
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const problems = problemsOfRequest(request);
    return { status: failures.BAD_INPUT.status, error: { code: "BAD_INPUT", message: problemsMessage(problems), problems }, unexpected: false };
  }
  const status = statusOf(error);
  if (error instanceof Error && status < 500) return { status, error: { code: codeOf(error, status), message: messageOf(error, status) }, unexpected: false };
  const message = `Something went wrong in the controller. It is in its log as ${request.id}.`;
  return { status: 500, error: { code: "INTERNAL", message }, unexpected: true };
}

/** What a person needs to know where the library's own words do not say it. */
const words: Readonly<Record<number, string>> = {
  413: "The body is larger than this route takes.",
  415: "Send JSON as content-type: application/json, and an inventory as text/csv.",
};

const messageOf = (error: Error, status: number): string => words[status] ?? error.message;

function statusOf(error: unknown): number {
  if (typeof error !== "object" || error === null || !("statusCode" in error) || typeof error.statusCode !== "number") return 500;
  return error.statusCode >= 400 ? error.statusCode : 500;
}

/** BAD_INPUT for 400; otherwise the name of the status: "Payload Too Large" is PAYLOAD_TOO_LARGE. */
function codeOf(error: Error & Partial<Pick<FastifyError, "code">>, status: number): string {
  if (error instanceof RefusedRequest) return error.code;
  if (status === 400) return "BAD_INPUT";
  if (status === 404) return "NOT_FOUND";
  return (STATUS_CODES[status] ?? "refused").toUpperCase().replaceAll(/[^A-Z]+/g, "_");
}
