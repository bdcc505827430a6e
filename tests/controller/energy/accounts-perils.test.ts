/** What happens to the accounts when their thread dies, their disk fills or their file is damaged, told by a keeper as in an installation. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate as turn } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import { openAccounts } from "#controller/energy/accountant";
import type { Accounts } from "#controller/energy/accounts";
import { openAccountsThread } from "#controller/energy/accounts-thread";
import { EnergyKeeper } from "#controller/energy/keeper";
import { openEmbeddedTelemetry } from "#controller/telemetry/embedded";
import { openInfluxTelemetry } from "#controller/telemetry/influxdb";
import type { TelemetryStore } from "#controller/telemetry/port";
import { light, type Rig, startRig } from "#tests/controller/rig";
import { startInfluxdb } from "#tests/setup/influxdb";
import { all, each, everything, folder, hourMs, steady, unlike } from "./accounts-rig.ts";

const lights = ["l-1", "l-2", "l-3"].map((id) => light(id));
const at = "2026-11-21T02:00:00.000Z";
const nowMs = Date.parse(at);
const dayMs = 24 * hourMs;
/** The last local day that is over; London keeps UTC in November. */
const yesterday = "2026-11-20";

interface Installation {
  readonly rig: Rig;
  readonly store: TelemetryStore;
  readonly path: string;
  /** Accounts over the store, kept; ended with the test. */
  keep(accounts: Accounts): Promise<Kept>;
}

interface Kept {
  readonly accounts: Accounts;
  readonly keeper: EnergyKeeper;
  readonly said: string[];
}

async function installation(path = folder()): Promise<Installation> {
  const store = openEmbeddedTelemetry(join(path, "telemetry.sqlite"));
  const rig = await startRig({ lights, at, store });
  const tariff = { name: "T", from: "2026-01-01", standingPencePerDay: 10, pencePerKwh: 30, bands: [] };
  const publication = {
    kind: "tariffs",
    id: "all",
    body: { tariffs: [tariff] },
    author: "Ailsa",
    atMs: nowMs,
    reason: "test",
    rolledBackTo: undefined,
  } as const;
  await rig.controller.publishDesign(publication);
  onTestFinished(() => rig.close());
  const keep = async (accounts: Accounts): Promise<Kept> => {
    const said: string[] = [];
    const keeper = new EnergyKeeper({ controller: rig.controller, accounts, halfHourDays: 1_096, log: (line) => said.push(line) });
    onTestFinished(() => keeper.close());
    return { accounts, keeper, said };
  };
  return { rig, store, path, keep };
}

const threadOn = (path: string, name = "energy.sqlite"): Accounts =>
  openAccountsThread({ path: join(path, name), store: { kind: "embedded", path: join(path, "telemetry.sqlite") }, readingsDays: 90 });

const readingsOf = (days: number) => lights.flatMap(({ id }, i) => steady(id, nowMs - days * dayMs, nowMs + hourMs, { powerW: 30 + 10 * i }));

/** Rounds until nothing waits. */
async function settled({ keeper, accounts, said }: Kept): Promise<void> {
  for (let round = 0; round < 30; round++) {
    await keeper.round();
    const state = await accounts.state();
    const isDone = state.accountedToMs !== undefined && state.daysWaiting + state.daysToCost + state.daysWithoutSchedule.length === 0;
    if (round > 4 && isDone) return;
  }
  throw new Error(`the accounts still wait after 30 rounds: ${JSON.stringify(await accounts.state())}; ${said.join("; ")}`);
}

/** What accounts give that were never in peril, in a file of their own. */
async function untroubled({ rig, store, keep }: Installation): Promise<string[]> {
  const kept = await keep(openAccounts({ path: join(folder(), "energy.sqlite"), store, readingsDays: 90 }));
  await settled(kept);
  expect(rig.controller.designs.inForce().tariffs.body.tariffs).toHaveLength(1);
  return everything(kept.accounts, lights.length);
}

/** Starts accounts in a thread; answers the thread, to do it harm. */
async function threadOf(start: () => Promise<unknown>): Promise<Worker> {
  const started: Worker[] = [];
  const take = (worker: Worker): void => void started.push(worker);
  process.on("worker", take);
  await start();
  process.off("worker", take);
  const [worker] = started;
  if (!worker) throw new Error("expected the accounts to start a thread");
  return worker;
}

test("a thread that dies is started again, told everything again, and accounts what was stored meanwhile", async () => {
  const town = await installation();
  const { store, path } = town;
  const kept = await town.keep(threadOn(path));
  const { accounts, keeper, said } = kept;
  const readings = readingsOf(2);
  const isLate = ({ light: id, atMs }: { light: string; atMs: number }): boolean => id === "l-2" && atMs < nowMs - 6 * hourMs && atMs > nowMs - 9 * hourMs;
  const late = readings.filter(isLate).map((reading) => ({ ...reading, levelPct: 40 }));
  await store.write(readings.filter((reading) => !isLate(reading)));
  const thread = await threadOf(() => keeper.round());
  await settled(kept);

  // Somebody holds the file, so that the thread waits for it in the middle of what it is asked.
  const holder = new DatabaseSync(join(path, "energy.sqlite"));
  holder.exec("BEGIN IMMEDIATE");
  const touched = keeper.touch(late);
  await turn();
  const asked = [touched, accounts.days({ from: yesterday, to: yesterday, members: all(3), bucket: "whole" }), accounts.work(nowMs)];
  const answers = Promise.allSettled(asked);
  await thread.terminate();
  for (const answer of await answers) expect(answer).toMatchObject({ status: "rejected", reason: { code: "STORE_OFFLINE" } });
  holder.close();
  // As the recorder does when the accounts cannot be told.
  await store.write(late);
  await settled(kept);

  // A round that came before the new thread was told of the lights may have waited.
  expect([undefined, "the energy accounts go on"]).toContain(said.at(-1));
  const { sums, known } = await accounts.days({ from: yesterday, to: yesterday, members: each(3), bucket: "day" });
  expect([...known.scheduledKwh, ...known.meteredPence]).toEqual(Array(6).fill(1));
  expect([...sums.meteredPence].reduce((sum, pence) => sum + pence, 0)).toBeCloseTo(30 * 0.12 * 24, 2);
  expect(unlike(await everything(accounts, 3), await untroubled(town))).toEqual([]);
});

test("accounts over InfluxDB, in their thread, are those over the embedded store", { timeout: 60_000 }, async () => {
  const town = await installation();
  const server = await startInfluxdb();
  onTestFinished(() => server.close());
  const place = { url: server.url, database: "leerie", authority: "testburgh" };
  const influx = openInfluxTelemetry(place);
  onTestFinished(() => influx.close());
  const readings = readingsOf(2);
  const gone = openAccountsThread({ path: join(town.path, "influx.sqlite"), store: { kind: "influxdb", ...place }, readingsDays: 90 });
  const kept = await town.keep(gone);
  for (const some of [readings.filter((_, i) => i % 5 !== 0), readings.filter((_, i) => i % 5 === 0)]) {
    await kept.keeper.touch(some);
    await influx.write(some);
    await town.store.write(some);
    await settled(kept);
  }
  const found = await everything(kept.accounts, 3);
  expect(found.length).toBeGreaterThan(300);
  expect(unlike(found, await untroubled(town))).toEqual([]);
  // Readings that the accounts were not told of are found here too.
  await influx.write(steady("l-1", nowMs - dayMs, nowMs - dayMs + hourMs, { everyMin: 7 }));
  expect(await kept.accounts.check(yesterday, nowMs)).toBe(1);
});

test("a full disk is told with what to do, and when there is room the accounts go on and are right", async (context) => {
  const [town, disk] = [await installation(), join(folder(), "small")];
  mkdirSync(disk);
  if (!(await ran("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk))) context.skip("a small disk can only be made with the right to mount");
  onTestFinished(async () => void (await ran("umount", disk)));
  await town.store.write(readingsOf(2));
  const accounts = openAccountsThread({
    path: join(disk, "energy.sqlite"),
    store: { kind: "embedded", path: join(town.path, "telemetry.sqlite") },
    readingsDays: 90,
  });
  const kept = await town.keep(accounts);
  onTestFinished(() => accounts.close());
  for (let round = 0; round < 6 && kept.said.length === 0; round++) await kept.keeper.round();
  expect(kept.said.at(-1)).toMatch(/energy accounts wait and will catch up: .*the disk is full: make room/);
  expect(await ran("mount", "-o", "remount,size=50m", disk)).toBe(true);
  await settled(kept);
  expect(kept.said.at(-1)).toBe("the energy accounts go on");
  expect(unlike(await everything(accounts, 3), await untroubled(town))).toEqual([]);
});

test("a damaged file is told with what to do; moved away, everything is computed again from the readings kept, whatever interrupts that", async () => {
  const town = await installation();
  const { store, path } = town;
  await store.write(readingsOf(20));
  const before = await town.keep(threadOn(path));
  await settled(before);
  await before.keeper.close();
  const whole = await untroubled(town);

  const file = join(path, "energy.sqlite");
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(7, 0, 100_000));
  const damaged = await town.keep(threadOn(path));
  await damaged.keeper.round();
  expect(damaged.said.at(-1)).toMatch(/are damaged: stop Leerie, move the file away and start again; days whose readings are still kept are accounted anew/);
  await damaged.keeper.close();

  renameSync(file, `${file}.damaged`);
  const first = await town.keep(threadOn(path));
  // Two rounds are not enough to tell twenty days' schedules.
  await first.keeper.round();
  await first.keeper.round();
  expect((await first.accounts.state()).daysWithoutSchedule.length).toBeGreaterThan(2);
  await first.keeper.close();
  const second = await town.keep(threadOn(path));
  await settled(second);
  expect(unlike(await everything(second.accounts, 3), whole)).toEqual([]);
});

/** Whether a command ends well. */
async function ran(command: string, ...args: readonly string[]): Promise<boolean> {
  const [status] = await once(spawn(command, args, { stdio: "ignore" }), "exit");
  return status === 0;
}
