/** What every route says of its answers, for the serializer and for the reference. */
import type { Readable } from "node:stream";
import type { FastifyBaseLogger, FastifyInstance, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { ApiError } from "#contract/api";

/** Where all routes for people and programs are; a change that breaks them gets a new number. */
export const apiPrefix = "/api/v1";

/** A Fastify instance whose handlers are typed by the zod schemas of their route. */
export type Api = FastifyInstance<RawServerDefault, RawRequestDefaultExpression, RawReplyDefaultExpression, FastifyBaseLogger, ZodTypeProvider>;

/** A JSON answer. */
export const json = <S extends z.ZodType>(description: string, schema: S) => ({ description, content: { "application/json": { schema } } });

/** A file to download, as text made while it is sent. */
export const csv = (description: string) => ({
  description,
  content: { "text/csv": { schema: z.custom<Readable>().meta({ type: "string" }) } },
});

/** A file of typed columns to download, made while it is sent. */
export const parquet = (description: string) => ({
  description,
  content: { [parquetType]: { schema: z.custom<Readable>().meta({ type: "string", format: "binary" }) } },
});
/** https://www.iana.org/assignments/media-types/application/vnd.apache.parquet */
export const parquetType = "application/vnd.apache.parquet";

/** Bytes. */
export const bytes = (description: string) => ({
  description,
  content: { "application/octet-stream": { schema: z.custom<Uint8Array>().meta({ type: "string", format: "binary" }) } },
});

/** A file to download, of one of these types. */
export const file = (description: string, types: readonly string[]) => ({
  description,
  content: Object.fromEntries(types.map((type) => [type, { schema: z.custom<Uint8Array>().meta({ type: "string" }) }])),
});

/** What any route may answer instead. */
export const refusals = {
  "4xx": json("Refused: what was found, what was expected; every problem at once.", ApiError),
  "5xx": json("Failed, and what to do.", ApiError),
};

/** The answer to what is passed on and has no result yet. */
export const Accepted = z.strictObject({ accepted: z.literal(true) });
export const accepted: z.infer<typeof Accepted> = { accepted: true };
