import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import type { Accounts } from "#controller/energy/accounts";
import { MemoryTelemetry } from "#controller/telemetry/memory";
import { accountsOf, estateOf, everything, folder, hourMs, minuteMs, record, settled, steady, street, unlike } from "./accounts-rig.ts";

const midnight = Date.UTC(2026, 10, 21);
const dayMs = 24 * hourMs;
const now = midnight + 2 * dayMs + 9 * hourMs;
const lights = street(4);

/** Two days and a morning of four lights; ep-2 lacks a stretch in the middle of the first day, and ep-3 one over its end. */
async function accounted(): Promise<{ accounts: Accounts; store: MemoryTelemetry; path: string; late: ReturnType<typeof steady> }> {
  const [store, path] = [new MemoryTelemetry(), join(folder(), "energy.sqlite")];
  const accounts = await accountsOf(store, lights, path);
  const all = lights.flatMap(({ id }) => steady(id, midnight, now));
  const isLate = ({ light, atMs }: { light: string; atMs: number }): boolean =>
    (light === "ep-2" && atMs >= midnight + 8 * hourMs && atMs < midnight + 11 * hourMs) ||
    (light === "ep-3" && Math.abs(atMs - midnight - dayMs) < 2 * hourMs);
  await record(
    accounts,
    store,
    all.filter((reading) => !isLate(reading)),
  );
  await settled(accounts, now);
  return { accounts, store, path, late: all.filter(isLate).map((reading) => ({ ...reading, levelPct: 40 })) };
}

const days = ["2026-11-21", "2026-11-22", "2026-11-23"];
const checked = async (accounts: Accounts): Promise<number[]> => {
  const found: number[] = [];
  for (const day of days) found.push(await accounts.check(day, now));
  return found;
};

test("readings that were stored without the accounts knowing are found by day, and every figure is as if they had known", async () => {
  const { accounts, store, late } = await accounted();
  expect(await checked(accounts)).toEqual([0, 0, 0]);
  await store.write(late);
  // The second day of ep-3 waits to be accounted again since the first was compared.
  expect(await checked(accounts)).toEqual([2, 0, 0]);
  expect((await accounts.state()).detail).toContain("2 light-days were found to differ");
  await settled(accounts, now);
  expect(await checked(accounts)).toEqual([0, 0, 0]);
  const fresh = await accountsOf(store, lights);
  await settled(fresh, now);
  expect(unlike(await everything(accounts, 4), await everything(fresh, 4))).toEqual([]);
});

test("what a check has found is on the disk: a process that ends before it is accounted leaves it to the next", async () => {
  const { accounts, store, path, late } = await accounted();
  await store.write(late);
  await accounts.check("2026-11-21", now);
  await accounts.close();
  const next = await accountsOf(store, lights, path);
  await settled(next, now);
  expect(await checked(next)).toEqual([0, 0, 0]);
});

test("readings of the half hours that are still to be accounted, of lights that nobody fitted, and of days too old differ from nothing", async () => {
  const { accounts, store } = await accounted();
  await store.write([...steady("ep-0", now - 10 * minuteMs, now, { everyMin: 7 }), ...steady("stranger", midnight, now)]);
  expect(await checked(accounts)).toEqual([0, 0, 0]);
  await store.write(steady("ep-0", midnight + 5 * minuteMs, midnight + hourMs));
  expect(await accounts.check("2026-11-21", now + 89 * dayMs)).toBe(0);
  expect(await accounts.check("2026-11-21", now + 85 * dayMs)).toBe(1);
});

test("a file that is held when readings are told keeps their marks for later", async () => {
  const { accounts, store, path, late } = await accounted();
  const other = new DatabaseSync(path);
  other.exec("BEGIN IMMEDIATE");
  await expect(accounts.touch(late)).rejects.toMatchObject({ code: "STORE_OFFLINE", message: expect.stringContaining("another process holds it") });
  other.exec("COMMIT");
  other.close();
  await store.write(late);
  await accounts.touch([]);
  await accounts.close();
  const next = await accountsOf(store, lights, path);
  expect(await next.state()).toMatchObject({ daysWaiting: 2 });
});

test("sums asked of another inventory than the accounts were told are refused, whatever its size", async () => {
  const { accounts } = await accounted();
  await accounts.setEstate({ ...estateOf(lights.toReversed()), inventory: 2 });
  const ask = (inventory: number) => {
    const members = { inventory, of: Int32Array.from(lights.keys()), count: 4 };
    return accounts.days({ from: "2026-11-21", to: "2026-11-21", members, bucket: "day" });
  };
  await expect(ask(1)).rejects.toMatchObject({ code: "GEOMETRY_CHANGED", message: expect.stringContaining("ask again") });
  expect((await ask(2)).lightDays).toHaveLength(4);
  const members = { inventory: 1, of: new Int32Array(4), count: 1 };
  await expect(accounts.halfHours({ from: "2026-11-21", to: "2026-11-21", members })).rejects.toMatchObject({ code: "GEOMETRY_CHANGED" });
});
