/**
 * Readings of some lights around a stretch of a day, and what they say of its ends. Whether a figure can still change is asked here: it
 * rests on the readings within, the last before and the next after, and so on nothing else.
 */
import type { TelemetryStore, Trace } from "../telemetry/port.ts";

const hourMs = 3_600_000;
/** Nodes report every 15 minutes: the next reading is nearly always within this time. */
export const nearMs = hourMs;
/** How far after a stretch the next reading is looked for: as far as stores look before one. */
export const aheadMs = 48 * hourMs;

export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Traces of those lights that have a reading before the end of the stretch, with the next after it when there is one. By light. */
export async function tracesAround(store: TelemetryStore, lights: readonly string[], { fromMs, toMs }: Stretch, nowMs: number): Promise<Map<string, Trace>> {
  const traces = new Map<string, Trace>();
  if (lights.length === 0) return traces;
  await store.traces(fromMs, toMs + nearMs, (trace) => void ((trace.atMs[0] ?? toMs) < toMs && traces.set(trace.light, trace)), lights);
  if (nowMs < toMs + nearMs) return traces;
  const silent = [...traces.values()].filter(({ atMs }) => (atMs.at(-1) ?? 0) < toMs).map(({ light }) => light);
  if (silent.length === 0) return traces;
  const later = (trace: Trace): void => {
    const next = trace.atMs.findIndex((atMs) => atMs >= toMs + nearMs);
    const before = traces.get(trace.light);
    if (before && next >= 0) traces.set(trace.light, joined(before, trace, next));
  };
  await store.traces(toMs + nearMs, toMs + aheadMs, later, silent);
  return traces;
}

function joined(before: Trace, after: Trace, at: number): Trace {
  const column = (of: "atMs" | "levelPct" | "energyKwh"): Float64Array => Float64Array.of(...before[of], after[of][at] ?? 0);
  return { light: before.light, atMs: column("atMs"), levelPct: column("levelPct"), energyKwh: column("energyKwh") };
}

/** Readings in a stretch. */
export const countWithin = ({ atMs }: Trace, { fromMs, toMs }: Stretch): number =>
  atMs.reduce((count, each) => count + (each >= fromMs && each < toMs ? 1 : 0), 0);

const firstFrom = ({ atMs }: Trace, fromMs: number): number | undefined => atMs.find((each) => each >= fromMs);
const lastBefore = ({ atMs }: Trace, beforeMs: number): number | undefined => atMs.findLast((each) => each < beforeMs);

/** A light whose last report before the edge is older than this is read whole again at the next half hour, ms. */
const settledMs = 2 * hourMs;

/**
 * 1 + ms from the edge of what is accounted to the next reading, when the light is settled there: it goes on from the edge alone. 0 when it
 * is not, as it has fallen silent or has not reported yet on this day. At the end of a day the next one begins anew, so only the next reading counts.
 */
export function nextAfterEdge(trace: Trace | undefined, day: Stretch, edgeMs: number): number {
  const next = trace && firstFrom(trace, edgeMs);
  const last = trace && lastBefore(trace, edgeMs);
  if (next === undefined || last === undefined) return 0;
  const isSettled = edgeMs === day.toMs || last >= Math.max(day.fromMs, edgeMs - settledMs);
  return isSettled ? 1 + next - edgeMs : 0;
}

/** Whether readings near both ends of a day are missing, so that a reading of it may bear on the days beside it. */
export function gapsOf(trace: Trace | undefined, { fromMs, toMs }: Stretch): { readonly before: boolean; readonly after: boolean } {
  const first = trace && firstFrom(trace, fromMs);
  const last = trace && lastBefore(trace, toMs);
  return {
    before: first === undefined || first > fromMs + nearMs,
    after: last === undefined || last < Math.max(fromMs, toMs - nearMs),
  };
}
