/**
 * Energy of a period, such as a lighting day (decide/local-time.ts: lightingDayBounds), three ways: metered by the nodes, calculated from
 * their levels, and what full output would have taken. Only lights with readings in the period count, so that the three can be compared.
 */
import type { FittedLight } from "../decide/lamp.ts";
import type { TelemetryStore } from "../telemetry/port.ts";
import { dayFiguresOf } from "./day-figures.ts";
import { lightDayOf } from "./half-hour.ts";
import { halfHourMs } from "./half-hours.ts";
import type { Span } from "./lit.ts";

export interface EnergyRequest {
  readonly store: TelemetryStore;
  readonly lights: readonly FittedLight[];
  /** Whole half hours. */
  readonly period: Span;
  /** A period that is not over is taken until now, ms since 1970 UTC. */
  readonly nowMs: number;
  /** When the lights would burn at full output: dusk to dawn. Outside it, they stand by. */
  readonly lit: Span;
}

export interface NightFigures {
  readonly meteredKwh: number;
  readonly calculatedKwh: number;
  readonly fullOutputKwh: number;
  /** Lights that the figures are about. */
  readonly lights: number;
  readonly lightsWithoutReadings: number;
}

/** Energy of all lights in a period. Rejects with STORE_OFFLINE when the store cannot be read. Readings of unknown lights are left out. */
export async function nightEnergy({ store, lights, period, nowMs, lit }: EnergyRequest): Promise<NightFigures> {
  const startsMs = Array.from({ length: Math.ceil((period.toMs - period.fromMs) / halfHourMs) }, (_, index) => period.fromMs + index * halfHourMs);
  const context = { startsMs, toMs: Math.min(period.toMs, nowMs), lit: [lit], rates: undefined, schedule: undefined };
  const sum = { meteredKwh: 0, calculatedKwh: 0, fullOutputKwh: 0, lights: 0 };
  if (context.toMs > period.fromMs) {
    const byId = new Map(lights.map((light) => [light.id, light]));
    await store.traces(period.fromMs, context.toMs + beyondMs, (trace) => {
      const light = byId.get(trace.light);
      if (!light) return;
      const figures = dayFiguresOf(light, lightDayOf(light, trace, startsMs, context.toMs), context);
      if (figures.readings === 0) return;
      sum.meteredKwh += figures.meteredKwh;
      sum.calculatedKwh += figures.calculatedKwh;
      sum.fullOutputKwh += figures.fullKwh;
      sum.lights++;
    });
  }
  return { ...sum, lightsWithoutReadings: lights.length - sum.lights };
}

/** Readings are taken from this long after the period too, ms: the counter at its end lies between two of them. */
const beyondMs = 3_600_000;
