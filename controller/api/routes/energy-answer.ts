/** How questions about energy are answered: refused with all that is wrong, ended when nobody waits, line by line when that is asked for. */
import { PassThrough, type Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { type EnergyLine, type EnergyPeriod, energyLines } from "#contract/energy";
import type { Desk } from "../desk.ts";
import type { Asker, EnergyQuestion } from "../energy-desk.ts";
import { failureOf, RefusedRequest } from "../errors.ts";
import { json, parquetType } from "../operation.ts";
import { type Problem, problemsMessage } from "../problems.ts";

/** JSON, or the same after lines that tell how far the work is. */
export const inJsonOrLines = <S extends z.ZodType>(description: string, schema: S) => ({
  description: `${description} Asked with \`accept: ${energyLines}\`, lines: {"progress": 0 to 1} some times, then {"answer": …} or {"error": …}.`,
  content: { ...json(description, schema).content, [energyLines]: { schema: z.custom<Readable>().meta({ type: "string" }) } },
});

interface Refusal {
  readonly code: "BAD_INPUT";
  readonly message: string;
  readonly problems: Problem[];
}

/** The body that says what is wrong with a question; undefined when it can be asked. */
export function refusalOf(desk: Desk, question: EnergyQuestion): Refusal | undefined {
  const problems = desk.energy.problems(question);
  return problems.length === 0 ? undefined : { code: "BAD_INPUT", message: problemsMessage(problems), problems };
}

const fileTypes = { csv: "text/csv; charset=utf-8", parquet: parquetType } as const;

export interface EnergyFile {
  /** Without its period, which is added; the ending is the kind. */
  readonly name: string;
  readonly kind: keyof typeof fileTypes;
  readonly content: (asker: Asker) => Promise<Readable>;
}

/** The file that answers a question, with its name and type in the reply's header; or, with status 400, what is wrong with the question. */
export async function fileOf(desk: Desk, reply: FastifyReply, question: PeriodQuestion, { name, kind, content }: EnergyFile): Promise<Readable | Refusal> {
  const refused = refusalOf(desk, question);
  if (refused) {
    reply.code(400);
    return refused;
  }
  const file = await whileAsked(reply, content);
  nameFile(reply, kind, name, question.query);
  return file;
}

type PeriodQuestion = Extract<EnergyQuestion, { query: EnergyPeriod }>;

/** Gives the answer the type of its kind, and a name with the period it is of. */
export function nameFile(reply: FastifyReply, kind: EnergyFile["kind"], name: string, { from, to }: EnergyPeriod): void {
  reply.type(fileTypes[kind]).header("content-disposition", `attachment; filename="${name}-${from}-${to}.${kind}"`);
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
