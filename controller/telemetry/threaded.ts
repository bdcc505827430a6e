/**
 * The controller's side of a telemetry store that works in a thread of its own: readings go over packed, and making text of them, SQLite,
 * HTTP and the reading of large answers never hold up the lights. The thread's side is thread-service.ts.
 */
import { Worker } from "node:worker_threads";
import { LightingError } from "#contract/failures";
import { pack, unpack } from "./packed.ts";
import type { Newest, Reading, TelemetryStore, Trace } from "./port.ts";
import { assertStorable } from "./reading.ts";
import type { PackedTraces, StoreAnswer, StoreReply, StoreRequest } from "./thread-messages.ts";

export interface ThreadPlan {
  /** For people: TelemetryStore.title. */
  readonly title: string;
  /** The thread's module, which serves a store. */
  readonly module: URL;
  /** What the module opens its store with: plain data. */
  readonly data: unknown;
}

/** The request without the number this side gives it. */
type Wanted = StoreRequest extends infer R ? (R extends { readonly id: number } ? Omit<R, "id"> : never) : never;

interface Waiting {
  readonly resolve: (answer: StoreAnswer) => void;
  readonly reject: (error: LightingError) => void;
  readonly part: (traces: PackedTraces) => void;
}

/** A thread and what it has been told. A thread that dies is replaced by a new one that knows nothing. */
interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
  readonly numbers: Map<string, number>;
}

export class ThreadedTelemetry implements TelemetryStore {
  readonly #plan: ThreadPlan;
  #thread: Thread | undefined;
  #closed = false;
  #nextId = 1;

  constructor(plan: ThreadPlan) {
    this.#plan = plan;
  }

  get title(): string {
    return this.#plan.title;
  }

  async write(readings: readonly Reading[]): Promise<void> {
    assertStorable(readings);
    const { numbers } = this.#running();
    const lights: string[] = [];
    const rows = pack(readings, (light) => {
      const known = numbers.get(light);
      if (known !== undefined) return known;
      numbers.set(light, numbers.size);
      lights.push(light);
      return numbers.size - 1;
    });
    await this.#ask({ do: "write", rows, lights }, { handOver: [rows.buffer] });
  }

  async history(light: string, fromMs: number, toMs: number, limit: number): Promise<Reading[]> {
    const answer = await this.#ask({ do: "history", light, fromMs, toMs, limit });
    return answer.done === "history" ? unpack(light, answer.rows) : [];
  }

  async traces(fromMs: number, toMs: number, each: (trace: Trace) => void, lights?: readonly string[]): Promise<void> {
    await this.#ask({ do: "traces", fromMs, toMs, lights }, { part: (traces) => eachOf(traces, each) });
  }

  async counts(fromMs: number, toMs: number): Promise<Map<string, number>> {
    const answer = await this.#ask({ do: "counts", fromMs, toMs });
    if (answer.done !== "counts") return new Map();
    const { lights, of } = answer.counts;
    return new Map(lights.map((light, i) => [light, of[i] ?? 0]));
  }

  async newest(): Promise<Map<string, Newest>> {
    const answer = await this.#ask({ do: "newest" });
    if (answer.done !== "newest") return new Map();
    const { lights, of } = answer.newest;
    return new Map(lights.map((light, i) => [light, { boot: of[3 * i] ?? 0, seq: of[3 * i + 1] ?? 0, atMs: of[3 * i + 2] ?? 0 }]));
  }

  async oldest(): Promise<number | undefined> {
    const answer = await this.#ask({ do: "oldest" });
    return answer.done === "oldest" ? answer.atMs : undefined;
  }

  async count(): Promise<number> {
    const answer = await this.#ask({ do: "count" });
    return answer.done === "count" ? answer.count : 0;
  }

  async prune(beforeMs: number): Promise<number> {
    const answer = await this.#ask({ do: "prune", beforeMs });
    return answer.done === "prune" ? answer.removed : 0;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    const thread = this.#thread;
    if (thread) await this.#ask({ do: "close" });
    this.#closed = true;
    await thread?.worker.terminate();
  }

  #ask(wanted: Wanted, { handOver = [], part = () => {} }: { handOver?: ArrayBuffer[]; part?: Waiting["part"] } = {}): Promise<StoreAnswer> {
    if (this.#closed) return Promise.reject(new LightingError("STORE_OFFLINE", `the telemetry store ${this.title} is closed`));
    const { worker, waiting } = this.#running();
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject, part });
      worker.postMessage({ ...wanted, id } satisfies StoreRequest, handOver);
    });
  }

  #running(): Thread {
    if (this.#thread) return this.#thread;
    const worker = new Worker(this.#plan.module, { workerData: this.#plan.data, name: "telemetry" });
    const thread: Thread = { worker, waiting: new Map(), numbers: new Map() };
    this.#thread = thread;
    worker.on("message", (reply: StoreReply) => take(thread, reply));
    const lost = (cause?: unknown): void => {
      if (this.#thread === thread) this.#thread = undefined;
      const error = new LightingError("STORE_OFFLINE", `the thread of ${this.title} ended; it is started again at the next request`, { cause });
      for (const { reject } of thread.waiting.values()) reject(error);
      thread.waiting.clear();
    };
    worker.on("error", lost);
    worker.on("exit", () => lost());
    return thread;
  }
}

function take({ waiting }: Thread, reply: StoreReply): void {
  const who = waiting.get(reply.id);
  if (reply.kind !== "part") waiting.delete(reply.id);
  if (reply.kind === "answer") who?.resolve(reply.answer);
  else if (reply.kind === "failure") who?.reject(new LightingError(reply.code, reply.message));
  else if (who) {
    try {
      who.part(reply.traces);
    } catch (error) {
      // The asker's own callback failed: that ends its request and nobody else's.
      waiting.delete(reply.id);
      who.reject(new LightingError("BAD_INPUT", "the traces were not taken by who asked for them", { cause: error }));
    }
  }
}

function eachOf({ lights, readings, atMs, levelPct, energyKwh }: PackedTraces, each: (trace: Trace) => void): void {
  let from = 0;
  for (const [i, light] of lights.entries()) {
    const to = from + (readings[i] ?? 0);
    each({ light, atMs: atMs.subarray(from, to), levelPct: levelPct.subarray(from, to), energyKwh: energyKwh.subarray(from, to) });
    from = to;
  }
}
