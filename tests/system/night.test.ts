/** A whole night over real sockets in seconds: every light at every minute is what the schedule says, by an independent sun. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WhatIfRequest } from "#contract/what-if";
import { addDays } from "#controller/decide/local-time";
import { generateTown } from "#firmware-sim/town/town";
import { scheduledPct } from "./schedule.ts";
import { World } from "./world.ts";

const minuteMs = 60_000;
/** About a kilometre of town, the model's own rounding, and the 10 s fade: within this of a change either level is right. */
const slackMs = 90_000;

const town = generateTown({ seed: 7, lights: 200 });

describe.each([
  { night: "an ordinary night", noon: "2026-11-21T12:00:00.000Z", hours: 24 },
  { night: "the night the clocks go forward", noon: "2026-03-28T12:00:00.000Z", hours: 23 },
  { night: "the night the clocks go back", noon: "2026-10-24T11:00:00.000Z", hours: 25 },
])("$night", ({ noon, hours }) => {
  let world: World;
  /** What the lamps took by half hour, mWh: the mean of their power at its minutes. */
  const taken = new Map<number, number>();
  beforeAll(async () => {
    world = await World.start({ csv: town.csv, at: noon });
  }, 60_000);
  afterAll(() => world.close());

  test("every light gives what the schedule says, every minute, with nothing sent but the programme", async () => {
    const regimes = new Map(world.desk.inventory().lights.map((light) => [light.node, light.regime]));
    await world.advance(15 * minuteMs);
    const sentAtStart = world.controller.situation.dispatch.sent;
    const wrong: string[] = [];
    for (let minute = 15; minute < hours * 60; minute++) {
      const nowMs = world.clock.now();
      const powerW = powerOf(world);
      const right = Object.fromEntries([...new Set(regimes.values())].map((regime) => [regime, rightLevels(regime, nowMs)]));
      for (const [node, { commandedPct: levelPct }] of world.fleet.nodes) {
        const expected = right[regimes.get(node) ?? ""] ?? [];
        if (!expected.some((each) => Math.abs(each - levelPct) < 0.5) && wrong.length < 20)
          wrong.push(`${new Date(nowMs).toISOString()} ${node}: ${levelPct} %, expected ${expected.join(" or ")} %`);
      }
      await world.advance(minuteMs);
      const halfHourMs = Math.floor(nowMs / (30 * minuteMs)) * 30 * minuteMs;
      taken.set(halfHourMs, (taken.get(halfHourMs) ?? 0) + (((powerW + powerOf(world)) / 2) * minuteMs) / 3_600);
    }
    expect(wrong).toEqual([]);
    expect(world.controller.situation.dispatch.sent).toBe(sentAtStart);
    expect(world.controller.situation.gaps.counts()).toEqual({ open: 0, healed: 0, givenUp: 0 });
  }, 240_000);

  test("metered, calculated and true energy agree", async () => {
    await world.controller.parts.recorder.flush();
    const energy = await world.desk.nightEnergy(noon.slice(0, 10));
    expect(energy.lights).toBe(200);
    expect(energy.meteredKwh).toBeGreaterThan(10);
    expect(Math.abs(energy.calculatedKwh / energy.meteredKwh - 1)).toBeLessThan(0.005);
  });

  test("the half hours of the accounts are what the lamps took, within 0.1 %", async () => {
    await world.advance(25 * minuteMs);
    await world.controller.parts.recorder.flush();
    await world.keeper.round();
    const day = noon.slice(0, 10);
    const { startsMs, sums } = await world.accounts.halfHours({ from: day, to: addDays(day, 1), members: { of: new Int32Array(200), count: 1 } });
    // The first half hour was not watched from its start.
    const watched = new Map([...taken].slice(1));
    const sumOf = (column: Float64Array): number => startsMs.reduce((sum, startMs, index) => sum + (watched.has(startMs) ? (column[index] ?? 0) : 0), 0);
    const [meteredMwh, calculatedMwh] = [sumOf(sums.meteredMwh), sumOf(sums.calculatedMwh)];
    const truthMwh = [...watched.values()].reduce((sum, each) => sum + each, 0);
    expect(taken.size).toBe(hours * 2);
    expect(Math.abs(meteredMwh / truthMwh - 1), `${meteredMwh} mWh metered, ${truthMwh} mWh taken`).toBeLessThan(0.001);
    expect(Math.abs(calculatedMwh / truthMwh - 1), `${calculatedMwh} mWh calculated, ${truthMwh} mWh taken`).toBeLessThan(0.01);
  });

  test("what a what-if says the night takes is what the nodes metered", async () => {
    const day = noon.slice(0, 10);
    const { meteredKwh } = await world.desk.nightEnergy(day);
    const answer = await world.desk.whatIf(WhatIfRequest.parse({ from: day, to: day }), new AbortController().signal);
    const kwh = answer.ok ? answer.whatIf.inForce.kwh : 0;
    expect(Math.abs(kwh / meteredKwh - 1), `${kwh} kWh planned, ${meteredKwh} kWh metered`).toBeLessThan(0.005);
  });
});

/** What all lamps take now, W. */
const powerOf = (world: World): number => [...world.fleet.nodes.values()].reduce((sum, node) => sum + node.powerW(world.clock.now()), 0);

/** The scheduled level around an instant: within the slack of a change either one is right. */
const rightLevels = (regime: string, nowMs: number): number[] => [
  ...new Set([nowMs - slackMs, nowMs, nowMs + slackMs].map((atMs) => scheduledPct(regime, atMs, town.place))),
];
