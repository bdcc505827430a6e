/** The controller of the proof in a process of its own, which its parent may kill at any moment. */
import type { Worker } from "node:worker_threads";
import { messageOf } from "#contract/failures";
import { halfHoursOf } from "./proof-check.ts";
import { type ProofReply, ProofRequest, ProofStart } from "./proof-messages.ts";
import { begin, end, type Parts, settleParts, startParts, stopParts } from "./proof-parts.ts";

/** Those of the store and of the accounts. */
const threads = new Set<Worker>();
process.on("worker", (worker) => {
  threads.add(worker);
  worker.once("exit", () => threads.delete(worker));
});

async function step(parts: Parts, request: Extract<ProofRequest, { do: "step" }>): Promise<ProofReply> {
  begin(parts, request);
  // While they have requests to do.
  if (request.endThreads) await Promise.all([...threads].map((thread) => thread.terminate()));
  return { done: "step", down: await end(parts) };
}

async function settle(parts: Parts): Promise<ProofReply> {
  await settleParts(parts);
  const { daysWaiting, accountedToMs } = await parts.accounts.state();
  return { done: "settle", gaps: parts.controller.situation.gaps.counts(), dropped: parts.recorder.state().dropped, daysWaiting, accountedToMs };
}

async function halfHours({ controller, accounts }: Parts, { from, to }: { from: string; to: string }): Promise<ProofReply> {
  const lights = controller.situation.geometry.lights.map(({ id }) => id);
  const { startsMs, meteredMwh, calculatedMwh } = await halfHoursOf(accounts, lights, from, to);
  return { done: "half-hours", lights, startsMs, meteredMwh, calculatedMwh };
}

async function answer(parts: Parts, request: ProofRequest): Promise<ProofReply> {
  if (request.do === "step") return await step(parts, request);
  if (request.do === "settle") return await settle(parts);
  if (request.do === "half-hours") return await halfHours(parts, request);
  await stopParts(parts);
  return { done: "stop" };
}

const reply = (message: ProofReply): void => void process.send?.(message);
const failed = (error: unknown): void => reply({ done: "failed", message: messageOf(error) });
const running = startParts(ProofStart.parse(JSON.parse(process.argv[2] ?? "")));
process.on("message", (message) => {
  running.then((parts) => answer(parts, ProofRequest.parse(message))).then(reply, failed);
});
running.then(() => reply({ done: "started" }), failed);
