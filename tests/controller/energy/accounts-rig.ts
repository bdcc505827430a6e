/** Accounts over a real file and a street of lights whose readings the test makes; and every column of them, to compare. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { FittedLight } from "#controller/decide/lamp";
import { openAccounts } from "#controller/energy/accountant";
import { type Accounts, type DaySums, dayFields, type Estate, type HalfHourSums, halfHourFields, type Members } from "#controller/energy/accounts";
import type { Reading, TelemetryStore } from "#controller/telemetry/port";
import { light } from "#tests/controller/rig";
import { reading } from "#tests/suites/telemetry-store";

export const hourMs = 3_600_000;
export const minuteMs = 60_000;
export const place = { lat: 51.54, lon: -0.14 };

export const street = (count: number, powerW = 60): FittedLight[] => Array.from({ length: count }, (_, i) => light(`ep-${i}`, { powerW }));

export const estateOf = (lights: readonly FittedLight[]): Estate => ({ lights, timeZone: "Europe/London", place, halfHourDays: 1_095 });

export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "leerie-energy-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Accounts in a folder of their own unless told; closed with the test. */
export async function accountsOf(store: TelemetryStore, lights: readonly FittedLight[], path = join(folder(), "energy.sqlite")): Promise<Accounts> {
  const accounts = openAccounts({ path, store, readingsDays: 90 });
  onTestFinished(() => accounts.close());
  await accounts.setEstate(estateOf(lights));
  return accounts;
}

/** Work until nothing waits: a mark is due after a turn has passed. */
export async function settled(accounts: Accounts, nowMs: number): Promise<void> {
  for (let turn = 0; turn < 12; turn++) {
    await accounts.work(nowMs);
    const { daysWaiting, daysToCost } = await accounts.state();
    if (turn > 2 && daysWaiting === 0 && daysToCost === 0) return;
  }
  throw new Error(`the accounts still wait after 12 turns: ${JSON.stringify(await accounts.state())}`);
}

/** As the recorder does: says what will be stored, stores it. */
export async function record(accounts: Accounts, store: TelemetryStore, readings: readonly Reading[]): Promise<void> {
  await accounts.touch(readings);
  await store.write(readings);
}

/** What a light at a steady power reports every `everyMin`, its counter true from `fromKwh`. */
export function steady(
  id: string,
  fromMs: number,
  toMs: number,
  options: { levelPct?: number; powerW?: number; everyMin?: number; fromKwh?: number } = {},
): Reading[] {
  const { levelPct = 100, powerW = 60, everyMin = 15, fromKwh = 100 } = options;
  const count = Math.ceil((toMs - fromMs) / (everyMin * minuteMs));
  return Array.from({ length: count }, (_, i) =>
    reading({ light: id, seq: i + 1, atMs: fromMs + i * everyMin * minuteMs, levelPct, powerW, energyKwh: fromKwh + (powerW * i * everyMin) / 60_000 }),
  );
}

/** Each light a member of its own. */
export const each = (count: number): Members => ({ of: Int32Array.from({ length: count }, (_, row) => row), count });
export const all = (count: number): Members => ({ of: new Int32Array(count), count: 1 });

/** Every column there is, light by light, as text with the days and half hours spelt out. */
export async function everything(accounts: Accounts, lights: number): Promise<string[]> {
  const request = { from: "2000-01-01", to: "2100-01-01" };
  const days = await accounts.days({ ...request, members: each(lights), bucket: "day" });
  const halfHours = await accounts.halfHours({ ...request, members: each(lights) });
  const totals = await accounts.halfHours({ ...request, members: all(lights) });
  return [...dayLines(days, lights), ...halfHourLines("light", halfHours, lights), ...halfHourLines("total", totals, 1)];
}

/** Lines of one that the other has not, the first few: what a failing comparison shows. */
export const unlike = (found: readonly string[], expected: readonly string[]): string[] => {
  const [a, b] = [new Set(found), new Set(expected)];
  return [
    ...found
      .filter((line) => !b.has(line))
      .map((line) => `found ${line}`)
      .slice(0, 6),
    ...expected
      .filter((line) => !a.has(line))
      .map((line) => `expected ${line}`)
      .slice(0, 6),
  ];
};

const dayLines = ({ days, sums, lightDays }: DaySums, count: number): string[] =>
  days.flatMap((day, at) =>
    Array.from({ length: count }, (_, member) => {
      const index = at * count + member;
      return `${day} light ${member} known ${lightDays[index]} ${dayFields.map((field) => `${field} ${sums[field][index]?.toPrecision(7)}`).join(" ")}`;
    }),
  );

const halfHourLines = (name: string, { startsMs, sums, lights }: HalfHourSums, count: number): string[] =>
  [...startsMs].flatMap((startMs, at) =>
    Array.from({ length: count }, (_, member) => {
      const index = at * count + member;
      const fields = halfHourFields.map((field) => `${field} ${sums[field][index]}`).join(" ");
      return `${new Date(startMs).toISOString()} ${name} ${member} of ${lights[index]}: ${fields}`;
    }),
  );
