/**
 * Energy of a period, such as a lighting day (decide/local-time.ts: lightingDayBounds), three ways: metered by the nodes, calculated from
 * their levels, and what full output would have taken. Only lights with readings in the period count, so that the three can be compared.
 */
import { type FittedLight, lampPowerW } from "../decide/lamp.ts";
import type { CounterSpan, TelemetryStore } from "../telemetry/port.ts";

export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface EnergyRequest {
  readonly store: TelemetryStore;
  readonly lights: readonly FittedLight[];
  readonly period: Period;
  /** A period that is not over is taken until now, ms since 1970 UTC. */
  readonly nowMs: number;
  /** When the lights would burn at full output: dusk to dawn. Outside it, they stand by. */
  readonly lit: Period;
}

export interface NightFigures {
  readonly meteredKwh: number;
  readonly calculatedKwh: number;
  readonly fullOutputKwh: number;
  /** Lights that the figures are about. */
  readonly lights: number;
  readonly lightsWithoutReadings: number;
}

/** (atMs, levelPct) in time order: each level holds until the next. */
export interface LevelTrace {
  readonly atMs: ArrayLike<number>;
  readonly levelPct: ArrayLike<number>;
}

/** Energy of all lights in a period. Rejects with STORE_OFFLINE when the store cannot be read. Readings of unknown lights are left out. */
export async function nightEnergy({ store, lights, period, nowMs, lit }: EnergyRequest): Promise<NightFigures> {
  const taken = { fromMs: period.fromMs, toMs: Math.min(period.toMs, nowMs) };
  const sum = { meteredKwh: 0, calculatedKwh: 0, fullOutputKwh: 0, lights: 0 };
  if (taken.toMs > taken.fromMs) {
    const spans = new Map((await store.counters(taken.fromMs, taken.toMs)).map((span) => [span.light, span]));
    const byId = new Map(lights.map((light) => [light.id, light]));
    await store.levels(taken.fromMs, taken.toMs, (id, atMs, levelPct) => {
      const light = byId.get(id);
      const span = spans.get(id);
      if (!light || !span) return;
      const trace = { atMs, levelPct };
      sum.meteredKwh += meteredKwh(light, span, trace, taken);
      sum.calculatedKwh += calculatedKwh(light, trace, taken);
      sum.fullOutputKwh += fullOutputKwh(light, taken, lit);
      sum.lights++;
    });
  }
  return { ...sum, lightsWithoutReadings: lights.length - sum.lights };
}

/**
 * What the light's meter counted in a period, kWh. The nearest readings lie up to a report interval (15 min) from its ends: the piece
 * between is taken from the light's level and expected power, so that the grid of reports does not bias the figure.
 */
export function meteredKwh(light: FittedLight, span: CounterSpan, trace: LevelTrace, { fromMs, toMs }: Period): number {
  const counted = span.last.energyKwh - span.first.energyKwh + span.fellKwh;
  const before = calculatedKwh(light, trace, { fromMs: span.first.atMs, toMs: fromMs });
  const after = calculatedKwh(light, trace, { fromMs: span.last.atMs, toMs });
  return counted - before + after;
}

/** Expected energy of a light that follows its reported levels, kWh. Time before the first known level counts as nothing. */
export function calculatedKwh(light: FittedLight, { atMs, levelPct }: LevelTrace, { fromMs, toMs }: Period): number {
  let wattMs = 0;
  for (let i = 0; i < atMs.length; i++) {
    const beginsMs = Math.max(atMs[i] ?? 0, fromMs);
    const endsMs = Math.min(atMs[i + 1] ?? toMs, toMs);
    if (endsMs > beginsMs) wattMs += lampPowerW(light, levelPct[i] ?? 0) * (endsMs - beginsMs);
  }
  return wattMs / wattMsPerKwh;
}

/** What a light would take at full output while `lit`, and standing by for the rest of the period, kWh. */
export function fullOutputKwh(light: FittedLight, period: Period, lit: Period): number {
  const litMs = Math.max(0, Math.min(period.toMs, lit.toMs) - Math.max(period.fromMs, lit.fromMs));
  const restMs = period.toMs - period.fromMs - litMs;
  return (lampPowerW(light, 100) * litMs + lampPowerW(light, 0) * restMs) / wattMsPerKwh;
}

/** 1,000 W for 3,600,000 ms. */
const wattMsPerKwh = 3.6e9;
