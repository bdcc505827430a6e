/** How much one connection, and all together, may ask of the broker (operations.md D4 A6). */
import type { Clock } from "#contract/clock";
import { payloadBytesMax } from "#contract/topics";

/** CONNECT must arrive within this, ms; a socket that says nothing costs memory. */
export const connectWaitMs = 5_000;
/**
 * Keep-alive a client may ask for, s. Without one (0), or with a longer one, a dead node would be missed too late; 20 minutes let a node's
 * quarter-hourly reports serve as its keep-alive. Shorter than the least, pings would be the main traffic.
 */
export const keepaliveS = { min: 5, max: 1_200 } as const;
/** A process holds about 20,000 files here (operations.md A8); some are left for the rest. */
export const connectionsMax = 19_500;
/**
 * How long a connection that has not taken what was sent is kept, ms. Nobody waits for it (switchboard.ts), so it may be as long as a gateway on a
 * poor link needs for the programmes of its nodes.
 */
export const drainWaitMs = 15_000;
/** What is stored up for a connection that doesn't read, bytes: two of the largest messages for each node it carries, within bounds. */
export const unreadBytesMax = (nodes: number): number => Math.min(64 * mebibyte, Math.max(mebibyte, nodes * 2 * payloadBytesMax));
const mebibyte = 1024 * 1024;
/** QoS 2 exchanges of one client that are begun and not ended; nodes use QoS 1. */
export const halfOpenMax = 20;
/** Sign-ins of one identity: two devices that share one throw each other out without end, and so does a node that is cut for what it sends. */
export const signIns = { perSecond: 0.2, burst: 12 } as const;

export interface Rate {
  readonly perSecond: number;
  /** What may come at once after a quiet time. */
  readonly burst: number;
}

/** A token bucket: `take` says whether one more is within the rate. */
export class TokenBucket {
  readonly #rate: Rate;
  readonly #clock: Clock;
  #tokens: number;
  #filledAtMs: number;

  constructor(rate: Rate, clock: Clock) {
    this.#rate = rate;
    this.#clock = clock;
    this.#tokens = rate.burst;
    this.#filledAtMs = clock.elapsedMs();
  }

  take(): boolean {
    const nowMs = this.#clock.elapsedMs();
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + ((nowMs - this.#filledAtMs) / 1_000) * this.#rate.perSecond);
    this.#filledAtMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
