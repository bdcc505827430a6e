/** What a node with a true meter would report, as the trace that energy is computed from. */
import type { FittedLight } from "#controller/decide/lamp";
import { lampPowerW } from "#controller/decide/lamp";
import type { Trace } from "#controller/telemetry/port";
import { light } from "../decide/findings-town.ts";

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** 35 W at full, 18.5 W at half: the light of the worked check in lighting-domain.md §5. */
export const lamp35: FittedLight = light("l-0", { powerW: 35, minLevelPct: 50, minPowerW: 18.5, standbyW: 0.4 });

/** The level from an instant on. */
export type Change = readonly [atMs: number, levelPct: number];

/** The last reading that is not over, and one within the half hour. */
export interface NodeRun {
  readonly changes: readonly Change[];
  readonly fromMs: number;
  readonly toMs: number;
  /** How far from the start its first report in the quarter-hour grid is, min. */
  readonly phaseMin?: number;
  readonly counterKwh?: number;
}

/** True energy of a light between two instants, mWh. */
export function trueMwh(lamp: FittedLight, changes: readonly Change[], fromMs: number, toMs: number): number {
  return changes.reduce((sum, [atMs, levelPct], index) => {
    const [begins, ends] = [Math.max(atMs, fromMs), Math.min(changes[index + 1]?.[0] ?? toMs, toMs)];
    return ends > begins ? sum + (lampPowerW(lamp, levelPct) * (ends - begins)) / 3_600 : sum;
  }, 0);
}

/** Reports on change and every 15 minutes; the first change says what level it starts with. */
export function traceOf(lamp: FittedLight, { changes, fromMs, toMs, phaseMin = 0, counterKwh = 500 }: NodeRun): Trace {
  const instants = new Set(changes.map(([atMs]) => atMs).filter((atMs) => atMs >= fromMs && atMs < toMs));
  for (let atMs = fromMs + phaseMin * minuteMs; atMs < toMs; atMs += 15 * minuteMs) instants.add(atMs);
  const atMs = [...instants].sort((a, b) => a - b);
  return trace(
    atMs.map((at) => [at, changes.findLast(([since]) => since <= at)?.[1] ?? 0, counterKwh + trueMwh(lamp, changes, fromMs, at) / 1_000_000]),
    lamp.id,
  );
}

export type Row = readonly [atMs: number, levelPct: number, energyKwh: number];

export const trace = (rows: readonly Row[], light = "l-0"): Trace => ({
  light,
  atMs: Float64Array.from(rows, ([atMs]) => atMs),
  levelPct: Float64Array.from(rows, ([, levelPct]) => levelPct),
  energyKwh: Float64Array.from(rows, ([, , kwh]) => kwh),
});

export const rowsOf = ({ atMs, levelPct, energyKwh }: Trace): Row[] => Array.from(atMs, (at, i) => [at, levelPct[i] ?? 0, energyKwh[i] ?? 0]);

export const sum = (column: Iterable<number>): number => [...column].reduce((total, each) => total + each, 0);
