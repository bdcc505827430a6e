/**
 * Who may publish and subscribe to what: one table, pure functions over it, and its rendering for a mosquitto broker (mosquitto.ts). Nothing outside the
 * table of topics passes, so `$SYS` and `$share` are closed to everyone, and ids are whitelisted by their pattern.
 */
import type { Identity } from "#config/identities";
import { broadcastTopic, downFilter, everyone, parseDownTopic, parseUpTopic, type UpKind, upFilter, upTopic } from "#contract/topics";

interface Grant {
  /** Up messages with the connection itself as their subject. */
  readonly ofItself: readonly UpKind[];
  /** Up messages with one of the nodes it carries as their subject. */
  readonly ofCarried: readonly UpKind[];
  /** Speaks for the controller: hears everything of its authority that goes up, publishes all that goes down. */
  readonly speaksDown: boolean;
}

export const grants: Readonly<Record<Identity["kind"], Grant>> = {
  node: { ofItself: ["hello", "report", "replay", "lost"], ofCarried: [], speaksDown: false },
  gateway: { ofItself: ["lost"], ofCarried: ["hello", "report", "replay"], speaksDown: false },
  source: { ofItself: ["demand", "lost"], ofCarried: [], speaksDown: false },
  service: { ofItself: [], ofCarried: [], speaksDown: true },
};

/** Who is asking. `carried` are the nodes of a gateway. */
export interface Caller {
  readonly id: string;
  readonly authority: string;
  readonly kind: Identity["kind"];
  readonly carried: ReadonlySet<string>;
}

export const mayPublish = (caller: Caller, topic: string): boolean =>
  grants[caller.kind].speaksDown ? mayPublishDown(caller, topic) : mayPublishUp(caller, topic);

function mayPublishUp(caller: Caller, topic: string): boolean {
  const to = parseUpTopic(topic);
  if (!to || to.authority !== caller.authority || to.connection !== caller.id) return false;
  const { ofItself, ofCarried } = grants[caller.kind];
  return (to.subject === caller.id && ofItself.includes(to.kind)) || (caller.carried.has(to.subject) && ofCarried.includes(to.kind));
}

function mayPublishDown(caller: Caller, topic: string): boolean {
  const to = parseDownTopic(topic);
  if (!to || to.authority !== caller.authority) return false;
  return to.connection !== everyone || topic === broadcastTopic(caller.authority);
}

/** A filter is compared as text: only the two (or, for a service, the one) of the table pass, however a wildcard might be written. */
export const maySubscribe = (caller: Caller, filter: string): boolean => subscriptionsOf(caller).includes(filter);

/** The filters a connection may subscribe to. */
export function subscriptionsOf(caller: Pick<Caller, "id" | "authority" | "kind">): string[] {
  if (grants[caller.kind].speaksDown) return [upFilter(caller.authority)];
  return [downFilter(caller.authority, caller.id), broadcastTopic(caller.authority)];
}

/** The topics a connection may publish to, as filters. */
export function publicationsOf(caller: Caller): string[] {
  const { authority, id: connection } = caller;
  const { ofItself, ofCarried, speaksDown } = grants[caller.kind];
  if (speaksDown) return [downFilter(authority, "+")];
  const own = ofItself.map((kind) => upTopic({ authority, connection, subject: connection }, kind));
  const carried = [...caller.carried].flatMap((subject) => ofCarried.map((kind) => upTopic({ authority, connection, subject }, kind)));
  return [...own, ...carried];
}

/** A will may only say that the connection itself is lost; retained, it would go on saying so after it is back. */
export function mayLeaveWill(caller: Caller, will: { readonly topic: string; readonly retain?: boolean | undefined }): boolean {
  if (will.retain === true || grants[caller.kind].speaksDown) return false;
  return will.topic === upTopic({ authority: caller.authority, connection: caller.id, subject: caller.id }, "lost");
}
