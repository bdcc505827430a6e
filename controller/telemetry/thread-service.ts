/** The thread's side of a telemetry store: takes requests of threaded.ts as they come, has the store do them, and answers. */
import { parentPort } from "node:worker_threads";
import { LightingError, messageOf } from "#contract/failures";
import type { PackedCounts, PackedNewest, PackedTraces, StoreAnswer, StoreReply, StoreRequest } from "./thread-messages.ts";

/** What a store does in its thread; TelemetryStore tells what each promises. Failures are LightingErrors. */
export interface ServedStore {
  /** `nameOf` tells the light of a row's number. */
  write(rows: Float64Array, nameOf: (number: number) => string): Promise<void>;
  /** Packed rows. */
  history(light: string, fromMs: number, toMs: number, limit: number): Promise<Float64Array<ArrayBuffer>>;
  traces(fromMs: number, toMs: number, each: (traces: PackedTraces) => void, lights: readonly string[] | undefined): Promise<void>;
  counts(fromMs: number, toMs: number): Promise<PackedCounts>;
  newest(): Promise<PackedNewest>;
  oldest(): Promise<number | undefined>;
  count(): Promise<number>;
  prune(beforeMs: number): Promise<number>;
  close(): Promise<void>;
}

/** Serves a store to the thread that started this one, until it ends it. Requests run at once; the store says which wait for which. */
export function serveStore(store: ServedStore): void {
  const lights: string[] = [];
  parentPort?.on("message", async (request: StoreRequest) => {
    // Lights are learnt even when the write fails: the sender counts on it.
    if (request.do === "write") for (const light of request.lights) lights.push(light);
    const { id } = request;
    try {
      const answer = await answerTo(request, store, lights);
      reply({ id, kind: "answer", answer }, buffersOf(answer));
    } catch (error) {
      reply({ id, kind: "failure", code: error instanceof LightingError ? error.code : "STORE_OFFLINE", message: messageOf(error) });
    }
  });
}

async function answerTo(request: StoreRequest, store: ServedStore, lights: readonly string[]): Promise<StoreAnswer> {
  switch (request.do) {
    case "write":
      await store.write(request.rows, (number) => lights[number] ?? "");
      return { done: "write" };
    case "history":
      return { done: "history", rows: await store.history(request.light, request.fromMs, request.toMs, request.limit) };
    case "traces":
      await store.traces(request.fromMs, request.toMs, (traces) => handOver(request.id, traces), request.lights);
      return { done: "traces" };
    case "counts":
      return { done: "counts", counts: await store.counts(request.fromMs, request.toMs) };
    case "newest":
      return { done: "newest", newest: await store.newest() };
    case "oldest":
      return { done: "oldest", atMs: await store.oldest() };
    case "count":
      return { done: "count", count: await store.count() };
    case "prune":
      return { done: "prune", removed: await store.prune(request.beforeMs) };
    case "close":
      await store.close();
      return { done: "close" };
  }
}

const handOver = (id: number, traces: PackedTraces): void =>
  reply({ id, kind: "part", traces }, [traces.atMs.buffer, traces.levelPct.buffer, traces.energyKwh.buffer]);

const reply = (message: StoreReply, handedOver: ArrayBuffer[] = []): void => parentPort?.postMessage(message, handedOver);

function buffersOf(answer: StoreAnswer): ArrayBuffer[] {
  if (answer.done === "history") return [answer.rows.buffer];
  if (answer.done === "counts") return [answer.counts.of.buffer];
  return answer.done === "newest" ? [answer.newest.of.buffer] : [];
}
