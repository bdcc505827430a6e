/** The one timer of a fleet: set for the soonest of whatever is due. */
import type { Cancel, Clock } from "#contract/clock";

/** A clock may be put back while the fleet waits; it looks at least this often. */
const lookMsMax = 60_000;

export class WakeUp {
  readonly #clock: Clock;
  readonly #act: () => void;
  #dueMs = Number.POSITIVE_INFINITY;
  #cancel: Cancel = () => {};

  constructor(clock: Clock, act: () => void) {
    this.#clock = clock;
    this.#act = act;
  }

  /** Acts at an instant, or a minute from now if that is sooner. A timer that is set for earlier stays. */
  by(instantMs: number, nowMs: number): void {
    const dueMs = Math.min(instantMs, nowMs + lookMsMax);
    if (dueMs >= this.#dueMs) return;
    this.clear();
    this.#dueMs = dueMs;
    // Instants lie between whole milliseconds; a timer must not fire just before.
    this.#cancel = this.#clock.after(Math.ceil(dueMs - nowMs), "fleet: next event", () => {
      this.#dueMs = Number.POSITIVE_INFINITY;
      this.#act();
    });
  }

  clear(): void {
    this.#cancel();
    this.#dueMs = Number.POSITIVE_INFINITY;
  }
}
