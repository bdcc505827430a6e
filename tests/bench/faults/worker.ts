/** One share of the run, in a thread of its own. */
import { parentPort, workerData } from "node:worker_threads";
import { runShare } from "./run.ts";
import type { Share } from "./town.ts";

// Whoever starts this thread gives it a Share; node types what a thread is given as any.
const share: Share = workerData;
parentPort?.postMessage(await runShare(share));
