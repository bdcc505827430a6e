/**
 * The embedded store's own thread: SQLite's work never holds up the controller. Requests are answered in order, but for the long scans,
 * which let others in between two hours of data, and for removing what is old, which lets them in between two pieces.
 */

import { setImmediate as turn } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "#contract/failures";
import { ReadingFile, type TraceSeries } from "./embedded-file.ts";
import type { CounterSpan } from "./port.ts";

export type StoreRequest = { readonly id: number } & (
  | {
      readonly do: "write";
      readonly rows: Float64Array<ArrayBuffer> /** Lights not told before; a light's number is its place in all told. */;
      readonly lights: readonly string[];
    }
  | { readonly do: "history"; readonly light: string; readonly fromMs: number; readonly toMs: number; readonly limit: number }
  | { readonly do: "counters" | "levels"; readonly fromMs: number; readonly toMs: number }
  | { readonly do: "traces"; readonly fromMs: number; readonly toMs: number; readonly lights: readonly string[] | undefined }
  | { readonly do: "prune"; readonly beforeMs: number }
  | { readonly do: "newest" | "count" | "close" }
);

/** `levels`: series laid end to end; `lengths` says how many of each light. */
export type StoreAnswer =
  | { readonly done: "write" | "close" }
  | { readonly done: "history"; readonly rows: Float64Array<ArrayBuffer> }
  | { readonly done: "counters"; readonly spans: readonly CounterSpan[] }
  | {
      readonly done: "levels";
      readonly lights: readonly string[];
      readonly lengths: readonly number[];
      readonly atMs: Float64Array<ArrayBuffer>;
      readonly levelPct: Float64Array<ArrayBuffer>;
    }
  | { readonly done: "traces"; readonly traces: readonly TraceSeries[] }
  | { readonly done: "newest"; readonly newest: readonly { readonly light: string; readonly boot: number; readonly seq: number; readonly atMs: number }[] }
  | { readonly done: "count"; readonly count: number }
  | { readonly done: "prune"; readonly removed: number };

/** `errcode` is SQLite's, when it was SQLite that failed. */
export type StoreReply = { readonly id: number } & (
  | { readonly ok: true; readonly answer: StoreAnswer }
  | { readonly ok: false; readonly message: string; readonly errcode: number | undefined }
);

const path: unknown = workerData;
const lights: string[] = [];
let file: ReadingFile | undefined;

parentPort?.on("message", async (request: StoreRequest) => {
  // Lights are learnt even when the write fails: the sender counts on it.
  if (request.do === "write") for (const light of request.lights) lights.push(light);
  try {
    const answer = await answerTo(request);
    parentPort?.postMessage({ id: request.id, ok: true, answer } satisfies StoreReply, handedOver(answer));
  } catch (error) {
    // The next request opens the file afresh: this is how the store recovers when the disk has room again or the file is back.
    forget();
    const errcode = error instanceof Error && "errcode" in error && typeof error.errcode === "number" ? error.errcode : undefined;
    parentPort?.postMessage({ id: request.id, ok: false, message: messageOf(error), errcode } satisfies StoreReply);
  }
});

async function answerTo(request: StoreRequest): Promise<StoreAnswer> {
  if (request.do === "close") {
    forget();
    return { done: "close" };
  }
  if (typeof path !== "string") throw new Error("the telemetry thread was started without a path");
  file ??= new ReadingFile(path);
  switch (request.do) {
    case "write":
      file.write(request.rows, (number) => lights[number] ?? "");
      return { done: "write" };
    case "history":
      return { done: "history", rows: file.history(request.light, request.fromMs, request.toMs, request.limit) };
    case "counters":
      return { done: "counters", spans: await inTurns(file.counters(request.fromMs, request.toMs)) };
    case "levels":
      return laidOut(await inTurns(file.levels(request.fromMs, request.toMs)));
    case "traces":
      return { done: "traces", traces: await inTurns(file.traces(request.fromMs, request.toMs, request.lights)) };
    case "newest":
      return { done: "newest", newest: file.newest() };
    case "count":
      return { done: "count", count: file.count() };
    case "prune":
      return { done: "prune", removed: await inTurns(file.prune(request.beforeMs)) };
  }
}

/** Runs a long piece of work to its end, letting other requests in at each yield. */
async function inTurns<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    await turn();
  }
}

function laidOut(series: readonly { readonly light: string; readonly atMs: Float64Array; readonly levelPct: Float64Array }[]): StoreAnswer {
  const total = series.reduce((sum, { atMs }) => sum + atMs.length, 0);
  const atMs = new Float64Array(total);
  const levelPct = new Float64Array(total);
  let to = 0;
  for (const of of series) {
    atMs.set(of.atMs, to);
    levelPct.set(of.levelPct, to);
    to += of.atMs.length;
  }
  return { done: "levels", lights: series.map(({ light }) => light), lengths: series.map((of) => of.atMs.length), atMs, levelPct };
}

function handedOver(answer: StoreAnswer): ArrayBuffer[] {
  if (answer.done === "history") return [answer.rows.buffer];
  if (answer.done === "traces") return answer.traces.flatMap(({ atMs, levelPct, energyKwh }) => [atMs.buffer, levelPct.buffer, energyKwh.buffer]);
  return answer.done === "levels" ? [answer.atMs.buffer, answer.levelPct.buffer] : [];
}

function forget(): void {
  const open = file;
  file = undefined;
  try {
    open?.close();
  } catch {
    // A file that failed may fail once more on closing; there is nothing left in it to lose: all that was acknowledged is committed.
  }
}
