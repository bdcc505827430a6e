/**
 * The embedded broker: aedes between the guard in front (guard.ts), the rules beside (identity.ts, access.ts, limits.ts) and the hand-over
 * to the controller behind (handover.ts). It keeps nothing: what is lost with it is healed end to end by sequence numbers.
 */
import { mkdirSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { Aedes, type Client } from "aedes";
import { busSocketPath, identitiesPath } from "#config/paths";
import type { Config } from "#config/schema";
import type { Clock } from "#contract/clock";
import type { BrokerStats } from "#contract/handover";
import { parseDownTopic } from "#contract/topics";
import { guard, type PacketWatch } from "./guard.ts";
import { openHandover } from "./handover.ts";
import { createHooks } from "./hooks.ts";
import { Identities } from "./identity.ts";
import { connectWaitMs, drainWaitMs, TokenBucket } from "./limits.ts";
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
export async function startBroker({ config, clock, log }: BrokerDeps): Promise<Broker> {
  const settings = config.broker;
  if (settings.kind !== "embedded") throw new Error(`broker.kind is "${settings.kind}": an embedded broker has nothing to do in this installation`);
  mkdirSync(config.dataFolder, { recursive: true });

  const refusals = new Refusals(clock, log);
  const identities = new Identities(identitiesPath(config.dataFolder), clock, log);
  const sessions = new Sessions(clock, { perSecond: settings.messagesPerSecond, burst: settings.messagesBurst });
  const switchboard = new Switchboard();
  const { hooks, counts } = createHooks({ identities, sessions, refusals, take: (topic, payload) => handover.take(topic, payload) });
  const stats = (): BrokerStats => ({ ...sessions.counts, ...switchboard.counts, ...counts, ...handover.counts(), refused: refusals.counts() });
  const handover = await openHandover({ path: busSocketPath(config.dataFolder), clock, log, stats, publish: (topic, payload) => publishDown(topic, payload) });
  const aedes = await Aedes.createBroker({
    ...hooks,
    mq: switchboard,
    // Only sizes a listener warning now that the switchboard routes.
    concurrency: 100_000,
    connectTimeout: connectWaitMs,
    drainTimeout: drainWaitMs,
    // Half-open QoS 2 exchanges of one client; nodes use QoS 1.
    maxInflightInbound: 20,
  });
  // Its type declarations know no "error"; unheard, one would end the process.
  aedes.addListener("error", (error: Error) => log(`the broker goes on after an error: ${error.message}`));

  const publishDown = (topic: string, payload: Uint8Array): void => {
    if (parseDownTopic(topic)) aedes.publish({ cmd: "publish", topic, payload: Buffer.from(payload), qos: 1, retain: false, dup: false }, () => {});
    else refusals.add("the controller", "publish-topic", topic);
  };

  const watches = new WeakMap<Client, PacketWatch>();
  aedes.on("clientReady", (client) => watches.get(client)?.signedIn());
  identities.onChange(() => {
    const closed = sessions.closeRevoked((name) => identities.get(name));
    if (closed > 0) log(`${closed} connections closed: their identities were changed or taken away`);
  });

  const connects = new TokenBucket({ perSecond: settings.connectsPerSecond, burst: settings.connectsPerSecond }, clock);
  const connections = new Set<Duplex>();
  const accept = (connection: Duplex, address: string, request?: IncomingMessage): void => {
    connections.add(connection);
    connection.once("close", () => connections.delete(connection));
    const watch = guard(connection, (reason) => refusals.add(address, reason));
    watches.set(aedes.handle(connection, request), watch);
  };
  const door = (port: number): DoorDeps => ({ host: settings.host, port, refusals, admit: () => connects.take(), accept });

  const stop = async (): Promise<void> => {
    identities.close();
    refusals.close();
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    // aedes knows only those who have signed in.
    for (const connection of connections) connection.destroy();
    await handover.close();
  };
  try {
    const tcp = await openTcp(door(settings.port));
    const webSocket =
      settings.websocketPort === undefined
        ? undefined
        : await openWebSocket(door(settings.websocketPort)).catch(async (error: unknown) => {
            await tcp.close();
            throw error;
          });
    return {
      port: tcp.port,
      websocketPort: webSocket?.port,
      stats,
      close: async () => {
        const closing = [tcp.close(), webSocket?.close()];
        await stop();
        await Promise.all(closing);
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
