/** The edge: (topic, payload) → event, or a refusal that says what was wrong. Parsed and checked once, here; trusted after. */
import type { z } from "zod";
import type { Refusal } from "#contract/failures";
import type { Demand, Hello, Lost, Report } from "#contract/messages";
import { parseUpTopic, payloadBytesMax, type Route, type UpKind, up } from "#contract/topics";

export type Event =
  | { readonly kind: "hello"; readonly connection: string; readonly hello: Hello }
  | { readonly kind: "report"; readonly connection: string; readonly report: Report; readonly atMs: number }
  | { readonly kind: "replay"; readonly connection: string; readonly reports: readonly Report[] }
  | { readonly kind: "lost"; readonly lost: Lost }
  | { readonly kind: "demand"; readonly demand: Demand };

/** A report further ahead of the controller's clock than this is refused: it would sit in front of every true one. */
const futureMsMax = 7 * 86_400_000;

/** Topics already split: nodes use the same few for ever. Emptied when it outgrows any real fleet, so that hostile topics cannot fill memory. */
const topicsMax = 500_000;

export class Ingest {
  readonly #authority: string;
  readonly #topics = new Map<string, Route & { readonly kind: UpKind }>();
  readonly #refused = new Map<string, number>();
  #accepted = 0;

  constructor(authority: string) {
    this.#authority = authority;
  }

  /** Messages taken, and refused by reason, since the start. */
  counts(): { accepted: number; refused: ReadonlyMap<string, number> } {
    return { accepted: this.#accepted, refused: this.#refused };
  }

  parse(topic: string, payload: Uint8Array, nowMs: number): Event | Refusal {
    const parsed = this.#parse(topic, payload, nowMs);
    if ("ok" in parsed) this.refused(parsed.reason);
    else this.#accepted += 1;
    return parsed;
  }

  /** Counts a refusal that was found later on: an unknown node, an implausible reading. */
  refused(reason: string): void {
    this.#refused.set(reason, (this.#refused.get(reason) ?? 0) + 1);
  }

  #parse(topic: string, payload: Uint8Array, nowMs: number): Event | Refusal {
    const route = this.#route(topic);
    if (!route) return refusal("bad-topic", `${topic.slice(0, 200)}: expected leerie/v1/{authority}/{connection}/{subject}/up/{kind}`);
    if (route.authority !== this.#authority) return refusal("other-authority", `${route.authority}: this controller serves ${this.#authority}`);
    if (payload.byteLength > payloadBytesMax) return refusal("too-long", `${payload.byteLength} bytes, expected at most ${payloadBytesMax}`);
    const body = parseJson(payload);
    if (body === undefined) return refusal("bad-json", `${route.kind} of ${route.subject} is not JSON`);
    return this.#event(route, body, nowMs);
  }

  #event(route: Route & { readonly kind: UpKind }, body: unknown, nowMs: number): Event | Refusal {
    switch (route.kind) {
      case "report":
        return checked(up.report, route, body, (report) => {
          const atMs = Date.parse(report.at);
          return otherSubject(route, report.node) ?? inFuture(atMs, nowMs) ?? { kind: "report", connection: route.connection, report, atMs };
        });
      case "hello":
        return checked(up.hello, route, body, (hello) => otherSubject(route, hello.node) ?? { kind: "hello", connection: route.connection, hello });
      case "replay":
        return checked(up.replay, route, body, ({ reports }) => {
          const bad = reports.map((report) => otherSubject(route, report.node) ?? inFuture(Date.parse(report.at), nowMs)).find((found) => found);
          return bad ?? { kind: "replay", connection: route.connection, reports };
        });
      case "lost":
        return checked(up.lost, route, body, (lost) =>
          lost.connection === route.connection ? { kind: "lost", lost } : refusal("other-subject", `says ${lost.connection}, came from ${route.connection}`),
        );
      case "demand":
        return checked(up.demand, route, body, (demand) => otherSubject(route, demand.source) ?? { kind: "demand", demand });
    }
  }

  #route(topic: string): (Route & { readonly kind: UpKind }) | undefined {
    const known = this.#topics.get(topic);
    if (known) return known;
    const route = parseUpTopic(topic);
    if (!route) return undefined;
    if (this.#topics.size >= topicsMax) this.#topics.clear();
    this.#topics.set(topic, route);
    return route;
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function parseJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(payload));
  } catch {
    return undefined;
  }
}

function checked<S extends z.ZodType>(
  schema: S,
  route: Route & { readonly kind: UpKind },
  body: unknown,
  make: (message: z.infer<S>) => Event | Refusal,
): Event | Refusal {
  const parsed = schema.safeParse(body);
  if (parsed.success) return make(parsed.data);
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".") || "message"}: ${issue.message}`).join("; ");
  return refusal(`bad-${route.kind}`, `${route.subject}: ${problems}`.slice(0, 500));
}

function otherSubject(route: Route, said: string): Refusal | undefined {
  return said === route.subject ? undefined : refusal("other-subject", `says ${said}, came on the topic of ${route.subject}`);
}

function inFuture(atMs: number, nowMs: number): Refusal | undefined {
  return atMs - nowMs > futureMsMax ? refusal("future", `at ${new Date(atMs).toISOString()}, now is ${new Date(nowMs).toISOString()}`) : undefined;
}

const refusal = (reason: string, detail: string): Refusal => ({ ok: false, reason, detail });
