/**
 * Routes published messages to subscribers, in the shape aedes asks of its `mq`. Every filter that passes access.ts is one of three of the
 * topic table, so a message's subscribers are one look-up away; and a publish never waits for its subscribers, so that one that has
 * stopped reading stalls nobody (operations.md D0.3).
 */
import { broadcastTopic, downFilter, parseDownTopic, parseUpTopic, upFilter } from "#contract/topics";

interface Routed {
  readonly topic: string;
}
type Deliver = (packet: Routed, done: () => void) => void;

/** Of aedes' own messages only this one has an effect in a single broker: it tells which wills are of a broker that lives. */
const heartbeatFilter = "$SYS/+/heartbeat";

export class Switchboard {
  readonly #subscribers = new Map<string, Set<Deliver>>();
  #sent = 0;
  #undelivered = 0;

  /** Down messages given to a connection, and those for a connection that was not there. */
  get counts(): { readonly sent: number; readonly undelivered: number } {
    return { sent: this.#sent, undelivered: this.#undelivered };
  }

  on(filter: string, deliver: Deliver, done?: () => void): void {
    const subscribers = this.#subscribers.get(filter) ?? new Set();
    this.#subscribers.set(filter, subscribers.add(deliver));
    if (done) setImmediate(done);
  }

  removeListener(filter: string, deliver: Deliver, done?: () => void): void {
    const subscribers = this.#subscribers.get(filter);
    subscribers?.delete(deliver);
    if (subscribers?.size === 0) this.#subscribers.delete(filter);
    if (done) setImmediate(done);
  }

  emit(packet: Routed, done: (error?: Error | null) => void): void {
    const { filter, isDown } = routeOf(packet.topic);
    const subscribers = filter === undefined ? undefined : this.#subscribers.get(filter);
    for (const deliver of subscribers ?? []) deliver(packet, delivered);
    if (isDown) {
      this.#sent += subscribers?.size ?? 0;
      if (!subscribers) this.#undelivered++;
    }
    done();
  }

  close(done: () => void): void {
    this.#subscribers.clear();
    setImmediate(done);
  }
}

const delivered = (): void => {};

function routeOf(topic: string): { readonly filter: string | undefined; readonly isDown: boolean } {
  const up = parseUpTopic(topic);
  if (up) return { filter: upFilter(up.authority), isDown: false };
  const down = parseDownTopic(topic);
  if (!down) return { filter: topic.startsWith("$SYS/") && topic.endsWith("/heartbeat") ? heartbeatFilter : undefined, isDown: false };
  return { filter: topic === broadcastTopic(down.authority) ? topic : downFilter(down.authority, down.connection), isDown: true };
}
