import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeIdentities } from "#config/identities";
import { busSocketPath, identitiesPath } from "#config/paths";
import { EmbeddedBus } from "#controller/bus/embedded";
import { cast, signInAt, systemClock, until, within } from "./rig.ts";

const main = resolve(import.meta.dirname, "../../broker/main.ts");
let folder: string;
let running: ChildProcess[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "leerie-broker-"));
  running = [];
  writeIdentities(identitiesPath(folder), cast);
});
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

interface Run {
  readonly child: ChildProcess;
  output(): string;
}

function run(...args: string[]): Run {
  const child = spawn(process.execPath, [main, "--data", folder, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  running.push(child);
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  child.stderr.on("data", (chunk) => {
    text += chunk;
  });
  return { child, output: () => text };
}

async function listening(broker: Run): Promise<number> {
  await until(10_000, "the broker says its port", () => /listening on port \d+/.test(broker.output()));
  return Number(/listening on port (\d+)/.exec(broker.output())?.[1]);
}

const ended = (broker: Run): Promise<unknown[]> => within(10_000, "the broker process ends", once(broker.child, "close"));

test("a port in use gives one line that says which and what to do", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = address && typeof address === "object" ? address.port : 0;
  const broker = run("--port", `${port}`);
  const [code] = await ended(broker);
  other.close();
  expect(code).toBe(78);
  expect(broker.output()).toBe(`port ${port} on 127.0.0.1 is in use by another program. End that one, or choose another port with --port or broker.port.\n`);
});

test("a second broker on one data folder is refused; the first goes on", async () => {
  const port = await listening(run("--port", "0"));
  const second = run("--port", "0");
  const [code] = await ended(second);
  expect(code).toBe(78);
  expect(second.output()).toMatch(/^another broker is running on this data folder .*\n$/);
  await (await signInAt(`mqtt://127.0.0.1:${port}`, "n1")).endAsync();
});

test("killed, it starts again on the same folder, and the controller is back by itself", async () => {
  const bus = new EmbeddedBus({ socketPath: busSocketPath(folder), clock: systemClock });
  const states: boolean[] = [];
  bus.onState((state) => states.push(state.connected));
  const handed: string[] = [];
  bus.onMessages((batch) => handed.push(...batch.map((message) => message.topic)));
  const first = run("--port", "0");
  await listening(first);
  bus.start();
  await until(3_000, "the bus connects", () => states.at(-1) === true);
  first.child.kill("SIGKILL");
  await until(3_000, "the bus sees that the broker is gone", () => states.at(-1) === false);
  expect(existsSync(busSocketPath(folder))).toBe(true);

  const port = await listening(run("--port", "0"));
  await until(8_000, "the bus is back", () => states.at(-1) === true);
  const node = await signInAt(`mqtt://127.0.0.1:${port}`, "n1");
  await node.publishAsync("leerie/v1/camden/n1/n1/up/report", "x", { qos: 1 });
  await until(3_000, "a report after the restart", () => handed.length === 1);
  await node.endAsync();
  await bus.close();
});

test("SIGTERM ends it cleanly: exit code 0, no socket left", async () => {
  const broker = run("--port", "0");
  await listening(broker);
  broker.child.kill("SIGTERM");
  expect((await ended(broker))[0]).toBe(0);
  expect(existsSync(busSocketPath(folder))).toBe(false);
});
