/** Each part taken away for an hour of the night, across a dimming step: the street is lit as planned, and afterwards nothing is missing. */
import { afterEach, describe, expect, test } from "vitest";
import { openInfluxTelemetry } from "#controller/telemetry/influxdb";
import { type Influxdb, startInfluxdb } from "../setup/influxdb.ts";
import { World } from "./world.ts";

const minuteMs = 60_000;
const lights = 40;
const csv = `id,lat,lon,street,ward,switch_regime,watts,feeder\n${Array.from({ length: lights }, (_, i) => `t${i},${56 + i * 0.0004},-3.5,High Street,Ward,35/18,60,fp-${i % 4}`).join("\n")}`;
const before = "2026-11-21T21:30:00.000Z";

let world: World;
let influx: Influxdb | undefined;
afterEach(async () => {
  await world.close();
  await influx?.close();
  influx = undefined;
});

const levels = (): number[] => [...new Set(world.fleet.levels().values())];
const part = (name: string) => world.desk.health().parts.find((each) => each.part === name);
/** Every report any node ever made, against what the store holds. */
const made = (): number => [...world.fleet.nodes.values()].reduce((sum, node) => sum + node.hello(world.clock.now()).seq, 0);

async function nothingMissing(): Promise<void> {
  for (let minute = 0; minute < 30; minute++) await world.advance(minuteMs);
  await world.controller.parts.recorder.flush();
  expect(world.controller.situation.gaps.counts()).toMatchObject({ open: 0, givenUp: 0 });
  expect(await world.store.count()).toBe(made());
}

describe("while a part is away", () => {
  test("broker: lights follow their programme, an override ends by itself, the page says so; then everything is back and nothing is missing", async () => {
    world = await World.start({ csv, at: before });
    await world.advance(5 * minuteMs);
    expect(levels()).toEqual([100]);
    await world.desk.override({ scope: { lights: ["t0"] }, levelPct: 30, endsAt: "2026-11-21T22:20:00.000Z", reason: "filming" }, "test");
    await world.advance(minuteMs);
    expect(world.desk.overrides()[0]?.progress.confirmed).toBe(1);

    await world.stopBroker();
    await world.until("the controller to notice", () => !world.controller.bus.connected);
    expect(part("broker")).toMatchObject({ state: "down" });
    expect(part("broker")?.advice).toContain("Lights follow the programmes they hold");
    for (let minute = 0; minute < 60; minute++) {
      await world.advance(minuteMs);
      const t0 = world.fleet.levels().get("t0");
      expect(t0).toBe(world.clock.now() <= Date.parse("2026-11-21T22:20:00.000Z") ? 30 : 75);
    }
    expect(levels()).toEqual([75]);

    await world.startBroker();
    await world.fleet.connected();
    await world.until("the bus", () => world.controller.bus.connected);
    await nothingMissing();
    expect(part("broker")).toMatchObject({ state: "up" });
    expect(world.desk.lights({ sort: "street", order: "asc", offset: 0, limit: 100 }).lights.every(({ condition }) => condition === "normal")).toBe(true);
  });

  test("controller: lights follow their programme; the new one asks for what it missed", async () => {
    world = await World.start({ csv, at: before });
    await world.advance(5 * minuteMs);
    await world.stopController();
    for (let minute = 0; minute < 60; minute++) await world.advance(minuteMs);
    expect(levels()).toEqual([75]);
    await world.startController();
    await world.until("the bus", () => world.controller.bus.connected);
    await nothingMissing();
    expect(world.desk.light("t1")).toMatchObject({ levelPct: 75, condition: "normal", delivery: { programme: "in-force" } });
  });

  test("InfluxDB: lights go on, the page says so, and what waited is written when it is back", async () => {
    const database = await startInfluxdb();
    influx = database;
    world = await World.start({ csv, at: before, store: () => openInfluxTelemetry({ url: database.url, database: "outage" }) });
    await world.advance(5 * minuteMs);
    await world.controller.parts.recorder.flush();
    await database.kill("SIGKILL");
    for (let minute = 0; minute < 60; minute++) await world.advance(minuteMs);
    expect(levels()).toEqual([75]);
    await world.until("the page to say so", () => part("telemetry")?.state === "down");
    expect(part("telemetry")?.advice).toContain("Lights do not depend on it");
    await database.restart();
    await world.until("the database to be used again", () => part("telemetry")?.state === "up");
    await nothingMissing();
  });
});
