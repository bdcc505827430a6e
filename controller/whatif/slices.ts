/** Long work in short slices, so that the controller's loop is never held up: lights come first. */
import { type Clock, wait } from "#contract/clock";

/** Longest work without a pause, ms: well below what a person's command may wait. */
const sliceMs = 10;

/** Work done in slices of real time; it ends early when `signal` says that nobody waits for it any more. */
export class Slices {
  readonly #pace: Clock;
  readonly #signal: AbortSignal;
  #sinceMs: number;

  /** `pace` is real time. */
  constructor(pace: Clock, signal: AbortSignal) {
    this.#pace = pace;
    this.#signal = signal;
    this.#sinceMs = pace.elapsedMs();
  }

  /** Whether the slice is used up: then `next()` is due. Cheap enough to ask every few microseconds. */
  get isOver(): boolean {
    return this.#pace.elapsedMs() - this.#sinceMs >= sliceMs;
  }

  /** Lets everyone else run. Rejects with the signal's reason when it was aborted. */
  async next(): Promise<void> {
    await wait(this.#pace, 0, "what-if slice");
    this.#signal.throwIfAborted();
    this.#sinceMs = this.#pace.elapsedMs();
  }
}
