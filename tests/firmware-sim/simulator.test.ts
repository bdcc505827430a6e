import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import Fastify from "fastify";
import { afterEach, expect, test } from "vitest";
import type { CommissionRequest, Estate, InventoryLight } from "#contract/api";
import { SystemClock } from "#contract/clock";
import { clockVariable, type DemoMessage } from "#contract/demo";
import { seededRandom } from "#contract/random";
import { readArguments } from "#firmware-sim/arguments";
import { initialFaults } from "#firmware-sim/initial-faults";
import { at, hourMs } from "./lamp.ts";
import { lightsOf } from "./street.ts";
import { authority, StreetBroker } from "./street-broker.ts";

const main = resolve(import.meta.dirname, "../../firmware-sim/main.ts");
const clock = new SystemClock();
let closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
});

/** An installation's API with an inventory and one demand source, and its broker. */
async function openInstallation(
  inventory: readonly InventoryLight[],
): Promise<{ api: string; broker: StreetBroker; commissioned: CommissionRequest["connections"] }> {
  const secrets = new Map<string, string>();
  const commissioned: CommissionRequest["connections"] = [];
  const broker = new StreetBroker(secrets);
  await broker.open();
  const app = Fastify();
  const estate: Estate = {
    ...{
      authority: { id: authority, name: "Town" },
      timeZone: "Europe/London",
      place: { lat: 55.9, lon: -3.2 },
      bounds: { south: 55, west: -4, north: 56, east: -3 },
    },
    ...{
      geometryVersion: 1,
      lights: inventory.length,
      lightsWithWattage: inventory.length,
      connectedLoadKw: 1,
      areas: [],
      groups: [],
      streets: [],
      feeders: [],
      demo: true,
    },
  };
  app.get("/readyz", () => ({}));
  app.get("/api/v1/estate", () => estate);
  app.get("/api/v1/inventory", () => ({ lights: inventory }));
  app.get("/api/v1/demand", () => ({
    sources: [{ id: "people-1", name: "People", kind: "pedestrians", unit: "an hour", rules: [], state: "silent", lifting: false }],
  }));
  app.post<{ Body: CommissionRequest }>("/api/v1/connections", ({ body }) => {
    commissioned.push(...body.connections);
    for (const { id } of body.connections) secrets.set(id, `secret ${secrets.size} of ${id}`);
    return { connections: body.connections.map(({ id }) => ({ id, secret: secrets.get(id) })) };
  });
  const api = await app.listen({ host: "127.0.0.1", port: 0 });
  closing.push(
    () => app.close(),
    () => broker.kill(),
  );
  return { api, broker, commissioned };
}

function startProcess(...args: string[]): ChildProcess {
  const setting = { systemMs: clock.now(), shownMs: at("2026-01-01T12:00:00Z"), speed: 0 };
  const child = fork(main, args, {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: { ...process.env, [clockVariable]: JSON.stringify(setting) },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  closing.push(async () => {
    if (child.exitCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  return child;
}

test("the process commissions and plays an installation, follows its clock and its faults, and ends in good order", async () => {
  const { api, broker, commissioned } = await openInstallation(lightsOf(4));
  const child = startProcess("--api", api, "--broker", broker.url, "--nodes", "3");
  const [ready] = await once(child, "message");
  expect(ready).toEqual({ type: "ready", part: "simulator", detail: "3 nodes on 3 connections, 1 demand sources, of Town" });
  expect(commissioned.map(({ id, kind }) => `${kind} ${id}`)).toEqual(["node n1", "node n2", "node n3", "source people-1"]);
  await broker.hears("three hellos and a reading", () => broker.of("hello").length === 3 && broker.of("demand").length === 1);

  child.send({ type: "fault", command: { lights: ["l1"], fault: "lamp-out", on: true } } satisfies DemoMessage);
  await broker.hears("the dead lamp's power", () => broker.of("report").some(({ node, powerW }) => node === "n1" && powerW > 1.2 && powerW < 1.4));
  child.send({ type: "clock", setting: { systemMs: clock.now(), shownMs: at("2026-01-01T12:00:00Z") + 3 * hourMs, speed: 0 } } satisfies DemoMessage);
  await broker.hears(
    "a reading and reports of the afternoon",
    () =>
      broker.of("demand").length === 2 &&
      new Set(
        broker
          .of("report")
          .filter((report) => report.at > "2026-01-01T14:40")
          .map(({ node }) => node),
      ).size === 3,
  );

  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(broker.of("lost")).toEqual([]);
});

test("an installation of another authority is refused with what to do", async () => {
  const { api, broker } = await openInstallation(lightsOf(1));
  const child = startProcess("--api", api, "--broker", broker.url, "--authority", "elsewhere");
  let said = "";
  child.stderr?.on("data", (data) => {
    said += data;
  });
  expect(await once(child, "close")).toEqual([78, null]);
  expect(said).toContain("is of the authority town, not elsewhere: check --api or --authority");
});

test("everything wrong with the arguments is told at once", () => {
  const bad = ["--nodes", "0", "--seed", "x", "--api", "here", "--demand-columns", "a,b,c,Mars/Base"];
  expect(() => readArguments(bad)).toThrow(/--nodes 0: .*\n--seed x: .*\n--demand-columns .*\n--api here: /);
  expect(() => readArguments(["--node", "5"])).toThrow(/--node/);
  expect(readArguments(["--nodes", "10000", "--per-gateway", "500", "--daylight-lux", "20"])).toMatchObject({
    nodes: 10_000,
    perGateway: 500,
    daylightLux: 20,
    api: "http://127.0.0.1:8080",
  });
  expect(readArguments(["--config", "config/leerie.yaml"])).toMatchObject({ api: "http://127.0.0.1:8080", broker: "mqtt://127.0.0.1:1883" });
});

test("a demo's first faults are the same for the same seed: about one light in seventy, and one feeder of several", () => {
  const inventory = lightsOf(2_000).map((light, i) => ({ ...light, feeder: `f${i % 40}` }));
  const faults = initialFaults(inventory, seededRandom(3));
  expect(initialFaults(inventory, seededRandom(3))).toEqual(faults);
  const single = faults.filter(({ fault }) => fault !== "feeder-lost").flatMap(({ lights }) => lights);
  expect(single.length).toBeGreaterThan(20);
  expect(single.length).toBeLessThanOrEqual(30);
  expect(faults.filter(({ fault }) => fault === "feeder-lost")).toHaveLength(1);
  expect(initialFaults(lightsOf(100), seededRandom(3)).some(({ fault }) => fault === "feeder-lost")).toBe(false);
});
