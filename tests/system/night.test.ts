/** A whole night over real sockets in seconds: every light at every minute is what the schedule says, by an independent sun. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WhatIfRequest } from "#contract/what-if";
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
      const right = Object.fromEntries([...new Set(regimes.values())].map((regime) => [regime, rightLevels(regime, nowMs)]));
      for (const [node, { commandedPct: levelPct }] of world.fleet.nodes) {
        const expected = right[regimes.get(node) ?? ""] ?? [];
        if (!expected.some((each) => Math.abs(each - levelPct) < 0.5) && wrong.length < 20)
          wrong.push(`${new Date(nowMs).toISOString()} ${node}: ${levelPct} %, expected ${expected.join(" or ")} %`);
      }
      await world.advance(minuteMs);
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

  test("what a what-if says the night takes is what the nodes metered", async () => {
    const day = noon.slice(0, 10);
    const { meteredKwh } = await world.desk.nightEnergy(day);
    const answer = await world.desk.whatIf(WhatIfRequest.parse({ from: day, to: day }), new AbortController().signal);
    const kwh = answer.ok ? answer.whatIf.inForce.kwh : 0;
    expect(Math.abs(kwh / meteredKwh - 1), `${kwh} kWh planned, ${meteredKwh} kWh metered`).toBeLessThan(0.005);
  });
});

/** The scheduled level around an instant: within the slack of a change either one is right. */
const rightLevels = (regime: string, nowMs: number): number[] => [
  ...new Set([nowMs - slackMs, nowMs, nowMs + slackMs].map((atMs) => scheduledPct(regime, atMs, town.place))),
];
