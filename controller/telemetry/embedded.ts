/** The embedded telemetry store: one SQLite file, in a thread of its own (embedded-worker.ts) so that nobody waits for the disk. */
import { Worker } from "node:worker_threads";
import { LightingError } from "#contract/failures";
import type { StoreAnswer, StoreReply, StoreRequest } from "./embedded-worker.ts";
import { pack, unpack } from "./packed.ts";
import type { CounterSpan, Reading, TelemetryStore, Trace } from "./port.ts";
import { readingProblem } from "./reading.ts";

/** Opens the store on a file, made when missing. Does not wait: a file that cannot be used shows as STORE_OFFLINE, and is tried again. */
export const openEmbeddedTelemetry = (path: string): TelemetryStore => new EmbeddedTelemetry(path);

/** The request without the number this side gives it. */
type Wanted = StoreRequest extends infer R ? (R extends { readonly id: number } ? Omit<R, "id"> : never) : never;

interface Waiting {
  readonly resolve: (answer: StoreAnswer) => void;
  readonly reject: (error: LightingError) => void;
}

/** A thread and what it has been told. A thread that dies is replaced by a new one that knows nothing. */
interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
  readonly numbers: Map<string, number>;
}

class EmbeddedTelemetry implements TelemetryStore {
  readonly title: string;
  readonly #path: string;
  #thread: Thread | undefined;
  #closed = false;
  #nextId = 1;

  constructor(path: string) {
    this.#path = path;
    this.title = `embedded (${path})`;
  }

  async write(readings: readonly Reading[]): Promise<void> {
    for (const reading of readings) {
      const problem = readingProblem(reading);
      if (problem !== undefined) throw new LightingError("BAD_INPUT", `a reading cannot be stored: ${problem}`);
    }
    const { numbers } = this.#running();
    const lights: string[] = [];
    const rows = pack(readings, (light) => {
      const known = numbers.get(light);
      if (known !== undefined) return known;
      numbers.set(light, numbers.size);
      lights.push(light);
      return numbers.size - 1;
    });
    await this.#ask({ do: "write", rows, lights }, [rows.buffer]);
  }

  async history(light: string, fromMs: number, toMs: number, limit: number): Promise<Reading[]> {
    const answer = await this.#ask({ do: "history", light, fromMs, toMs, limit });
    return answer.done === "history" ? unpack(light, answer.rows) : [];
  }

  async counters(fromMs: number, toMs: number): Promise<CounterSpan[]> {
    const answer = await this.#ask({ do: "counters", fromMs, toMs });
    return answer.done === "counters" ? [...answer.spans] : [];
  }

  async levels(fromMs: number, toMs: number, each: (light: string, atMs: Float64Array, levelPct: Float64Array) => void): Promise<void> {
    const answer = await this.#ask({ do: "levels", fromMs, toMs });
    if (answer.done !== "levels") return;
    let from = 0;
    for (const [i, light] of answer.lights.entries()) {
      const to = from + (answer.lengths[i] ?? 0);
      each(light, answer.atMs.subarray(from, to), answer.levelPct.subarray(from, to));
      from = to;
    }
  }

  async traces(fromMs: number, toMs: number, each: (trace: Trace) => void, lights?: readonly string[]): Promise<void> {
    const answer = await this.#ask({ do: "traces", fromMs, toMs, lights });
    if (answer.done === "traces") for (const trace of answer.traces) each(trace);
  }

  async newest(): Promise<Map<string, { readonly boot: number; readonly seq: number; readonly atMs: number }>> {
    const answer = await this.#ask({ do: "newest" });
    return new Map(answer.done === "newest" ? answer.newest.map(({ light, boot, seq, atMs }) => [light, { boot, seq, atMs }]) : []);
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

  #ask(wanted: Wanted, handOver: ArrayBuffer[] = []): Promise<StoreAnswer> {
    if (this.#closed) return Promise.reject(new LightingError("STORE_OFFLINE", `the telemetry store ${this.#path} is closed`));
    const { worker, waiting } = this.#running();
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage({ ...wanted, id } satisfies StoreRequest, handOver);
    });
  }

  #running(): Thread {
    if (this.#thread) return this.#thread;
    const worker = new Worker(new URL("./embedded-worker.ts", import.meta.url), { workerData: this.#path, name: "telemetry" });
    const thread: Thread = { worker, waiting: new Map(), numbers: new Map() };
    this.#thread = thread;
    worker.on("message", (reply: StoreReply) => {
      const waiting = thread.waiting.get(reply.id);
      thread.waiting.delete(reply.id);
      if (reply.ok) waiting?.resolve(reply.answer);
      else waiting?.reject(new LightingError("STORE_OFFLINE", adviceOf(reply, this.#path)));
    });
    const lost = (cause?: unknown): void => {
      if (this.#thread === thread) this.#thread = undefined;
      const error = new LightingError("STORE_OFFLINE", `the telemetry thread of ${this.#path} ended; it is started again at the next write`, { cause });
      for (const { reject } of thread.waiting.values()) reject(error);
      thread.waiting.clear();
    };
    worker.on("error", lost);
    worker.on("exit", () => lost());
    return thread;
  }
}

/** What to do about SQLite's primary result codes (https://www.sqlite.org/rescode.html); the extended ones are in the upper bits. */
const advice: Readonly<Record<number, string>> = {
  5: "another process holds it: end that process",
  6: "another process holds it: end that process",
  8: "it is read-only: give the user that runs Leerie the right to write it and its folder",
  10: "the disk fails: look at the system's log, and move the data folder to a sound disk",
  11: "it is damaged: stop Leerie, move the file away and start again; nodes still hold their last readings",
  13: "the disk is full: make room",
  14: "it cannot be opened: see that its folder exists and that the user that runs Leerie may write there",
  26: "it is not a telemetry file: move it away",
};

const adviceOf = (failed: { readonly message: string; readonly errcode: number | undefined }, path: string): string => {
  const known = failed.errcode === undefined ? undefined : advice[failed.errcode & 0xff];
  return known === undefined ? `telemetry cannot be kept in ${path}: ${failed.message}` : `telemetry cannot be kept in ${path}: ${known} (${failed.message})`;
};
