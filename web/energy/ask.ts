import { type Signal, signal } from "@preact/signals";

/** How a question to the API stands. The answer of the question before is kept while the next is on its way. */
export interface Asked<T> {
  readonly state: "idle" | "busy" | "done" | "failed" | "cancelled";
  readonly answer?: T;
  /** Why it failed and what to do, in words. */
  readonly failure?: string;
  /** How far a long question is, 0–1. */
  readonly progress?: number;
}

/** Fetches one answer; a long one tells on its way how far it is, 0–1. */
export type Get<T> = (path: string, until: AbortSignal, onProgress: (progress: number) => void) => Promise<T>;

/** One question at a time: a new one ends the one before, and only the newest is ever shown. */
export class Ask<T> {
  readonly now: Signal<Asked<T>> = signal<Asked<T>>({ state: "idle" });
  readonly #get: Get<T>;
  #path: string | undefined;
  #running: AbortController | undefined;

  constructor(get: Get<T>) {
    this.#get = get;
  }

  /** Asks, unless it is what was asked last and is on its way or answered. Without a path there is nothing to ask. */
  put(path: string | undefined): void {
    const { state } = this.now.peek();
    if (path === this.#path && (path === undefined || state === "busy" || state === "done")) return;
    this.#running?.abort();
    this.#path = path;
    if (path === undefined) this.now.value = { state: "idle" };
    else void this.#run(path);
  }

  /** The same question once more. */
  again(): void {
    const path = this.#path;
    if (path === undefined) return;
    this.#running?.abort();
    void this.#run(path);
  }

  /** Ends what is on its way; what is answered stays. */
  cancel(): void {
    if (this.now.peek().state !== "busy") return;
    this.#running?.abort();
    this.now.value = { state: "cancelled" };
  }

  /** Forgets everything: the page is left. */
  close(): void {
    this.#running?.abort();
    this.#path = undefined;
    this.now.value = { state: "idle" };
  }

  async #run(path: string): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    const { answer } = this.now.peek();
    this.now.value = { state: "busy", ...(answer !== undefined && { answer }) };
    try {
      const next = await this.#get(path, running.signal, (progress) => {
        if (!running.signal.aborted) this.now.value = { ...this.now.peek(), progress };
      });
      if (!running.signal.aborted) this.now.value = { state: "done", answer: next };
    } catch (problem) {
      if (!running.signal.aborted) this.now.value = { state: "failed", failure: wordsOf(problem) };
    }
  }
}

function wordsOf(problem: unknown): string {
  if (!(problem instanceof Error)) return String(problem);
  // A refusal lists every field; a person can mend them all at once.
  const problems: unknown = "problems" in problem ? problem.problems : [];
  const fields = Array.isArray(problems) ? problems.flatMap(fieldWords) : [];
  return [problem.message, ...fields].join(" ");
}

const fieldWords = (one: unknown): string[] =>
  typeof one === "object" && one !== null && "field" in one && "expected" in one ? [`${String(one.field)}: ${String(one.expected)}.`] : [];
