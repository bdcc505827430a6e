/** How questions about energy are answered: refused with all that is wrong, ended when nobody waits, line by line when that is asked for. */
import { PassThrough, type Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { type EnergyLine, energyLines } from "#contract/energy";
import type { Desk } from "../desk.ts";
import type { Asker, EnergyQuestion } from "../energy-desk.ts";
import { failureOf, RefusedRequest } from "../errors.ts";
import { json } from "../operation.ts";
import { type Problem, problemsMessage } from "../problems.ts";

/** JSON, or the same after lines that tell how far the work is. */
export const inJsonOrLines = <S extends z.ZodType>(description: string, schema: S) => ({
  description: `${description} Asked with \`accept: ${energyLines}\`, lines: {"progress": 0 to 1} some times, then {"answer": …} or {"error": …}.`,
  content: { ...json(description, schema).content, [energyLines]: { schema: z.custom<Readable>().meta({ type: "string" }) } },
});

/** The body that says what is wrong with a question; undefined when it can be asked. */
export function refusalOf(desk: Desk, question: EnergyQuestion): { code: "BAD_INPUT"; message: string; problems: Problem[] } | undefined {
  const problems = desk.energy.problems(question);
  return problems.length === 0 ? undefined : { code: "BAD_INPUT", message: problemsMessage(problems), problems };
}

/** Does the work until it is done, or until the connection is closed. */
export async function whileAsked<T>(reply: FastifyReply, work: (asker: Asker) => Promise<T>, progress?: Asker["progress"]): Promise<T> {
  const asker = new AbortController();
  const gone = (): void => asker.abort(new RefusedRequest(499, "CLIENT_GONE", "Nobody waits for the answer any more."));
  reply.raw.once("close", gone);
  try {
    return await work({ signal: asker.signal, ...(progress && { progress }) });
  } finally {
    reply.raw.off("close", gone);
  }
}

/** The answer, or lines at whose end it is, whichever the asker accepts. */
export async function jsonOrLines<T>(request: FastifyRequest, reply: FastifyReply, work: (asker: Asker) => Promise<T>): Promise<T | Readable> {
  if (!wantsLines(request)) return whileAsked(reply, work);
  reply.type(energyLines);
  return linesOf(request, reply, work);
}

const wantsLines = (request: FastifyRequest): boolean => (request.headers.accept ?? "").split(",").some((type) => type.trim().startsWith(energyLines));

/** Progress is told when it has grown by this: a hundred lines at most, however long the work. */
const progressStep = 0.01;

/** The answer as lines. What goes wrong on the way is the last line: the status has been sent. */
function linesOf<T>(request: FastifyRequest, reply: FastifyReply, work: (asker: Asker) => Promise<T>): Readable {
  const lines = new PassThrough();
  const write = (line: EnergyLine<T>): void => {
    if (!lines.destroyed) lines.write(`${JSON.stringify(line)}\n`);
  };
  let told = 0;
  const progress = (share: number): void => {
    if (share < told + progressStep) return;
    told = share;
    write({ progress: share });
  };
  write({ progress: 0 });
  whileAsked(reply, work, progress)
    .then(
      (answer) => write({ answer }),
      (error: unknown) => write({ error: failureOf(error, request).error }),
    )
    .finally(() => lines.end());
  return lines;
}
