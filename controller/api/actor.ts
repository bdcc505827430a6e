import type { FastifyRequest } from "fastify";

/** Who asks, for the record of what was done by whom. There is no sign-in: everyone who reaches the port is a visitor. */
export function actor(_request: FastifyRequest): string {
  return "visitor";
}
