/** The energy accounts in a thread of their own: the controller's side. The thread's side is accounts-worker.ts. */
import { setImmediate as turn } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { LightingError } from "#contract/failures";
import type { Accounts, AccountsState, DayRates, DaySchedule, DaySums, DaysRequest, Estate, HalfHourSums, HalfHoursRequest, Progress } from "./accounts.ts";
import type { AccountsAnswer, AccountsReply, AccountsRequest, AccountsThreadData } from "./accounts-messages.ts";

export type AccountsThreadOptions = AccountsThreadData;

/**
 * Opens the accounts in a thread. Does not wait: a file that cannot be used shows as STORE_OFFLINE with what to do. A thread that dies is
 * started again at the next call and told estate and rates anew; what it was asked meanwhile rejects with STORE_OFFLINE.
 */
export const openAccountsThread = (options: AccountsThreadOptions): Accounts => new ThreadedAccounts(options);

/** Lights told at once: some ms of the controller's time each. */
const lightsPerPart = 2_000;

/** The request without the number this side gives it. */
type Wanted = AccountsRequest extends infer R ? (R extends { readonly id: number } ? Omit<R, "id"> : never) : never;

interface Waiting {
  readonly resolve: (answer: AccountsAnswer) => void;
  readonly reject: (error: unknown) => void;
  readonly progress: Progress | undefined;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
  /** Numbers under which it knows lights in `touch`. */
  readonly numbers: Map<string, number>;
}

interface Asking {
  readonly handOver?: ArrayBuffer[];
  readonly signal?: AbortSignal | undefined;
  readonly progress?: Progress | undefined;
}

class ThreadedAccounts implements Accounts {
  readonly #options: AccountsThreadOptions;
  #thread: Thread | undefined;
  #estate: Estate | undefined;
  #ratesOf: ReadonlyMap<string, DayRates> | undefined;
  /** An estate is told in parts: one after the other. */
  #telling: Promise<void> = Promise.resolve();
  #nextId = 1;
  #isClosed = false;

  constructor(options: AccountsThreadOptions) {
    this.#options = options;
  }

  setEstate(estate: Estate): Promise<void> {
    this.#estate = estate;
    return this.#tell(this.#running(), estate);
  }

  async setRates(ratesOf: ReadonlyMap<string, DayRates>): Promise<void> {
    this.#ratesOf = ratesOf;
    await this.#ask({ do: "rates", ratesOf });
  }

  async setSchedule(day: string, schedule: DaySchedule): Promise<void> {
    await this.#ask({ do: "schedule", day, schedule });
  }

  async touch(readings: readonly { readonly light: string; readonly atMs: number }[]): Promise<void> {
    const { numbers: known } = this.#running();
    const lights: string[] = [];
    const numberOf = (light: string): number => {
      const number = known.get(light) ?? known.size;
      if (number === known.size) {
        known.set(light, number);
        lights.push(light);
      }
      return number;
    };
    const numbers = Int32Array.from(readings, ({ light }) => numberOf(light));
    const atMs = Float64Array.from(readings, (reading) => reading.atMs);
    await this.#ask({ do: "touch", lights, numbers, atMs }, { handOver: [numbers.buffer, atMs.buffer] });
  }

  async work(nowMs: number): Promise<void> {
    await this.#ask({ do: "work", nowMs });
  }

  async check(day: string, nowMs: number): Promise<number> {
    const answer = await this.#ask({ do: "check", day, nowMs });
    if (answer.done !== "check") throw strange(answer);
    return answer.lightDays;
  }

  async days(request: DaysRequest, signal?: AbortSignal): Promise<DaySums> {
    const answer = await this.#ask({ do: "days", request }, { signal });
    if (answer.done !== "days") throw strange(answer);
    return answer.sums;
  }

  async halfHours(request: HalfHoursRequest, signal?: AbortSignal, progress?: Progress): Promise<HalfHourSums> {
    const answer = await this.#ask({ do: "half-hours", request }, { signal, progress });
    if (answer.done !== "half-hours") throw strange(answer);
    return answer.sums;
  }

  async prune(beforeDay: string): Promise<number> {
    const answer = await this.#ask({ do: "prune", beforeDay });
    return answer.done === "prune" ? answer.lightDays : 0;
  }

  async state(): Promise<AccountsState> {
    const answer = await this.#ask({ do: "state" });
    if (answer.done !== "state") throw strange(answer);
    return answer.state;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    const thread = this.#thread;
    if (thread) await this.#ask({ do: "close" }).catch(() => {}); // A thread that is gone is closed.
    this.#isClosed = true;
    await thread?.worker.terminate();
  }

  async #ask(wanted: Wanted, { handOver = [], signal, progress }: Asking = {}): Promise<AccountsAnswer> {
    if (this.#isClosed) throw new LightingError("STORE_OFFLINE", "the energy accounts are closed");
    signal?.throwIfAborted();
    const { worker, waiting } = this.#running();
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<AccountsAnswer>();
    waiting.set(id, { resolve, reject, progress });
    const abort = (): void => {
      waiting.delete(id);
      worker.postMessage({ do: "abort", id: this.#nextId++, asked: id } satisfies AccountsRequest);
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", abort, { once: true });
    worker.postMessage({ ...wanted, id } satisfies AccountsRequest, handOver);
    try {
      return await promise;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Tells an estate in parts, so that the controller goes on between two. A thread that dies on the way is told by the next one's start. */
  #tell(thread: Thread, { lights, ...estate }: Estate): Promise<void> {
    this.#telling = this.#telling
      .catch(() => {})
      .then(async () => {
        for (let from = 0; from < lights.length && this.#thread === thread; from += lightsPerPart) {
          await this.#ask({ do: "estate-lights", lights: lights.slice(from, from + lightsPerPart) });
          await turn();
        }
        if (this.#thread === thread) await this.#ask({ do: "estate", estate });
      });
    return this.#telling;
  }

  #running(): Thread {
    if (this.#thread) return this.#thread;
    if (this.#isClosed) throw new LightingError("STORE_OFFLINE", "the energy accounts are closed");
    const worker = new Worker(new URL("./accounts-worker.ts", import.meta.url), { workerData: this.#options, name: "energy" });
    const thread: Thread = { worker, waiting: new Map(), numbers: new Map() };
    const isFirst = this.#nextId === 1;
    this.#thread = thread;
    worker.on("message", (reply: AccountsReply) => take(thread, reply));
    const lost = (cause?: unknown): void => {
      if (this.#thread === thread) this.#thread = undefined;
      const error = new LightingError("STORE_OFFLINE", "the thread of the energy accounts ended; it is started again at the next call", { cause });
      for (const { reject } of thread.waiting.values()) reject(error);
      thread.waiting.clear();
    };
    worker.on("error", lost);
    worker.on("exit", () => lost());
    if (!isFirst) this.#tellAgain(thread);
    return thread;
  }

  /** What the thread before knew. Calls that come before it is told reject with STORE_OFFLINE, and are tried again by who makes them. */
  #tellAgain(thread: Thread): void {
    const { id, ratesOf, estate } = { id: this.#nextId++, ratesOf: this.#ratesOf, estate: this.#estate };
    if (ratesOf) thread.worker.postMessage({ do: "rates", ratesOf, id } satisfies AccountsRequest);
    if (estate) this.#tell(thread, estate).catch(() => {}); // It died again: the next start tells it once more.
  }
}

function take({ waiting }: Thread, reply: AccountsReply): void {
  const who = waiting.get(reply.id);
  if (reply.kind !== "progress") waiting.delete(reply.id);
  if (reply.kind === "progress") who?.progress?.(reply.share);
  else if (reply.kind === "answer") who?.resolve(reply.answer);
  else who?.reject(new LightingError(reply.code, reply.message));
}

const strange = (answer: AccountsAnswer): LightingError =>
  new LightingError("STORE_OFFLINE", `the accounts' thread answered ${answer.done} to another question`);
