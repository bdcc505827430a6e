/**
 * The embedded broker: aedes between the guard in front (guard.ts), the rules beside (identity.ts, access.ts, limits.ts) and the hand-over
 * to the controller behind (handover.ts). It keeps nothing: what is lost with it is healed end to end by sequence numbers.
 */
import { mkdirSync } from "node:fs";
import type { Duplex } from "node:stream";
import { Aedes, type AedesOptions, type Client } from "aedes";
import { busSocketPath, identitiesPath } from "#config/paths";
import type { Config } from "#config/schema";
import type { Clock } from "#contract/clock";
import type { BrokerStats } from "#contract/handover";
import { parseDownTopic } from "#contract/topics";
import { guard, type PacketWatch } from "./guard.ts";
import { openHandover } from "./handover.ts";
import { createHooks } from "./hooks.ts";
import { Identities } from "./identity.ts";
import { connectWaitMs, drainWaitMs, halfOpenMax, TokenBucket } from "./limits.ts";
import { type DoorDeps, openTcp, openWebSocket } from "./listeners.ts";
import { Refusals } from "./refusals.ts";
import { Sessions } from "./session.ts";
import { Switchboard } from "./switchboard.ts";

export interface BrokerDeps {
  /** With `broker.kind` "embedded"; the identities and the hand-over socket are found in its data folder. */
  readonly config: Config;
  /** Real time in an installation and in the demo alike: limits protect the machine, which knows no demo clock. */
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

export interface Broker {
  readonly port: number;
  readonly websocketPort: number | undefined;
  stats(): BrokerStats;
  close(): Promise<void>;
}

/** Starts the broker; rejects when a port is taken (the system's error) or another broker runs on the same data folder. */
export async function startBroker(deps: BrokerDeps): Promise<Broker> {
  /** What is open, in order; closed from the last to the first, at the end or when the next thing cannot be opened. */
  const open: (() => void | Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const one of open.splice(0).toReversed()) await one();
  };
  try {
    return { ...(await openAll(deps, open)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openAll({ config, clock, log }: BrokerDeps, open: (() => void | Promise<void>)[]): Promise<Omit<Broker, "close">> {
  const settings = config.broker;
  if (settings.kind !== "embedded") throw new Error(`broker.kind is "${settings.kind}": an embedded broker has nothing to do in this installation`);
  mkdirSync(config.dataFolder, { recursive: true });

  const refusals = new Refusals(clock, log);
  open.push(() => refusals.close());
  const identities = new Identities(identitiesPath(config.dataFolder), clock, log);
  open.push(() => identities.close());
  const sessions = new Sessions(clock, { perSecond: settings.messagesPerSecond, burst: settings.messagesBurst });
  identities.onChange(() => {
    const closed = sessions.closeRevoked((name) => identities.get(name));
    if (closed > 0) log(`${closed} connections closed: their identities were changed or taken away`);
  });

  const switchboard = new Switchboard();
  const { hooks, counts } = createHooks({ identities, sessions, refusals, take: (topic, payload) => handover.take(topic, payload) });
  const aedes = await createAedes(hooks, switchboard, log);
  const publish = (topic: string, payload: Uint8Array): void => {
    if (parseDownTopic(topic)) aedes.publish({ cmd: "publish", topic, payload: Buffer.from(payload), qos: 1, retain: false, dup: false }, () => {});
    else refusals.add("the controller", "publish-topic", topic);
  };
  const stats = (): BrokerStats => ({ ...sessions.counts, ...switchboard.counts, ...counts, ...handover.counts(), refused: refusals.counts() });
  const handover = await openHandover({ path: busSocketPath(config.dataFolder), clock, log, stats, publish }).catch(async (error: unknown) => {
    await closeAedes(aedes);
    throw error;
  });
  // Closed last of the three: the last words of those who are connected still go over.
  open.push(() => handover.close());
  const connections = new Set<Duplex>();
  // Who has not signed in is unknown to aedes, and would hold the process for seconds.
  open.push(() => {
    for (const connection of connections) connection.destroy();
  });
  open.push(() => closeAedes(aedes));

  const accept = acceptor(aedes, refusals, connections);
  const connects = new TokenBucket({ perSecond: settings.connectsPerSecond, burst: settings.connectsPerSecond }, clock);
  const door = (port: number): DoorDeps => ({ host: settings.host, port, refusals, admit: () => connects.take(), accept });
  const tcp = await openTcp(door(settings.port));
  open.push(tcp.close);
  const webSocket = settings.websocketPort === undefined ? undefined : await openWebSocket(door(settings.websocketPort));
  if (webSocket) open.push(webSocket.close);
  return { port: tcp.port, websocketPort: webSocket?.port, stats };
}

async function createAedes(hooks: AedesOptions, switchboard: Switchboard, log: (line: string) => void): Promise<Aedes> {
  const aedes = await Aedes.createBroker({
    ...hooks,
    mq: switchboard,
    // Only sizes a listener warning now that the switchboard routes.
    concurrency: 100_000,
    connectTimeout: connectWaitMs,
    drainTimeout: drainWaitMs,
    maxInflightInbound: halfOpenMax,
  });
  // Its type declarations know no "error"; unheard, one would end the process.
  aedes.addListener("error", (error: Error) => log(`the broker goes on after an error: ${error.message}`));
  return aedes;
}

const closeAedes = (aedes: Aedes): Promise<void> => new Promise((resolve) => aedes.close(() => resolve()));

/** Takes a new connection to aedes, with the guard before it. */
function acceptor(aedes: Aedes, refusals: Refusals, connections: Set<Duplex>): DoorDeps["accept"] {
  const watches = new WeakMap<Client, PacketWatch>();
  aedes.on("clientReady", (client) => watches.get(client)?.signedIn());
  return (connection, address, request) => {
    connections.add(connection);
    connection.once("close", () => connections.delete(connection));
    const watch = guard(connection, (reason) => refusals.add(address, reason));
    watches.set(aedes.handle(connection, request), watch);
  };
}
