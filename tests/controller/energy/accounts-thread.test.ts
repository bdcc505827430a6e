import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openAccountsThread } from "#controller/energy/accounts-thread";
import { openEmbeddedTelemetry } from "#controller/telemetry/embedded";
import { accountsOf, all, each, estateOf, everything, folder, hourMs, record, settled, steady, street, unlike } from "./accounts-rig.ts";

const midnight = Date.UTC(2026, 10, 21);
const now = midnight + 30 * hourMs;
const period = { from: "2026-11-21", to: "2026-11-22" };

async function threaded(lights = street(3)) {
  const path = folder();
  const store = openEmbeddedTelemetry(join(path, "telemetry.sqlite"));
  const accounts = openAccountsThread({
    path: join(path, "energy.sqlite"),
    store: { kind: "embedded", path: join(path, "telemetry.sqlite") },
    readingsDays: 90,
  });
  onTestFinished(async () => {
    await accounts.close();
    await store.close();
  });
  await accounts.setEstate(estateOf(lights));
  return { accounts, store, lights };
}

test("accounts in a thread of their own answer what those in the same thread do", async () => {
  const { accounts, store, lights } = await threaded();
  await record(
    accounts,
    store,
    lights.flatMap(({ id }, i) => steady(id, midnight, now, { powerW: 20 + i })),
  );
  await settled(accounts, now);
  const here = await accountsOf(store, lights);
  await settled(here, now);
  const found = await everything(accounts, 3);
  expect(found.length).toBeGreaterThan(100);
  expect(unlike(found, await everything(here, 3))).toEqual([]);
});

test("a question can be aborted, and progress is told", async () => {
  const { accounts, store } = await threaded();
  await record(accounts, store, steady("ep-0", midnight, now));
  await settled(accounts, now);
  const abort = new AbortController();
  const asked = accounts.days({ ...period, members: all(3), bucket: "day" }, abort.signal);
  abort.abort(new Error("the page was closed"));
  await expect(asked).rejects.toThrow("the page was closed");
  const shares: number[] = [];
  await accounts.halfHours({ ...period, members: each(3) }, undefined, (share) => shares.push(share));
  expect(shares.at(-1)).toBe(1);
});

test("the members that a question is about stay the asker's", async () => {
  const { accounts } = await threaded();
  const members = all(3);
  await accounts.days({ ...period, members, bucket: "day" });
  expect(members.of).toHaveLength(3);
});

test("a file that cannot be used rejects with what to do, and nothing else stops", async () => {
  const path = folder();
  const accounts = openAccountsThread({
    path: join(path, "no-such-folder", "energy.sqlite"),
    store: { kind: "embedded", path: join(path, "t.sqlite") },
    readingsDays: 90,
  });
  onTestFinished(() => accounts.close());
  await expect(accounts.setEstate(estateOf(street(1)))).rejects.toMatchObject({
    code: "STORE_OFFLINE",
    message: expect.stringContaining("see that its folder exists"),
  });
  await expect(accounts.work(now)).rejects.toMatchObject({ code: "STORE_OFFLINE" });
});
