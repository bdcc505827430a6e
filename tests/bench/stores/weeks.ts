/** Readings for the stores' benchmark: weeks of lights that report every 15 minutes, as they come, in batches as the recorder makes them. */
import { type Random, randomBetween, randomInt } from "#contract/random";
import type { Reading } from "#controller/telemetry/port";

/** As the recorder does it. */
export const batchReadings = 5_000;
export const stepMs = 15 * 60_000;
export const weekMs = 7 * 24 * 3_600_000;
export const stepsPerWeek = weekMs / stepMs;
export const fromMs = Date.UTC(2026, 10, 15, 12);

export const lightName = (light: number): string => `light-${light}`;

/** Batches of the steps [fromStep, toStep): all lights of a quarter of an hour, then of the next. */
export function* batchesOf(lights: number, fromStep: number, toStep: number, random: Random): Generator<Reading[], void> {
  let batch: Reading[] = [];
  for (let step = fromStep; step < toStep; step++) {
    for (let light = 0; light < lights; light++) {
      batch.push(readingAt(light, step, random));
      if (batch.length < batchReadings) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

function readingAt(light: number, step: number, random: Random): Reading {
  const levelPct = 10 * randomInt(random, 11);
  // Rounded by arithmetic: as text it would take longer than storing it.
  const decimals = (value: number, steps: number): number => Math.round(value * steps) / steps;
  return {
    light: lightName(light),
    boot: 1,
    seq: step + 1,
    atMs: fromMs + step * stepMs + ((light * 31_337) % stepMs),
    levelPct,
    powerW: decimals(levelPct * 0.6 + randomBetween(random, 0, 1), 100),
    voltageV: decimals(randomBetween(random, 225, 240), 10),
    currentA: decimals(randomBetween(random, 0.1, 0.3), 1_000),
    powerFactor: decimals(randomBetween(random, 0.9, 1), 100),
    energyKwh: decimals(step * 0.01 + light, 1_000),
    temperatureC: decimals(randomBetween(random, -5, 35), 10),
    burningHours: decimals(step / 4 + light, 100),
    faultBits: 0,
    following: "programme",
  };
}
