/**
 * Counts what was refused by reason, and says it once per (who, reason) in an hour: a lamp with a wrong secret that tries again every
 * second must not fill the disk.
 */
import { type Clock, every } from "#contract/clock";

/** Why the broker says no. Fixed words: they are counted and shown. */
export type RefusalReason =
  | "too-many-connects"
  | "connections-full"
  | "no-connect"
  | "malformed"
  | "packet-too-large"
  | "too-much-before-sign-in"
  | "protocol-version"
  | "client-id"
  | "secret"
  | "keepalive"
  | "will"
  | "returns-too-often"
  | "publish-topic"
  | "payload-too-large"
  | "too-many-messages"
  | "subscribe-topic"
  | "internal";

const hourMs = 3_600_000;
/** Pairs remembered in an hour, so that made-up ids cannot fill the memory; beyond, refusals are only counted. */
const saidMax = 10_000;
/** Names come from the network: shortened, and quoted so that no control character reaches a log. */
const whoLengthMax = 140;

export class Refusals {
  readonly #counts = new Map<RefusalReason, number>();
  readonly #said = new Set<string>();
  readonly #log: (line: string) => void;
  readonly #stop: () => void;

  constructor(clock: Clock, log: (line: string) => void) {
    this.#log = log;
    this.#stop = every(clock, hourMs, "forget refusals already said", () => this.#said.clear());
  }

  /** Counts one, and logs it if this is news. `who` is a client id or an address, `detail` what was found and what was expected. */
  add(who: string, reason: RefusalReason, detail = ""): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
    const key = `${reason} ${who.slice(0, whoLengthMax)}`;
    if (this.#said.has(key) || this.#said.size >= saidMax) return;
    this.#said.add(key);
    this.#log(`refused ${quoted(who)}: ${reason}${detail === "" ? "" : ` (${detail})`}; the same is counted, not logged, for an hour`);
  }

  counts(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  close(): void {
    this.#stop();
  }
}

/** A string of the network made fit for a log line. */
export const quoted = (text: string): string => JSON.stringify(text.slice(0, whoLengthMax));
