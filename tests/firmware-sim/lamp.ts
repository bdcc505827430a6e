/** A node under test: a plain 60 W luminaire, and commands to send it. */
import type { Programme, Report, Target } from "#contract/messages";
import { seededRandom } from "#contract/random";
import type { Capabilities } from "#firmware-sim/capabilities";
import { type FirstStart, SimulatedNode } from "#firmware-sim/node";

export const lamp: Capabilities = {
  node: "n1",
  lights: ["n1"],
  feeder: "f1",
  powerW: 60,
  minLevelPct: 10,
  minPowerW: 8.4,
  standbyW: 0.5,
  supplyV: 240,
  lampLowShare: 0.2,
  warmUpMs: 120_000,
  photocell: false,
  logCapacity: 4_000,
};

export const at = (text: string): number => Date.parse(text);
export const minuteMs = 60_000;
export const hourMs = 3_600_000;

export const nodeAt = (startsAt: string, with_: Partial<Capabilities> = {}, in_: Pick<FirstStart, "surroundings" | "instruments"> = {}): SimulatedNode =>
  new SimulatedNode({ ...lamp, ...with_ }, { atMs: at(startsAt), boot: 1, random: seededRandom("node under test"), ...in_ });

/** A programme from instants: `[["2026-03-28T18:00:00Z", 100], …]`. It starts at the first. */
export function programme(steps: readonly (readonly [string, number] | readonly [string, number, number])[], over: Partial<Programme> = {}): Programme {
  const startsAt = steps[0]?.[0] ?? "2026-01-01T00:00:00Z";
  const lastAt = steps.at(-1)?.[0] ?? startsAt;
  return {
    version: "p1",
    seq: 1,
    startsAt,
    endsAt: new Date(at(lastAt) + 12 * hourMs).toISOString(),
    fadeMs: 0,
    steps: steps.map(([instant, levelPct, fadeMs]) => {
      const afterS = (at(instant) - at(startsAt)) / 1_000;
      return fadeMs === undefined ? [afterS, levelPct] : [afterS, levelPct, fadeMs];
    }),
    afterEnd: "repeat-last-day",
    ...over,
  };
}

export const target = (seq: number, levelPct: number | null, validUntil: string, over: Partial<Target> = {}): Target => ({
  seq,
  issuedAt: "2026-01-01T00:00:00Z",
  validUntil,
  levelPct,
  fadeMs: 0,
  because: levelPct === null ? "release" : "override",
  ...over,
});

export const last = (reports: readonly Report[]): Report => {
  const report = reports.at(-1);
  if (!report) throw new Error("expected at least one report, found none");
  return report;
};
