/** What is held against what at the end of the proof: the store against what the nodes made, the accounts against what the lamps took. */
import type { Accounts } from "#controller/energy/accounts";
import type { Reading, TelemetryStore } from "#controller/telemetry/port";
import { measures } from "#controller/telemetry/reading";

/** A reading may differ by so much: half the last digit that every store keeps (controller/telemetry/port.ts), and what doubles cannot say. */
const kept: Readonly<Record<(typeof measures)[number], number>> = {
  levelPct: 0.01,
  powerW: 0.01,
  voltageV: 0.01,
  currentA: 0.000_1,
  powerFactor: 0.000_1,
  energyKwh: 0.000_001,
  temperatureC: 0.01,
  burningHours: 0.001,
  faultBits: 0,
};
const slackShare = 0.5 + 1e-6;
/** Differences told of; one is enough to fail. */
const toldMax = 20;
/** As far as InfluxDB's instants go, ms. */
const endMs = Date.UTC(2200, 0, 1);

const nameOf = ({ light, boot, seq }: Reading): string => `light ${light}, boot ${boot}, report ${seq}`;

/** What the node of a light has made. */
export interface Made {
  readonly light: string;
  readonly readings: readonly Reading[];
}

/** Every reading that a node made against every reading that the store holds, one by one: lost, unknown, and changed. Nothing when they are the same. */
export async function differences(all: Iterable<Made>, store: TelemetryStore): Promise<string[]> {
  const told: string[] = [];
  for (const { light, readings } of all) {
    const held = new Map((await store.history(light, 0, endMs, 1_000_000)).map((reading) => [nameOf(reading), reading]));
    for (const made of readings) {
      const name = nameOf(made);
      const found = held.get(name);
      held.delete(name);
      if (!found) told.push(`lost: ${name} of ${new Date(made.atMs).toISOString()}`);
      else told.push(...changes(made, found).map((change) => `changed: ${name}: ${change}`));
    }
    told.push(...[...held.keys()].map((name) => `never made: ${name}`));
    if (told.length > toldMax) return told.slice(0, toldMax);
  }
  return told;
}

function changes(made: Reading, found: Reading): string[] {
  const fields = measures.filter((field) => Math.abs(found[field] - made[field]) > kept[field] * slackShare);
  const wrong = fields.map((field) => `${field} made ${made[field]}, stored ${found[field]}`);
  if (found.atMs !== made.atMs) wrong.push(`made at ${made.atMs}, stored at ${found.atMs}`);
  if (found.following !== made.following) wrong.push(`made following ${made.following}, stored ${found.following}`);
  return wrong;
}

/** Half hours of each light: element `half hour × lights.length + light`. */
export interface LightHalfHours {
  readonly lights: readonly string[];
  readonly startsMs: Float64Array;
  readonly meteredMwh: Float64Array;
  readonly calculatedMwh: Float64Array;
}

export async function halfHoursOf(accounts: Accounts, lights: readonly string[], from: string, to: string): Promise<LightHalfHours> {
  const members = { of: Int32Array.from(lights.keys()), count: lights.length };
  const { startsMs, sums } = await accounts.halfHours({ from, to, members });
  return { lights, startsMs, meteredMwh: sums.meteredMwh, calculatedMwh: sums.calculatedMwh };
}

/** Half hours of lights that are not the same to the last bit in both. */
export function unequal(one: LightHalfHours, other: LightHalfHours): string[] {
  const starts = new Map([...other.startsMs].map((startMs, at) => [startMs, at]));
  const lights = new Map(other.lights.map((light, at) => [light, at]));
  const told: string[] = [];
  if (one.startsMs.length !== other.startsMs.length) told.push(`${one.startsMs.length} half hours against ${other.startsMs.length}`);
  one.startsMs.forEach((startMs, half) => {
    one.lights.forEach((light, at) => {
      const here = half * one.lights.length + at;
      const there = (starts.get(startMs) ?? Number.NaN) * other.lights.length + (lights.get(light) ?? Number.NaN);
      for (const field of ["meteredMwh", "calculatedMwh"] as const) {
        if (one[field][here] !== other[field][there] && told.length < toldMax)
          told.push(`${light}, ${new Date(startMs).toISOString()}: ${field} ${one[field][here]} against ${other[field][there]}`);
      }
    });
  });
  return told;
}

export interface NightEnergy {
  readonly night: string;
  readonly trueMwh: number;
  readonly meteredMwh: number;
  readonly calculatedMwh: number;
}

/** What lamps took between two instants of the proof, by the nodes' own meters, and what the accounts say of the same half hours. */
export function energyBetween(halfHours: LightHalfHours, fromMs: number, toMs: number, trueKwh: number): NightEnergy {
  const { lights, startsMs } = halfHours;
  const sum = (column: Float64Array): number =>
    startsMs.reduce((all, startMs, half) => {
      if (startMs < fromMs || startMs >= toMs) return all;
      return all + column.subarray(half * lights.length, (half + 1) * lights.length).reduce((one, each) => one + each, 0);
    }, 0);
  const night = new Date(fromMs).toISOString();
  return { night, trueMwh: trueKwh * 1e6, meteredMwh: sum(halfHours.meteredMwh), calculatedMwh: sum(halfHours.calculatedMwh) };
}
