/**
 * The decisions aedes asks for. Each is synchronous and wrapped: a hook that throws or rejects would end the process (operations.md D0.7), here
 * it refuses that one packet and is counted.
 */
import type { AedesOptions, Client, ConnectPacket, PublishPacket, Subscription } from "aedes";
import { payloadBytesMax } from "#contract/topics";
import { mayLeaveWill, mayPublish, maySubscribe } from "./access.ts";
import type { Identities, Known } from "./identity.ts";
import { keepaliveS } from "./limits.ts";
import { quoted, type RefusalReason, type Refusals } from "./refusals.ts";
import type { Sessions } from "./session.ts";

export interface HookDeps {
  readonly identities: Identities;
  readonly sessions: Sessions;
  readonly refusals: Refusals;
  /** Takes an up message for the controller, before it is acknowledged. */
  readonly take: (topic: string, payload: Uint8Array) => void;
}

interface Refused {
  readonly reason: RefusalReason;
  readonly detail: string;
}
const refused = (reason: RefusalReason, detail: string): Refused => ({ reason, detail });

/** What happened in the hooks, for the stats. */
export interface HookCounts {
  received: number;
  skipped: number;
  retainStripped: number;
}

type Hooks = Required<Pick<AedesOptions, "preConnect" | "authenticate" | "authorizePublish" | "authorizeSubscribe" | "authorizeForward">>;

export function createHooks(deps: HookDeps): { readonly hooks: Hooks; readonly counts: HookCounts } {
  const { sessions, refusals } = deps;
  const counts: HookCounts = { received: 0, skipped: 0, retainStripped: 0 };
  const connects = new WeakMap<Client, ConnectPacket>();

  /** Runs a decision; what it throws becomes a refusal. Neither the count nor the log of it may throw either. */
  const judge = (client: Client | null, decide: () => Refused | undefined): Refused | undefined => {
    try {
      const verdict = decide();
      if (verdict) refusals.add(nameOf(client), verdict.reason, verdict.detail);
      return verdict;
    } catch (error) {
      const verdict = refused("internal", error instanceof Error ? error.message : "not an Error");
      try {
        refusals.add(nameOf(client), verdict.reason, verdict.detail);
      } catch {
        // The log itself is broken: the packet is refused all the same.
      }
      return verdict;
    }
  };

  const hooks: Hooks = {
    preConnect: (client, packet, callback) => {
      connects.set(client, packet);
      // No session outlives its connection: a queue per absent node would grow without end, and the hello makes up for it (operations.md A2).
      packet.clean = true;
      // aedes itself answers 3.1.1's "unacceptable protocol version".
      judge(client, () => ((packet.protocolVersion ?? 4) > 4 ? refused("protocol-version", "MQTT 5; this broker speaks 3.1.1") : undefined));
      callback(null, true);
    },

    authenticate: (client, username, password, done) => {
      const verdict = judge(client, () => {
        const packet = connects.get(client);
        const known = packet ? signIn(deps, packet, username, password) : refused("internal", "no CONNECT");
        if ("reason" in known) return known;
        sessions.open(client, known);
        return undefined;
      });
      // One answer to all: which part was wrong is for the log, not for whoever is guessing.
      done(null, verdict === undefined);
    },

    authorizePublish: (client, packet, callback) => {
      const verdict = judge(client, () => takePublish(deps, counts, client, packet));
      callback(verdict ? new Error(verdict.reason) : null);
    },

    authorizeSubscribe: (client, subscription, callback) => {
      const verdict = judge(client, () => checkSubscribe(deps, client, subscription));
      // null is a SUBACK of 0x80 for this filter; an error would cut the connection.
      callback(null, verdict ? null : subscription);
    },

    authorizeForward: (client, packet) => {
      const session = sessions.get(client);
      if (session && client.conn.writableLength <= session.unreadBytesMax) return packet;
      counts.skipped++;
      return null;
    },
  };
  return { hooks, counts };
}

function signIn(deps: HookDeps, packet: ConnectPacket, username: string | undefined, password: Uint8Array | undefined): Known | Refused {
  if (username === undefined || password === undefined) return refused("secret", "no user name or no password");
  if (packet.clientId !== username) return refused("client-id", `user name ${quoted(username)}; expected the client id`);
  const known = deps.identities.signIn(username, password);
  if (!known) return refused("secret", "unknown identity or wrong secret");
  const keepalive = packet.keepalive ?? 0;
  if (keepalive < keepaliveS.min || keepalive > keepaliveS.max)
    return refused("keepalive", `${keepalive} s; expected ${keepaliveS.min} to ${keepaliveS.max} s`);
  if (packet.will && !mayLeaveWill(known, packet.will)) {
    return refused("will", `will on ${quoted(packet.will.topic)}; expected its own up/lost, not retained`);
  }
  if (!deps.sessions.mayReturn(known)) return refused("returns-too-often", "is this identity used by two devices?");
  return known;
}

/** Judges a publish or a will, and takes what is good. This runs before the PUBACK, the only place in aedes that does. */
function takePublish(deps: HookDeps, counts: HookCounts, client: Client | null, packet: PublishPacket): Refused | undefined {
  // aedes republishes the wills of a broker that has died without a client; with one broker that keeps nothing there is none.
  const session = client === null ? undefined : deps.sessions.get(client);
  if (!client || !session) return refused("internal", "a publish without a session");
  // A closed client's publish is its will: the last word is not for the rate to refuse.
  if (!client.closed && !session.messages.take()) return refused("too-many-messages", "beyond the rate for what it carries");
  if (!mayPublish(session.identity, packet.topic)) return refused("publish-topic", quoted(packet.topic));
  const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
  if (payload.length > payloadBytesMax) return refused("payload-too-large", `${payload.length} bytes; at most ${payloadBytesMax}`);
  if (packet.retain) {
    // Taken off instead of refused: it is a common default of firmware, what the message says is still good, and 3.1.1 has no other
    // refusal than to cut the connection, which would put a working light into a loop of reconnects.
    packet.retain = false;
    counts.retainStripped++;
  }
  if (session.identity.kind === "service") return undefined;
  deps.take(packet.topic, payload);
  counts.received++;
  return undefined;
}

function checkSubscribe(deps: HookDeps, client: Client, subscription: Subscription): Refused | undefined {
  const session = deps.sessions.get(client);
  if (!session) return refused("internal", "a subscription without a session");
  return maySubscribe(session.identity, subscription.topic) ? undefined : refused("subscribe-topic", quoted(subscription.topic));
}

/** Before the sign-in there is only what the client says of itself. */
const nameOf = (client: Client | null): string => client?.id ?? "someone before sign-in";
