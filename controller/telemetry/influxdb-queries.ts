/** InfluxQL over the measurement "reading": statements made, bounded in time, answers checked. */
import { z } from "zod";
import { LightingError } from "#contract/failures";
import { type Bounded, readableFailure, userRefused } from "./influxdb-call.ts";
import type { StatementPost } from "./influxdb-post.ts";

/** Longest query, ms: a night of 10,000 lights on a busy small server. */
export const queryMs = 60_000;

/** Characters told of what a server says to a query that it does not take. */
const refusalMax = 500;

/** time in ms, then the columns asked for. */
export type Row = readonly (number | string | null)[];

export interface Series {
  /** Empty when the answer is not by light. */
  readonly light: string;
  readonly values: readonly Row[];
}

/** "reading" in [fromMs, toMs), to go behind FROM. */
export const within = (fromMs: number, toMs: number): string => `"reading" WHERE time >= ${Math.trunc(fromMs)}ms AND time < ${Math.trunc(toMs)}ms`;

/** Rows are taken as they come, by the ten thousand; each value is read as the number or text its column must hold. */
const Rows = z.custom<readonly Row[]>(Array.isArray);
const Answer = z.object({
  results: z.array(
    z.object({
      error: z.string().optional(),
      series: z.array(z.object({ tags: z.object({ light: z.string() }).optional(), columns: z.array(z.string()), values: Rows })).optional(),
    }),
  ),
});

export class InfluxQueries {
  readonly #post: StatementPost;
  readonly #call: Bounded;
  readonly #authority: string | undefined;
  /** Ends every WHERE: other authorities' lights are never seen. */
  readonly #own: string;

  constructor(post: StatementPost, call: Bounded, authority: string | undefined) {
    this.#post = post;
    this.#call = call;
    this.#authority = authority;
    this.#own = authority === undefined ? "" : ' AND "authority" = $authority';
  }

  /** SELECT `select` FROM `from` (within …) `tail`; `values` are what $names in them stand for. */
  ask(select: string, from: string, tail: string, values: Readonly<Record<string, string | number>> = {}): Promise<Series[]> {
    return this.#run(`SELECT ${select} FROM ${from}${this.#own} ${tail}`, values);
  }

  /** DELETE FROM `from` (within …). */
  async remove(from: string): Promise<void> {
    await this.#run(`DELETE FROM ${from}${this.#own}`, {});
  }

  async #run(statement: string, values: Readonly<Record<string, string | number>>): Promise<Series[]> {
    const placeholders = this.#authority === undefined ? { ...values } : { ...values, authority: this.#authority };
    try {
      const { status, text } = await this.#call(queryMs, "a query", (signal) => this.#post.post(statement, placeholders, signal));
      if (status === 404) return [];
      if (status === 401 || status === 403) throw userRefused("InfluxDB");
      if (status >= 300) throw new LightingError("STORE_OFFLINE", `InfluxDB refuses a query (HTTP ${status}): ${text.trim().slice(0, refusalMax)}`);
      const raw: unknown = JSON.parse(text);
      const [result] = Answer.parse(raw).results;
      // Nothing was ever written; InfluxDB tells it in words only.
      if (result?.error?.startsWith("database not found")) return [];
      if (result?.error !== undefined) throw new LightingError("STORE_OFFLINE", `InfluxDB refuses a query: ${result.error}`);
      return (result?.series ?? []).map(({ tags, values: rows }) => ({ light: tags?.light ?? "", values: rows }));
    } catch (error) {
      throw readableFailure(error, "InfluxDB");
    }
  }
}
