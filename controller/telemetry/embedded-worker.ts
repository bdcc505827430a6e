/**
 * The embedded store's own thread. Writes are done in their order, and questions that came meanwhile are answered between two of them: people
 * wait for one batch at most. Long scans and removing what is old let others in between two pieces of work.
 */
import { setImmediate as turn } from "node:timers/promises";
import { workerData } from "node:worker_threads";
import { LightingError, messageOf } from "#contract/failures";
import { ReadingFile } from "./embedded-file.ts";
import { serveStore } from "./thread-service.ts";

const path = String(workerData);
let file: ReadingFile | undefined;
/** The last write asked for: the next begins when it is over, well or badly. */
let writing: Promise<unknown> = Promise.resolve();

serveStore({
  write: (rows, nameOf) => inOrder(() => using((open) => open.write(rows, nameOf))),
  history: (light, fromMs, toMs, limit) => using((open) => open.history(light, fromMs, toMs, limit)),
  traces: (fromMs, toMs, each, lights) => using((open) => inTurns(open.traces(fromMs, toMs, lights), each)),
  counts: (fromMs, toMs) => using((open) => inTurns(open.counts(fromMs, toMs), () => {})),
  newest: () => using((open) => open.newest()),
  oldest: () => using((open) => open.oldest()),
  count: () => using((open) => open.count()),
  prune: (beforeMs) => using((open) => inTurns(open.prune(beforeMs), () => {})),
  close: () => inOrder(async () => forget()),
});

function inOrder(work: () => Promise<void>): Promise<void> {
  const done = writing.then(turn).then(work);
  writing = done.catch(() => {});
  return done;
}

/** Works with the file. After a failure the next request opens it afresh: so the store recovers when the disk has room again or the file is back. */
async function using<T>(work: (open: ReadingFile) => T | Promise<T>): Promise<T> {
  let open: ReadingFile | undefined;
  try {
    open = file ??= new ReadingFile(path);
    return await work(open);
  } catch (error) {
    // A long scan of a file that another request has given up must not close its successor.
    if (file === open) forget();
    throw new LightingError("STORE_OFFLINE", adviceOf(error), { cause: error });
  }
}

/** Runs a long piece of work to its end, letting other requests in at each yield. */
async function inTurns<P, T>(work: Generator<P, T>, each: (part: NonNullable<P>) => void): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (step.value !== undefined && step.value !== null) each(step.value);
    await turn();
  }
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

function adviceOf(error: unknown): string {
  const code = error instanceof Error && "errcode" in error && typeof error.errcode === "number" ? error.errcode & 0xff : 0;
  const [known, message] = [advice[code], messageOf(error)];
  return known === undefined ? `telemetry cannot be kept in ${path}: ${message}` : `telemetry cannot be kept in ${path}: ${known} (${message})`;
}
