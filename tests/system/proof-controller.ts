/** The proof's side of its controller: starts the process, asks it, and kills it. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { SystemClock } from "#contract/clock";
import { messageOf } from "#contract/failures";
import { ProofReply, type ProofRequest, type ProofStart } from "./proof-messages.ts";

/** Longest real time for an answer; a busy machine stores a step's readings in a fraction of a second. */
const answerMs = 120_000;
const clock = new SystemClock();

/** What is answered to a request; a controller that failed rejects with what it said. */
type Answer<K extends ProofReply["done"]> = Extract<ProofReply, { done: K }>;

export class ProofController {
  readonly #process: ChildProcess;
  #waiting: { readonly resolve: (reply: ProofReply) => void; readonly reject: (error: Error) => void }[] = [];
  #said = "";

  private constructor(start: ProofStart) {
    this.#process = fork(join(import.meta.dirname, "proof-process.ts"), [JSON.stringify(start)], {
      serialization: "advanced",
      execArgv: [],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#process.stderr?.on("data", (text: Buffer) => {
      this.#said = (this.#said + text.toString()).slice(-4_000);
    });
    this.#process.on("message", (message) => this.#take(message));
    this.#process.on("exit", () => this.#gone());
  }

  /** Resolves when it decides and hears. */
  static async start(start: ProofStart): Promise<ProofController> {
    const controller = new ProofController(start);
    await controller.#wait("started");
    return controller;
  }

  /** Rejects when it fails, ends or is killed before it answers. */
  async ask<K extends ProofRequest["do"]>(request: ProofRequest & { readonly do: K }): Promise<Answer<K>> {
    const answer = this.#wait(request.do);
    this.#process.send(request);
    // #wait has seen that it is the answer to this request.
    return answer as Promise<Answer<K>>;
  }

  /** SIGKILL: nothing is flushed, no thread ends its work. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exit = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await exit;
  }

  async stop(): Promise<void> {
    await this.ask({ do: "stop" });
    await this.kill();
  }

  async #wait(done: ProofReply["done"]): Promise<ProofReply> {
    const { promise, resolve, reject } = Promise.withResolvers<ProofReply>();
    this.#waiting.push({ resolve, reject });
    const cancel = clock.after(answerMs, `the controller to answer "${done}"`, () =>
      reject(new Error(`expected the controller to answer "${done}" within ${answerMs / 1_000} s; it said: ${this.#said}`)),
    );
    const reply = await promise.finally(cancel);
    if (reply.done !== done) throw new Error(`expected "${done}" of the controller, found ${reply.done === "failed" ? reply.message : reply.done}`);
    return reply;
  }

  #take(message: unknown): void {
    const next = this.#waiting.shift();
    const reply = ProofReply.safeParse(message);
    if (reply.success) next?.resolve(reply.data);
    else next?.reject(new Error(`the controller's answer is none: ${messageOf(reply.error)}`));
  }

  #gone(): void {
    for (const { reject } of this.#waiting.splice(0)) reject(new Error(`the controller has ended; it said: ${this.#said}`));
  }
}
