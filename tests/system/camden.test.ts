/** A real borough: 9,527 lamps of the London Borough of Camden, through one simulated night. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scheduledPct } from "./schedule.ts";
import { World } from "./world.ts";

const file = resolve(import.meta.dirname, "../../../shared/data/lamps_camden.csv");
const hourMs = 3_600_000;

describe("the lamps of Camden", () => {
  let world: World;
  beforeAll(async () => {
    if (!existsSync(file)) throw new Error(`this test reads the public list of Camden's street lights at ${file}: it is missing`);
    world = await World.start({ csv: readFileSync(file), at: "2026-11-21T11:30:00.000Z", perGateway: 500, tickMs: 60_000 });
  }, 120_000);
  afterAll(() => world.close());

  test("are all there, 9,510 with a wattage, 742.6 kW connected, 17 blanks warned of", () => {
    const estate = world.desk.estate();
    expect(estate).toMatchObject({ lights: 9_527, lightsWithWattage: 9_510 });
    expect(estate.connectedLoadKw).toBeCloseTo(742.649, 3);
    expect(world.desk.inventoryProblems()).toMatchObject({ rows: 9_527, refused: 0 });
    expect(world.desk.inventoryProblems().problems.filter(({ severity }) => severity === "warning")).toHaveLength(17);
  });

  test("take, in a night, what level-dependent power × time comes to, within 0.5 %", async () => {
    // Programmes go out at a measured pace, 500 a tick; until it has one a node burns, as it should.
    while (world.clock.now() < Date.parse("2026-11-21T11:55:00.000Z")) await world.advance(60_000);
    expect(world.controller.situation.fleet.programme.every((version) => version !== undefined)).toBe(true);
    // Two hours at a time: the nodes hand over what is due as replays, twenty-five reports a packet.
    while (world.clock.now() < Date.parse("2026-11-22T12:30:00.000Z")) await world.advance(2 * hourMs);
    await world.controller.parts.recorder.flush();
    const energy = await world.desk.nightEnergy("2026-11-21");
    const expectedKwh = kwhBySchedule(world);
    expect(energy).toMatchObject({ lights: 9_527, lightsWithoutReadings: 0 });
    expect(Math.abs(energy.meteredKwh / expectedKwh - 1), `metered ${energy.meteredKwh} kWh, by schedule ${expectedKwh} kWh`).toBeLessThan(0.005);
    expect(Math.abs(energy.calculatedKwh / energy.meteredKwh - 1)).toBeLessThan(0.005);
    expect(world.controller.situation.gaps.counts()).toMatchObject({ open: 0, givenUp: 0 });
  }, 300_000);
});

/** Sum over lamps of power at the scheduled level × time, minute by minute, with the power model written out anew. */
function kwhBySchedule(world: World): number {
  const camden = { lat: 51.545, lon: -0.155 };
  const lights = world.desk.inventory().lights;
  let wattMinutes = 0;
  for (const regime of new Set(lights.map((light) => light.regime))) {
    const minutesAt = new Map<number, number>();
    for (let atMs = Date.parse("2026-11-21T12:00:30.000Z"); atMs < Date.parse("2026-11-22T12:00:00.000Z"); atMs += 60_000) {
      const levelPct = scheduledPct(regime, atMs, camden);
      minutesAt.set(levelPct, (minutesAt.get(levelPct) ?? 0) + 1);
    }
    for (const { powerW } of lights.filter((light) => light.regime === regime)) {
      // LED default: 14 % of rated power at the 10 % minimum, linear above, 0.5 W standing by.
      const wattsAt = (levelPct: number) => (levelPct === 0 ? 0.5 : powerW * (0.14 + (0.86 * (levelPct - 10)) / 90));
      for (const [levelPct, minutes] of minutesAt) wattMinutes += wattsAt(levelPct) * minutes;
    }
  }
  return wattMinutes / 60 / 1_000;
}
