/** Over real sockets, with the real broker: a night in which it goes away several times, and loses messages while it is there. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { randomInt, seededRandom } from "#contract/random";
import { readingOf } from "#controller/telemetry/reading";
import { differences, type Made } from "./proof-check.ts";
import { World } from "./world.ts";

const minuteMs = 60_000;
const stepMs = 5 * minuteMs;
const lights = 60;
const csv = `id,lat,lon,street,ward,switch_regime,watts,feeder\n${Array.from({ length: lights }, (_, i) => `t${i},${56 + i * 0.0004},-3.5,High Street,Ward,35/18,60,fp-${i % 4}`).join("\n")}`;

let world: World;
beforeAll(async () => {
  world = await World.start({ csv, at: "2026-11-21T15:00:00.000Z", lostShare: 0.05 });
}, 60_000);
afterAll(() => world.close());

test("the broker goes away five times and the controller twice, and 5 % of what it hands on is lost: the store ends with every reading", async () => {
  const random = seededRandom("sockets");
  const steps = 16 * 12;
  const brokerAt = new Set(Array.from({ length: 5 }, (_, i) => 6 + i * 36 + randomInt(random, 24)));
  const controllerAt = new Set(Array.from({ length: 2 }, (_, i) => 40 + i * 80 + randomInt(random, 30)));
  for (let step = 0; step < steps; step++) {
    await world.advance(stepMs);
    if (brokerAt.has(step)) await withoutBroker(1 + randomInt(random, 3));
    if (controllerAt.has(step)) await withoutController(1 + randomInt(random, 3));
  }
  world.loseNoMore();
  for (let step = 0; step < 24; step++) await world.advance(stepMs);
  await world.controller.parts.recorder.flush();
  const { healed, ...gaps } = world.controller.situation.gaps.counts();
  expect(gaps).toEqual({ open: 0, givenUp: 0 });
  expect(healed).toBeGreaterThan(50);
  expect(await differences(made(), world.store)).toEqual([]);
  expect(await world.store.count()).toBe([...made()].reduce((sum, { readings }) => sum + readings.length, 0));
}, 180_000);

async function withoutBroker(steps: number): Promise<void> {
  await world.stopBroker();
  await world.until("the controller to notice that the broker is gone", () => !world.controller.bus.connected);
  for (let step = 0; step < steps; step++) await world.advance(stepMs);
  await world.startBroker();
  await world.fleet.connected();
  await world.until("the controller to be connected to the broker again", () => world.controller.bus.connected);
}

async function withoutController(steps: number): Promise<void> {
  await world.stopController();
  for (let step = 0; step < steps; step++) await world.advance(stepMs);
  await world.startController();
  await world.until("the new controller to be connected to the broker", () => world.controller.bus.connected);
}

/** Every report of every node, from their logs, which hold all of a night. */
function* made(): Generator<Made> {
  for (const node of world.fleet.nodes.values()) {
    const light = node.capabilities.lights[0] ?? "";
    const batches = node.hello(world.clock.now()).log.flatMap(({ boot, from, to }) => [...node.replay(boot, from, to)]);
    yield { light, readings: batches.flatMap(({ reports }) => reports.map((report) => readingOf(light, report, Date.parse(report.at)))) };
  }
}
