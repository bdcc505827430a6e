/** Everything about one light now: what the schedule says, what was decided and why, what the node reports, what is wrong. */
import type { LightDetail } from "#contract/api";
import type { Report } from "#contract/messages";
import type { Controller } from "../controller.ts";
import type { Fleet } from "../fleet/fleet.ts";
import { comingSteps } from "../plans.ts";
import { round, summaryOf } from "./light-list.ts";

const comingMs = 24 * 3_600_000;

export function lightDetail(controller: Controller, row: number, simulated: readonly string[] | undefined): LightDetail | undefined {
  const { situation, parts } = controller;
  const nowMs = parts.clock.now();
  const light = situation.geometry.lights[row];
  const summary = summaryOf(situation.fleet, row);
  const decision = controller.explain(row);
  const plan = situation.plans.of(row);
  if (!light || !summary || !decision || !plan) return undefined;
  const report = reportOf(situation.fleet, row, light.node);
  return {
    ...summary,
    node: light.node,
    ...(light.postcode === undefined ? {} : { postcode: light.postcode }),
    regime: light.regime,
    expected: decision.expected,
    target: { levelPct: decision.levelPct, because: decision.because },
    ...(report === undefined ? {} : { report }),
    delivery: {
      connected: situation.fleet.connected[row] === 1,
      programme: situation.dispatch.programmeState(row, plan.programme.version),
      command: situation.dispatch.commandState(row),
    },
    coming: comingSteps(plan, nowMs, nowMs + comingMs).map((step) => ({ at: new Date(step.atMs).toISOString(), levelPct: step.levelPct, text: step.text })),
    faults: situation.detection
      .faultsOf(row, nowMs)
      .filter(({ state }) => state === "active")
      .map(({ kind, pendingAtMs, text }) => ({ name: kind.replaceAll("-", " "), since: new Date(pendingAtMs).toISOString(), text })),
    ...(simulated === undefined ? {} : { simulated: [...simulated] }),
  };
}

/** The last report, put together again from the columns; undefined before the first. */
function reportOf(fleet: Fleet, row: number, node: string): Report | undefined {
  const atMs = fleet.reportedAtMs[row] ?? Number.NaN;
  if (Number.isNaN(atMs)) return undefined;
  const programme = fleet.programme[row];
  return {
    node,
    boot: fleet.boot[row] ?? 0,
    seq: fleet.seq[row] ?? 0,
    at: new Date(atMs).toISOString(),
    levelPct: round(fleet.levelPct[row] ?? 0, 2),
    powerW: round(fleet.powerW[row] ?? 0, 3),
    voltageV: round(fleet.voltageV[row] ?? 0, 2),
    currentA: round(fleet.currentA[row] ?? 0, 4),
    powerFactor: round(fleet.powerFactor[row] ?? 0, 3),
    energyKwh: fleet.energyKwh[row] ?? 0,
    temperatureC: round(fleet.temperatureC[row] ?? 0, 2),
    burningHours: fleet.burningHours[row] ?? 0,
    faultBits: fleet.faultBits[row] ?? 0,
    following: fleet.followingOf(row),
    ...(programme === undefined ? {} : { programme }),
    command: fleet.command[row] ?? 0,
  };
}
