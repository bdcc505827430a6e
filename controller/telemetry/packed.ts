/**
 * Readings as rows of numbers, to cross between threads without being copied one by one: a batch is one Float64Array whose buffer is
 * handed over. A light travels as its number in a list both sides keep.
 */
import type { Reading } from "./port.ts";
import { followings, measures } from "./reading.ts";

/** Numbers per reading: light, atMs, boot, seq, the measures, following. */
export const rowLength = 5 + measures.length;
export const rowOf = { light: 0, atMs: 1, boot: 2, seq: 3, measures: 4, following: rowLength - 1 } as const;

/** Packs readings; `numberOf` gives the number of a light. The readings must have passed readingProblem. */
export function pack(readings: readonly Reading[], numberOf: (light: string) => number): Float64Array<ArrayBuffer> {
  const rows = new Float64Array(readings.length * rowLength);
  let i = 0;
  for (const reading of readings) {
    rows[i++] = numberOf(reading.light);
    rows[i++] = reading.atMs;
    rows[i++] = reading.boot;
    rows[i++] = reading.seq;
    for (const field of measures) rows[i++] = reading[field];
    rows[i++] = followings.indexOf(reading.following);
  }
  return rows;
}

/** The readings of one light from packed rows; the number of the light in them is not looked at. */
export function unpack(light: string, rows: Float64Array): Reading[] {
  const readings: Reading[] = [];
  for (let from = 0; from < rows.length; from += rowLength) readings.push(readingAt(light, rows.subarray(from, from + rowLength)));
  return readings;
}

/** The readings of several lights from packed rows; `lights` are the names by number. */
export function unpackAll(lights: readonly string[], rows: Float64Array): Reading[] {
  const readings: Reading[] = [];
  for (let from = 0; from < rows.length; from += rowLength) {
    const row = rows.subarray(from, from + rowLength);
    readings.push(readingAt(lights[row[rowOf.light] ?? 0] ?? "", row));
  }
  return readings;
}

function readingAt(light: string, row: Float64Array): Reading {
  const number = (at: number): number => row[at] ?? 0;
  return {
    light,
    atMs: number(rowOf.atMs),
    boot: number(rowOf.boot),
    seq: number(rowOf.seq),
    levelPct: number(4),
    powerW: number(5),
    voltageV: number(6),
    currentA: number(7),
    powerFactor: number(8),
    energyKwh: number(9),
    temperatureC: number(10),
    burningHours: number(11),
    faultBits: number(12),
    following: followings[number(rowOf.following)] ?? "default",
  };
}
