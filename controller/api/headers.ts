/** Headers of every answer, errors and files included. */
import type { FastifyReply } from "fastify";

/** Nothing from any other origin, no inline script or style, never in a frame. `connect-src` falls back to 'self', which covers the live stream. */
export const contentSecurityPolicy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export const securityHeaders = {
  "content-security-policy": contentSecurityPolicy,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
} as const;

/** Sets what every answer has. Answers of the API describe this instant, so nobody may keep them unless the route says otherwise. */
export function setSecurityHeaders(reply: FastifyReply, url: string): void {
  reply.headers(securityHeaders);
  if (url.startsWith("/api/")) reply.header("cache-control", "no-store");
}
