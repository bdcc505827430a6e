/** What every telemetry store asks of a reading before it takes it, and how readings of one light follow each other. */
import { LightingError } from "#contract/failures";
import type { Following, Report } from "#contract/messages";
import type { Reading } from "./port.ts";

/** The same whitelist as topics: nothing in it can end a tag, a line or a quoted text of any store. */
const idPattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Whether a light of this name can have readings: what any store takes into a question as it is. */
export const isLightId = (light: string): boolean => idPattern.test(light);

/** Year 2200: InfluxDB's nanoseconds end in 2262, and a later instant is a node's broken clock. */
const atMsMax = Date.UTC(2200, 0, 1);

/**
 * How far before a period the stores look for the reading that still holds at its start, ms. A node reports every 15 minutes; what is
 * older than two days says nothing of now.
 */
export const lookBackMs = 48 * 3_600_000;

/** The order of `following` codes in stores is for ever: append only. */
export const followings: readonly Following[] = ["programme", "target", "default", "local"];

/** Numeric fields of a reading, in the order in which they travel to the embedded store's thread. */
export const measures = [
  "levelPct",
  "powerW",
  "voltageV",
  "currentA",
  "powerFactor",
  "energyKwh",
  "temperatureC",
  "burningHours",
  "faultBits",
] as const satisfies readonly (keyof Reading)[];

/** Why a store must refuse this reading: which field, what was found, what was expected. All problems in one text; undefined when good. */
export function readingProblem(reading: Reading): string | undefined {
  const problems: string[] = [];
  const expect = (good: boolean, field: keyof Reading, expected: string): void => {
    if (!good) problems.push(`${field}: found ${JSON.stringify(String(reading[field]).slice(0, 80))}, expected ${expected}`);
  };
  expect(isLightId(reading.light), "light", "an id of lower-case letters, digits and hyphens");
  expect(isCount(reading.boot), "boot", "a whole number from 0");
  expect(isCount(reading.seq), "seq", "a whole number from 0");
  expect(isCount(reading.atMs) && reading.atMs < atMsMax, "atMs", "whole ms from 1970 until 2200");
  for (const field of measures) if (!Number.isFinite(reading[field])) expect(false, field, "a finite number");
  expect(followings.includes(reading.following), "following", followings.join(", "));
  return problems.length === 0 ? undefined : problems.join("; ");
}

/** Bad readings told of at most in one failure: their number is told as well. */
const toldMax = 10;

/** Throws BAD_INPUT that names every reading which no store would take, and why. */
export function assertStorable(readings: readonly Reading[]): void {
  const problems: string[] = [];
  let bad = 0;
  for (const reading of readings) {
    const problem = readingProblem(reading);
    if (problem !== undefined && ++bad <= toldMax) problems.push(`${nameOf(reading)}: ${problem}`);
  }
  if (bad > 0) throw new LightingError("BAD_INPUT", `${bad} of ${readings.length} readings cannot be stored; ${problems.join("; ")}`);
}

/** A reading as people are told of it. */
const nameOf = ({ light, boot, seq }: Reading): string => `light ${JSON.stringify(light.slice(0, 80))}, boot ${boot}, report ${seq}`;

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** Oldest first; within one ms in the order the node made them. */
export const byInstant = (a: Reading, b: Reading): number => a.atMs - b.atMs || a.boot - b.boot || a.seq - b.seq;

/** A light's report as it is stored; `atMs` is the report's instant, already read. */
export function readingOf(light: string, report: Report, atMs: number): Reading {
  const { boot, seq, levelPct, powerW, voltageV, currentA, powerFactor, energyKwh, temperatureC, burningHours, faultBits, following } = report;
  return { light, boot, seq, atMs, levelPct, powerW, voltageV, currentA, powerFactor, energyKwh, temperatureC, burningHours, faultBits, following };
}
