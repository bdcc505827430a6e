/** The installation the nodes belong to, over its HTTP API: what stands where, and secrets for its connections. */
import type { z } from "zod";
import { ApiError, type CommissionRequest, CommissionResult, DemandList, type DemandSource, Estate, ImportResult, Inventory } from "#contract/api";
import { type Clock, wait } from "#contract/clock";
import { LightingError } from "#contract/failures";

/** Connections commissioned in one request: a few hundred kilobytes. */
const commissionMax = 5_000;
/** While the controller starts, it is asked again this often, ms. */
const retryMsFirst = 250;
const retryMsMax = 5_000;

export class Installation {
  readonly #url: string;

  /** `url`: where the API answers, such as http://127.0.0.1:8080. */
  constructor(url: string) {
    this.#url = url.replace(/\/$/, "");
  }

  /** Waits until the API answers, however long it takes; `say` is told once that it waits, and why. */
  async ready(clock: Clock, say: (line: string) => void): Promise<void> {
    let told = false;
    for (let waitMs = retryMsFirst; ; waitMs = Math.min(retryMsMax, waitMs * 2)) {
      try {
        const response = await fetch(`${this.#url}/readyz`);
        await response.arrayBuffer();
        // 503 is a controller that runs with a part of it down: its inventory and its identities are there.
        if (response.ok || response.status === 503) return;
        throw new Error(`it answers ${response.status}`);
      } catch (error) {
        if (!told) say(`waiting for the controller at ${this.#url} (${reasonOf(error)}); start it, or name another with --api`);
        told = true;
        await wait(clock, waitMs, "wait for the API");
      }
    }
  }

  estate(): Promise<Estate> {
    return this.#ask("estate", Estate);
  }

  async inventory(): Promise<Inventory["lights"]> {
    return (await this.#ask("inventory", Inventory)).lights;
  }

  async demandSources(): Promise<DemandSource[]> {
    return (await this.#ask("demand", DemandList)).sources;
  }

  /** Imports a list of lights. */
  importInventory(csv: string): Promise<ImportResult> {
    return this.#ask("inventory", ImportResult, { type: "text/csv", body: csv });
  }

  /** Secrets by connection id. Asking again gives new ones: the old are void. */
  async commission(connections: CommissionRequest["connections"]): Promise<Map<string, string>> {
    const secrets = new Map<string, string>();
    for (let from = 0; from < connections.length; from += commissionMax) {
      const body = JSON.stringify({ connections: connections.slice(from, from + commissionMax) });
      const result = await this.#ask("connections", CommissionResult, { type: "application/json", body });
      for (const { id, secret } of result.connections) secrets.set(id, secret);
    }
    return secrets;
  }

  async #ask<T>(path: string, answer: z.ZodType<T>, post?: { readonly type: string; readonly body: string }): Promise<T> {
    const url = `${this.#url}/api/v1/${path}`;
    const response = await fetch(url, post ? { method: "POST", headers: { "content-type": post.type }, body: post.body } : {});
    const content: unknown = await response.json().catch(() => undefined);
    if (!response.ok) {
      const refusal = ApiError.safeParse(content).data;
      throw new LightingError("BAD_INPUT", `${url} answered ${response.status}: ${refusal?.message ?? "no reason given"}`);
    }
    const parsed = answer.safeParse(content);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    throw new LightingError(
      "BAD_INPUT",
      `${url} answered something else than expected at ${issue?.path.join(".")}: ${issue?.message}. Is it Leerie of this version?`,
    );
  }
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
};
