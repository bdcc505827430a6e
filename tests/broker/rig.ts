/** A real broker on a free port with a small cast of identities, and ways to knock at it. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect as connectTcp, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type IClientOptions, type MqttClient } from "mqtt";
import { type Broker, startBroker } from "#broker/broker";
import { type Identity, writeIdentities } from "#config/identities";
import { busSocketPath, identitiesPath } from "#config/paths";
import { Config } from "#config/schema";
import { type Clock, SystemClock } from "#contract/clock";
import { signInName } from "#contract/topics";
import { EmbeddedBus } from "#controller/bus/embedded";
import type { BusMessage } from "#controller/bus/port";

export const systemClock = new SystemClock();

/** Waits for something that should happen; says what it was when it does not. */
export function within<T>(ms: number, expected: string, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = systemClock.after(ms, expected, () => reject(new Error(`not within ${ms} ms: ${expected}`)));
    promise.then(resolve, reject).finally(cancel);
  });
}

/** Waits until a condition holds, looking every few ms. */
export function until(ms: number, expected: string, holds: () => boolean): Promise<void> {
  return within(
    ms,
    expected,
    new Promise((resolve) => {
      const look = (): void => {
        if (holds()) resolve();
        else systemClock.after(5, "look again", look);
      };
      look();
    }),
  );
}

export const secretOf = (id: string): string => createHash("sha256").update(`secret of ${id}`).digest("hex").slice(0, 32);

export function identity(id: string, kind: Identity["kind"] = "node", nodes: string[] = [], authority = "camden"): Identity {
  return { id, authority, kind, nodes, secretHash: createHash("sha256").update(secretOf(id)).digest("hex") };
}

export const cast: readonly Identity[] = [
  identity("n1"),
  identity("n2"),
  identity("g1", "gateway", ["n7", "n8"]),
  identity("s1", "source"),
  identity("desk", "service"),
  identity("n1", "node", [], "fife"),
];

export interface Rig {
  readonly broker: Broker;
  readonly folder: string;
  readonly url: string;
  readonly log: string[];
  /** What the controller was handed, in order. */
  readonly handed: BusMessage[];
  readonly bus: EmbeddedBus;
  setIdentities(identities: readonly Identity[]): void;
  /** Connects as an identity of the cast; rejects when refused. */
  signIn(id: string, options?: IClientOptions): Promise<MqttClient>;
  /** A bare socket to the broker. */
  knock(): Promise<Socket>;
  /** Resolves with the first message handed over on a topic. */
  heard(topic: string): Promise<BusMessage>;
  close(): Promise<void>;
}

export interface RigOptions {
  readonly clock?: Clock;
  readonly broker?: Record<string, unknown>;
  readonly log?: (line: string) => void;
  /** Beside the cast. */
  readonly more?: readonly Identity[];
}

export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), "leerie-broker-"));
  const log: string[] = [];
  const setIdentities = (identities: readonly Identity[]): void => writeIdentities(identitiesPath(folder), identities);
  setIdentities([...cast, ...(options.more ?? [])]);
  const config = Config.parse({
    authority: { id: "camden", name: "Camden" },
    dataFolder: folder,
    broker: { kind: "embedded", port: 0, ...options.broker },
  });
  const broker = await startBroker({ config, clock: options.clock ?? systemClock, log: options.log ?? ((line) => log.push(line)) });
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const handed: BusMessage[] = [];
  const bus = new EmbeddedBus({ socketPath: busSocketPath(folder), clock: systemClock });
  bus.onMessages((batch) => handed.push(...batch.map(({ topic, payload }) => ({ topic, payload: Buffer.from(payload) }))));
  let connected = false;
  bus.onState((state) => {
    connected = state.connected;
  });
  bus.start();
  await until(2_000, "the bus is connected to the broker", () => connected);

  const clients: MqttClient[] = [];
  const sockets: Socket[] = [];
  return {
    broker,
    folder,
    url,
    log,
    handed,
    bus,
    setIdentities,
    signIn: async (id, extra) => {
      const client = await signInAt(url, id, extra);
      clients.push(client);
      return client;
    },
    knock: async () => {
      const socket = connectTcp(broker.port, "127.0.0.1");
      socket.on("error", () => {});
      sockets.push(socket);
      await within(2_000, "the port is open", once(socket, "connect"));
      return socket;
    },
    heard: async (topic) => {
      const find = (): BusMessage | undefined => handed.find((message) => message.topic === topic);
      await until(3_000, `the controller is handed ${topic}`, () => find() !== undefined);
      const message = find();
      if (!message) throw new Error("it was there a moment ago");
      return message;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all(clients.map((client) => client.endAsync(true)));
      await bus.close();
      await broker.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Connects as an identity; rejects with the broker's answer, or the close of the socket. Never tries again. */
export async function signInAt(url: string, id: string, extra: IClientOptions = {}): Promise<MqttClient> {
  const name = signInName("camden", id);
  const client = connect(url, { clientId: name, username: name, password: secretOf(id), clean: true, reconnectPeriod: 0, ...extra });
  const answer = new Promise<void>((resolve, reject) => {
    client.once("connect", () => resolve());
    client.once("error", reject);
    client.once("close", () => reject(new Error("closed")));
  });
  await within(3_000, `an answer to the sign-in of ${id}`, answer).catch((error: unknown) => {
    client.end(true);
    throw error;
  });
  client.on("error", () => {});
  return client;
}

/** The next message a client gets. */
export const nextMessage = (client: MqttClient): Promise<{ readonly topic: string; readonly payload: string; readonly qos: number }> =>
  new Promise((resolve) => client.once("message", (topic, payload, packet) => resolve({ topic, payload: payload.toString(), qos: packet.qos })));

/** Resolves when the other side has closed this connection. */
export function cut(connection: MqttClient | Socket, what: string): Promise<unknown> {
  return within(3_000, `the broker closes ${what}`, new Promise((resolve) => connection.once("close", resolve)));
}
