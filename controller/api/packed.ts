/** Large answers that change only with the inventory: checked, written and compressed once, not for each page that opens. */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { FastifyRequest } from "fastify";
import type { z } from "zod";

interface Packed {
  readonly tag: string;
  readonly bodies: Readonly<Record<Coding, Buffer>>;
}

export interface PackedAnswer {
  readonly status: 200 | 304;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

type Coding = "br" | "gzip" | "identity";

/** Denser than what is compressed on its way, as it is done once; the highest takes a second for a large town. */
const brotliQuality = 9;

/**
 * Answers with a value of the schema; the same object is packed once. Without a body and with 304 when the caller has it already.
 * `request` says what it has and which codings it takes.
 */
export function packing<S extends z.ZodType>(schema: S): (value: z.input<S> & object, request: FastifyRequest) => Promise<PackedAnswer> {
  const known = new WeakMap<object, Promise<Packed>>();
  return async (value, request) => {
    const found = known.get(value) ?? pack(JSON.stringify(schema.parse(value)));
    known.set(value, found);
    const { tag, bodies } = await found;
    const coding = codingFor(request.headers["accept-encoding"] ?? "");
    const headers = { etag: tag, "cache-control": "no-cache", vary: "accept-encoding" };
    if (request.headers["if-none-match"] === tag) return { status: 304, headers, body: undefined };
    return {
      status: 200,
      headers: { ...headers, "content-type": "application/json; charset=utf-8", ...(coding !== "identity" && { "content-encoding": coding }) },
      body: bodies[coding],
    };
  };
}

async function pack(json: string): Promise<Packed> {
  const identity = Buffer.from(json);
  const [br, zipped] = await Promise.all([
    promisify(brotliCompress)(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } }),
    promisify(gzip)(identity),
  ]);
  // Weak: one tag for all codings.
  const tag = `W/"${createHash("sha256").update(identity).digest("base64url").slice(0, 16)}"`;
  return { tag, bodies: { br, gzip: zipped, identity } };
}

/** The best coding a caller takes; one with q=0 is refused by it. */
function codingFor(accepted: string): Coding {
  const takes = (name: string): boolean => new RegExp(`(^|,)\\s*${name}\\s*(;\\s*q=(?!0(\\.0*)?\\s*(,|$))[^,]*)?(,|$)`, "i").test(accepted);
  return takes("br") ? "br" : takes("gzip") ? "gzip" : "identity";
}
