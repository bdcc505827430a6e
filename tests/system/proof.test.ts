/**
 * The proof that nothing is lost and nothing is invented: days of a town in which everything goes wrong, and afterwards every reading that
 * any node made is in the store, once, with its values; and the energy accounts, which lived through all of it, say what the lamps took.
 */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { telemetryPath } from "#config/paths";
import { importInventory } from "#controller/registry/import";
import { openEmbeddedTelemetry } from "#controller/telemetry/embedded";
import { openInfluxTelemetry } from "#controller/telemetry/influxdb";
import type { TelemetryStore } from "#controller/telemetry/port";
import { accountsOf, folder, settled } from "#tests/controller/energy/accounts-rig";
import { type Influxdb, startInfluxdb } from "#tests/setup/influxdb";
import { differences, energyBetween, halfHoursOf, type LightHalfHours, unequal } from "./proof-check.ts";
import { ProofWeek } from "./proof-week.ts";

const dayMs = 86_400_000;
const halfHourMs = 1_800_000;
let database: Influxdb;
beforeAll(async () => {
  database = await startInfluxdb();
});
afterAll(() => database.close());

describe.each([
  { store: "embedded", lights: 1_000, days: 7, at: "2026-10-20T11:00:00.000Z", clocksChange: ["2026-10-25T00:00+01:00", "2026-10-26T00:00Z"], halfHours: 50 },
  { store: "influxdb", lights: 200, days: 3, at: "2026-03-27T12:00:00.000Z", clocksChange: ["2026-03-29T00:00Z", "2026-03-30T00:00+01:00"], halfHours: 46 },
] as const)("$days days of $lights lights, $store: messages lost and doubled, nodes started again, broker, controller and store killed", (of) => {
  let week: ProofWeek;
  let store: TelemetryStore;
  /** As the accounts that lived through it say. */
  let lived: LightHalfHours;

  beforeAll(async () => {
    const plan = { lights: of.lights, days: of.days, at: of.at, seed: 4, kills: 4 };
    week =
      of.store === "embedded"
        ? new ProofWeek({ ...plan, store: { kind: "embedded" } })
        : new ProofWeek({ ...plan, store: { kind: "influxdb", url: database.url, database: "proof" }, database });
    await week.run();
  }, 400_000);
  afterAll(async () => {
    await store?.close();
    await week.close();
  });

  test("the store holds exactly the readings that the nodes made", async () => {
    expect(week.killed).toEqual({ broker: 4, controller: 4, store: 4 });
    expect(week.street.lost / week.street.count).toBeGreaterThan(0.05);
    const settled = await week.controller.ask({ do: "settle" });
    expect(settled).toMatchObject({ gaps: { open: 0, givenUp: 0 }, daysWaiting: 0 });
    expect(settled.gaps.healed).toBeGreaterThan(100);
    const to = new Date(week.nowMs).toISOString().slice(0, 10);
    lived = await week.controller.ask({ do: "half-hours", from: of.at.slice(0, 10), to });
    await week.controller.stop();
    store =
      of.store === "embedded"
        ? openEmbeddedTelemetry(telemetryPath(week.folder))
        : openInfluxTelemetry({ url: database.url, database: "proof", authority: "testburgh" });
    expect(await differences(week.street.made(), store)).toEqual([]);
    expect(await store.count()).toBe(week.street.count);
  }, 120_000);

  test("every night, metered energy is what the nodes' meters counted within 0.1 %, calculated within 1 %", () => {
    const nodes = week.street.nodes.length;
    const trueKwh = (atMs: number): number => {
      const at = ((atMs - Date.parse(of.at)) / halfHourMs - 1) * nodes;
      return week.meterKwh.slice(at, at + nodes).reduce((sum, each) => sum + each, 0);
    };
    // The first half hour is not covered from its start.
    for (let fromMs = Date.parse(of.at) + halfHourMs; fromMs < Date.parse(of.at) + (of.days - 1) * dayMs; fromMs += dayMs) {
      const night = energyBetween(lived, fromMs, fromMs + dayMs, trueKwh(fromMs + dayMs) - trueKwh(fromMs));
      expect(night.trueMwh / 1e6, night.night).toBeGreaterThan(of.lights * 0.1);
      expect(Math.abs(night.meteredMwh / night.trueMwh - 1), JSON.stringify(night)).toBeLessThan(0.001);
      expect(Math.abs(night.calculatedMwh / night.trueMwh - 1), JSON.stringify(night)).toBeLessThan(0.01);
    }
  });

  test("accounts made anew from the store are the same, to the last bit, in every half hour of every light", async () => {
    expect(unequal(lived, await accountedAnew(store))).toEqual([]);
  }, 120_000);

  test.runIf(of.store === "influxdb")(
    "and so are accounts made from the other kind of store with the same readings",
    async () => {
      const other = openEmbeddedTelemetry(join(folder(), "copy.sqlite"));
      for (const { readings } of week.street.made()) await other.write(readings);
      expect(unequal(lived, await accountedAnew(other))).toEqual([]);
      await other.close();
    },
    120_000,
  );

  async function accountedAnew(from: TelemetryStore): Promise<LightHalfHours> {
    const { lights } = importInventory(await week.inventoryText(), { defaultPowerW: 60, existing: [] });
    const accounts = await accountsOf(from, lights);
    await settled(accounts, week.nowMs);
    const ids = lights.map(({ id }) => id);
    return await halfHoursOf(accounts, ids, of.at.slice(0, 10), new Date(week.nowMs).toISOString().slice(0, 10));
  }

  test("the day on which the clocks change has as many half hours as it lasts", () => {
    const [fromMs, toMs] = of.clocksChange.map((each) => Date.parse(each));
    const ofDay = lived.startsMs.filter((atMs) => atMs >= (fromMs ?? 0) && atMs < (toMs ?? 0));
    expect(ofDay).toHaveLength(of.halfHours);
    expect(new Set(ofDay).size).toBe(of.halfHours);
  });
});
