import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { busSocketPath } from "#config/paths";
import { ManualClock } from "#contract/clock";
import { EmbeddedBus } from "#controller/bus/embedded";
import { systemClock, until } from "../../broker/rig.ts";
import { messageBusSuite } from "../../suites/message-bus.ts";
import { embeddedBroker, worldAt } from "./worlds.ts";

messageBusSuite("the embedded broker's hand-over", async () =>
  worldAt(await embeddedBroker(), ({ folder }) => new EmbeddedBus({ socketPath: busSocketPath(folder), clock: systemClock })),
);

test("it tries again after 0.2 s, doubling up to 5 s, and says what is wrong", async () => {
  const clock = new ManualClock("2026-11-21T16:00:00Z");
  const bus = new EmbeddedBus({ socketPath: "/nowhere/bus.sock", clock });
  const details: string[] = [];
  bus.onState((state) => details.push(state.detail));
  bus.start();
  for (const [i, waitMs] of [200, 400, 800, 1_600, 3_200, 5_000, 5_000].entries()) {
    await until(2_000, `attempt ${i + 1} has failed`, () => details.length === i + 1 && clock.waiting().length === 1);
    clock.advance(waitMs - 1);
    expect(clock.waiting()).toHaveLength(1);
    clock.advance(1);
    expect(clock.waiting()).toHaveLength(0);
  }
  expect(details[0]).toContain("the broker is not running");
  await bus.close();
});

test("after it has been let in, it begins again with the shortest wait", async () => {
  const broker = await embeddedBroker();
  const clock = new ManualClock("2026-11-21T16:00:00Z");
  const bus = new EmbeddedBus({ socketPath: busSocketPath(broker.folder), clock });
  bus.start();
  for (let waitMs = 200; waitMs < 5_000; waitMs *= 2) {
    await until(2_000, "an attempt has failed", () => clock.waiting().length === 1);
    clock.advance(waitMs);
  }
  await until(2_000, "the last attempt has failed", () => clock.waiting().length === 1);
  await broker.start();
  clock.advance(5_000);
  await until(3_000, "the broker tells of itself", () => bus.brokerStats() !== undefined);
  await broker.stop();
  await until(2_000, "the bus sees that the broker is gone", () => clock.waiting().length === 1);
  clock.advance(200);
  expect(clock.waiting()).toHaveLength(0);
  expect(bus.brokerStats()).toBeUndefined();
  await bus.close();
  rmSync(broker.folder, { recursive: true });
});

test("what it cannot read from the socket it drops, and connects anew", async () => {
  const folder = mkdtempSync(join(tmpdir(), "leerie-bus-"));
  const server = createServer((socket) => socket.on("error", () => {}).write("HTTP/1.1 400 Bad Request\r\n\r\n"));
  server.listen(join(folder, "bus.sock"));
  await once(server, "listening");
  const bus = new EmbeddedBus({ socketPath: join(folder, "bus.sock"), clock: systemClock });
  const details: string[] = [];
  bus.onState((state) => details.push(state.detail));
  bus.start();
  await until(3_000, "it says twice that it cannot read this", () => details.filter((detail) => detail.includes("cannot be read")).length === 2);
  await bus.close();
  server.close();
  rmSync(folder, { recursive: true });
});
