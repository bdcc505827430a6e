/** The connections that have signed in, one for each identity. */
import type { Client } from "aedes";
import type { Clock } from "#contract/clock";
import type { Known } from "./identity.ts";
import { type Rate, signIns, TokenBucket, unreadBytesMax } from "./limits.ts";

export interface Session {
  readonly identity: Known;
  readonly messages: TokenBucket;
  /** Bytes that may wait for it to be read. */
  readonly unreadBytesMax: number;
}

export class Sessions {
  readonly #clock: Clock;
  readonly #perNode: Rate;
  // By client, so that a connection that has been replaced still leaves its will as who it was.
  readonly #sessions = new WeakMap<Client, Session>();
  readonly #live = new Map<string, Client>();
  /** Only identities that have proved their secret are in here, so their number is bounded by the file's. */
  readonly #signIns = new Map<string, TokenBucket>();
  #signedIn = 0;
  #takeovers = 0;

  /** `perNode`: messages one node may send; a gateway that carries many may send so much more. */
  constructor(clock: Clock, perNode: Rate) {
    this.#clock = clock;
    this.#perNode = perNode;
  }

  get counts(): { readonly connections: number; readonly signIns: number; readonly takeovers: number } {
    return { connections: this.#live.size, signIns: this.#signedIn, takeovers: this.#takeovers };
  }

  /** False when this identity has come back too often of late. */
  mayReturn(identity: Known): boolean {
    let bucket = this.#signIns.get(identity.name);
    if (!bucket) {
      bucket = new TokenBucket(signIns, this.#clock);
      this.#signIns.set(identity.name, bucket);
    }
    return bucket.take();
  }

  open(client: Client, identity: Known): void {
    const nodes = Math.max(1, identity.carried.size);
    const rate = { perSecond: this.#perNode.perSecond * nodes, burst: this.#perNode.burst * nodes };
    this.#sessions.set(client, { identity, messages: new TokenBucket(rate, this.#clock), unreadBytesMax: unreadBytesMax(nodes) });
    this.#signedIn++;
    // aedes throws the older connection out; [MQTT-3.1.4-2].
    if (this.#live.has(identity.name)) this.#takeovers++;
    this.#live.set(identity.name, client);
    // The socket's own event: aedes tells of no disconnect when a client goes away in the middle of its sign-in.
    client.conn.once("close", () => this.#gone(client, identity.name));
  }

  get(client: Client): Session | undefined {
    return this.#sessions.get(client);
  }

  #gone(client: Client, name: string): void {
    if (this.#live.get(name) === client) this.#live.delete(name);
  }

  /** Closes every connection whose identity is no longer what it signed in as. */
  closeRevoked(now: (name: string) => Known | undefined): number {
    let closed = 0;
    for (const [name, client] of this.#live) {
      if (now(name)?.fingerprint === this.#sessions.get(client)?.identity.fingerprint) continue;
      client.close();
      closed++;
    }
    for (const name of this.#signIns.keys()) if (!now(name)) this.#signIns.delete(name);
    return closed;
  }
}
