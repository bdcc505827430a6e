/**
 * What is refused before any route runs. There is no sign-in yet, so these keep other web pages in a person's browser from speaking
 * to the controller: by a forged form or fetch (Origin, content type), by a live stream (Origin), or by DNS rebinding (Host).
 */
import type { FastifyRequest } from "fastify";
import { RefusedRequest } from "./errors.ts";
import { apiPrefix } from "./operation.ts";

export interface Guard {
  /** The address the server is bound to. */
  readonly host: string;
  /** Names people use for this server beside its address: what a proxy in front sends as Host. */
  readonly names: readonly string[];
}

/** Throws RefusedRequest when the request must not reach its route. */
export function guard(request: FastifyRequest, { host, names }: Guard): void {
  const asked = request.headers.host;
  if ((isLoopback(host) || names.length > 0) && !isNamed(asked, [...loopbackNames, bracketed(host), ...names])) {
    throw new RefusedRequest(421, "UNKNOWN_HOST", `This server is not called ${asked ?? "nothing"}. Open it by its address, or add the name to web.names.`);
  }
  if ((isUnsafe(request.method) || request.ws) && !isSameOrigin(request.headers.origin, asked)) {
    throw new RefusedRequest(403, "FOREIGN_ORIGIN", `A page of ${request.headers.origin} may not do this here.`);
  }
  if (request.ws && request.routeOptions.url !== livePath) {
    throw new RefusedRequest(404, "NOT_FOUND", `There is no stream here. The live stream is at ${livePath}.`);
  }
  if (request.method === "POST" && !acceptedBody.test(request.headers["content-type"] ?? "")) {
    throw new RefusedRequest(415, "UNSUPPORTED_MEDIA_TYPE", "");
  }
}

/** The only route that takes a WebSocket. */
const livePath = `${apiPrefix}/live`;
const loopbackNames = ["127.0.0.1", "localhost", "[::1]"] as const;
/** Types a cross-site form cannot send without asking first. */
const acceptedBody = /^(application\/json|text\/csv)\s*(;|$)/i;

const isUnsafe = (method: string): boolean => method !== "GET" && method !== "HEAD" && method !== "OPTIONS";
const isLoopback = (host: string): boolean => host === "localhost" || host === "::1" || host.startsWith("127.");
const bracketed = (host: string): string => (host.includes(":") ? `[${host}]` : host);

/** Host header without its port is one of the names. */
function isNamed(header: string | undefined, names: readonly string[]): boolean {
  const name = header?.replace(/:\d+$/, "").toLowerCase();
  return names.some((known) => known.toLowerCase() === name);
}

/** Programs send no Origin; a browser sends one with everything that is not a plain GET. "null" (a sandboxed page) is another origin. */
function isSameOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}
