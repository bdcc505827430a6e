/** The other side of a bus: a real broker that can be broken down and brought back on the same port, and one node. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect as connectTcp, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MqttClient } from "mqtt";
import { type Broker, startBroker } from "#broker/broker";
import { type Identity, writeIdentities } from "#config/identities";
import { identitiesPath } from "#config/paths";
import { Config } from "#config/schema";
import { downFilter } from "#contract/topics";
import type { MessageBus } from "#controller/bus/port";
import { identity, secretOf, signInAt, systemClock, until, within } from "../../broker/rig.ts";
import type { BusWorld } from "../../suites/message-bus.ts";

const cast: readonly Identity[] = [identity("n1"), identity("desk", "service")];

/** A broker that can be stopped and started again in place. */
interface Restartable {
  readonly folder: string;
  readonly port: number;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The embedded broker, in this process. */
export async function embeddedBroker(): Promise<Restartable> {
  const folder = mkdtempSync(join(tmpdir(), "leerie-bus-"));
  writeIdentities(identitiesPath(folder), cast);
  const port = await freePort();
  const config = Config.parse({ authority: { id: "camden", name: "Camden" }, dataFolder: folder, broker: { kind: "embedded", port } });
  let broker: Broker | undefined;
  return {
    folder,
    port,
    start: async () => {
      broker = await startBroker({ config, clock: systemClock, log: () => {} });
    },
    stop: async () => {
      await broker?.close();
      broker = undefined;
    },
  };
}

/** mosquitto, as a process of its own, with the ACL that the embedded broker's rules render to. */
export async function mosquittoBroker(acl: (identities: readonly Identity[]) => string): Promise<Restartable> {
  const folder = mkdtempSync(join(tmpdir(), "leerie-mosquitto-"));
  const port = await freePort();
  const file = (name: string): string => join(folder, name);
  writeFileSync(file("acl"), acl(cast), { mode: 0o600 });
  await makePasswords(file("passwords"));
  writeFileSync(
    file("mosquitto.conf"),
    // As root it would become another user, who may not read a temporary folder of root's.
    `user root\nlistener ${port} 127.0.0.1\nallow_anonymous false\nretain_available false\npassword_file ${file("passwords")}\nacl_file ${file("acl")}\n`,
  );
  let child: ChildProcess | undefined;
  return {
    folder,
    port,
    start: async () => {
      child = spawn("mosquitto", ["-c", file("mosquitto.conf")], { stdio: "ignore" });
      await listening(port);
    },
    stop: async () => {
      if (!child || child.exitCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "close");
      child = undefined;
    },
  };
}

/** A bus at a broker, with one node that is there whenever the broker is. */
export async function worldAt(broker: Restartable, openBus: (broker: Restartable) => MessageBus): Promise<BusWorld> {
  const heard: { topic: string; payload: string }[] = [];
  let node: MqttClient | undefined;
  const begin = async (): Promise<void> => {
    await broker.start();
    const client = await signInAt(`mqtt://127.0.0.1:${broker.port}`, "n1");
    client.on("message", (topic, payload) => heard.push({ topic, payload: payload.toString() }));
    await client.subscribeAsync(downFilter("camden", "n1"), { qos: 1 });
    node = client;
  };
  const end = async (): Promise<void> => {
    await node?.endAsync(true);
    node = undefined;
    await broker.stop();
  };
  await begin();
  const bus = openBus(broker);
  return {
    bus,
    nodeSays: async (topic, payload) => {
      await node?.publishAsync(topic, payload, { qos: 1 });
    },
    nodeHeard: () => heard,
    breakDown: end,
    recover: begin,
    close: async () => {
      await bus.close();
      await end();
      rmSync(broker.folder, { recursive: true });
    },
  };
}

async function makePasswords(path: string): Promise<void> {
  writeFileSync(path, cast.map(({ id }) => `camden/${id}:${secretOf(id)}\n`).join(""), { mode: 0o600 });
  const [code] = await once(spawn("mosquitto_passwd", ["-U", path], { stdio: "ignore" }), "close");
  if (code !== 0) throw new Error(`mosquitto_passwd ended with ${code}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return address !== null && typeof address === "object" ? address.port : 0;
}

async function listening(port: number): Promise<void> {
  let open = false;
  const knock = (): void => {
    const socket = connectTcp(port, "127.0.0.1", () => {
      open = true;
      socket.destroy();
    });
    socket.on("error", () => systemClock.after(20, "knock again", knock));
  };
  knock();
  await within(
    5_000,
    `mosquitto listens on port ${port}`,
    until(5_000, "the port is open", () => open),
  );
}
