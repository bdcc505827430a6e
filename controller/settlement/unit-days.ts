/** The stored day of every unit of a sub-meter, read in blocks so that memory stays bounded and others get their turn. */
import { addDays, localToUtcMs } from "../decide/local-time.ts";
import type { TelemetryStore } from "../telemetry/port.ts";
import { type Segment, segmentsOf, silentAfterMs } from "./segments.ts";
import type { Unit } from "./unit.ts";

export interface UnitDaysRequest {
  readonly store: Pick<TelemetryStore, "traces">;
  readonly zone: string;
  /** Local day, yyyy-mm-dd. */
  readonly day: string;
  readonly signal?: AbortSignal | undefined;
  /** Share done, 0–1. */
  readonly progress?: ((share: number) => void) | undefined;
}

/** Units read at a time: a day of them is some hundred thousand readings. */
const unitsPerBlock = 1_000;

/** Start and end of a local day, ms since 1970 UTC: 23, 24 or 25 hours. */
export const dayBounds = (day: string, zone: string): { readonly fromMs: number; readonly toMs: number } => ({
  fromMs: localToUtcMs(day, "00:00", zone),
  toMs: localToUtcMs(addDays(day, 1), "00:00", zone),
});

/** When a day can be settled: readings until then tell whether a light had fallen silent before midnight. */
export const settledAtMs = (day: string, zone: string): number => dayBounds(day, zone).toMs + silentAfterMs;

/** Calls back for every unit, those without any reading too. Rejects with STORE_OFFLINE, or with the reason of the signal. */
export async function eachUnitDay(
  units: readonly Unit[],
  request: UnitDaysRequest,
  each: (unit: Unit, index: number, segments: readonly Segment[]) => void,
): Promise<void> {
  const { store, zone, day, signal, progress } = request;
  const { fromMs, toMs } = dayBounds(day, zone);
  for (let at = 0; at < units.length; at += unitsPerBlock) {
    signal?.throwIfAborted();
    const block = units.slice(at, at + unitsPerBlock);
    const silent = new Map(block.map((unit, index) => [unit.light.id, { unit, index: at + index }]));
    await store.traces(
      fromMs,
      toMs + silentAfterMs,
      (trace) => {
        const known = silent.get(trace.light);
        if (!known) return;
        silent.delete(trace.light);
        each(known.unit, known.index, segmentsOf(trace, fromMs, toMs));
      },
      block.map(({ light }) => light.id),
    );
    for (const { unit, index } of silent.values()) each(unit, index, segmentsOf(noReadings, fromMs, toMs));
    progress?.(Math.min(1, (at + block.length) / units.length));
  }
}

const noReadings = { atMs: new Float64Array(), levelPct: new Float64Array() };
