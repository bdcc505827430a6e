/** A part-night profile with a Hogmanay exception: drafted, published for a group, held by its nodes, rolled back. Over real sockets. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DesignKind } from "#contract/design";
import type { DesignName } from "#controller/registry/port";
import { World } from "./world.ts";

const minuteMs = 60_000;
const heading = "id,lat,lon,street,ward,switch_regime,watts,feeder";
const line = (id: string, index: number, ward: string): string => `${id},${55.96 + index * 0.0004},-3.17,High Street,${ward},35/18,60,fp-1`;
const leith = Array.from({ length: 30 }, (_, i) => `t${i}`);
const portobello = Array.from({ length: 10 }, (_, i) => `p${i}`);
const csv = [heading, ...leith.map((id, i) => line(id, i, "Leith")), ...portobello.map((id, i) => line(id, i, "Portobello"))].join("\n");

const partNight = {
  name: "Quiet from ten",
  steps: [
    { at: { lux: 35, edge: "falling" }, levelPct: 100 },
    { at: { time: "22:00" }, levelPct: 30 },
    { at: { time: "06:00" }, levelPct: 100 },
    { at: { lux: 18, edge: "rising" }, levelPct: 0 },
  ],
};
const calendar = {
  name: "Leith",
  defaultProfile: "quiet",
  rules: [{ name: "Hogmanay", when: [{ on: "dates", from: "--12-31", to: "--12-31" }], profile: "dusk-dawn" }],
};
const theCalendar: DesignName = { kind: "calendar", id: "leith" };
const theGroups: DesignName = { kind: "groups", id: "all" };

let world: World;
beforeAll(async () => {
  world = await World.start({ csv, at: "2026-12-30T12:00:00.000Z" });
}, 60_000);
afterAll(() => world.close());

async function publish(kind: DesignKind, id: string, body: Record<string, unknown>): Promise<void> {
  const saved = await world.desk.designs.saveDraft({ kind, id }, { body, baseRevision: 0 }, "Ailsa");
  if (!saved.ok) throw new Error(saved.error.message);
  const published = await world.desk.designs.publish({ kind, id }, { revision: saved.answer.draft.revision, reason: "agreed with the ward" }, "Ailsa");
  if (!published.ok) throw new Error(published.error.message);
}

/** By a quarter of an hour at a time, so that every node lives through it. */
async function reach(instant: string): Promise<void> {
  while (world.clock.now() < Date.parse(instant)) await world.advance(Math.min(15 * minuteMs, Date.parse(instant) - world.clock.now()));
}

const levelsOf = (ids: readonly string[]): number[] => [...new Set(ids.map((id) => world.fleet.levels().get(id) ?? Number.NaN))];
const rollout = (name: DesignName = theCalendar) => world.desk.designs.rollout(name);

test("what was published reaches every node it is for, and no other is told anything", async () => {
  await world.advance(5 * minuteMs);
  const sent = world.controller.situation.dispatch.sent;
  await publish("profile", "quiet", partNight);
  await publish("calendar", "leith", calendar);
  expect(rollout()).toMatchObject({ lights: 0 });
  await publish("groups", "all", { calendars: [{ group: "leith", calendar: "leith" }] });
  expect(rollout()).toMatchObject({ lights: 30, inForce: 0, pending: 30, failed: 0 });
  await world.settle();
  expect(rollout()).toEqual({ lights: 30, inForce: 30, pending: 0, failed: 0, examples: [] });
  expect(world.controller.situation.dispatch.sent).toBe(sent + 30);
}, 60_000);

test("the nodes dim on an ordinary night and not on 31 December, alone when the controller is away", async () => {
  await reach("2026-12-30T21:55:00.000Z");
  expect([levelsOf(leith), levelsOf(portobello)]).toEqual([[100], [100]]);
  await reach("2026-12-30T23:30:00.000Z");
  expect([levelsOf(leith), levelsOf(portobello)]).toEqual([[30], [75]]);
  await reach("2026-12-31T13:00:00.000Z");
  await world.stopController();
  for (const at of ["2026-12-31T23:30:00.000Z", "2027-01-01T03:00:00.000Z"]) {
    await reach(at);
    expect([at, levelsOf(leith)]).toEqual([at, [100]]);
  }
  expect(levelsOf(portobello)).toEqual([50]);
  await reach("2027-01-01T23:30:00.000Z");
  expect(levelsOf(leith)).toEqual([30]);
}, 120_000);

test("a restart keeps every version, and what is in force", async () => {
  await world.startController();
  await world.until("the bus", () => world.controller.bus.connected);
  for (let minute = 0; minute < 20; minute++) await world.advance(minuteMs);
  expect(world.desk.designs.versions(theGroups).map(({ version, author }) => [version, author])).toEqual([
    [0, undefined],
    [1, "Ailsa"],
  ]);
  expect(rollout()).toMatchObject({ lights: 30, inForce: 30 });
  const [node] = leith;
  expect(world.desk.light(node ?? "")?.expected.because.text).toContain("Quiet from ten");
}, 60_000);

test("a light that a new list brings has its group's calendar, and the page says that its node is not there yet", async () => {
  await world.desk.importInventory(`${csv}\n${line("t99", 30, "Leith")}`);
  for (let minute = 0; minute < 5; minute++) await world.advance(minuteMs);
  const { lights, inForce, pending, examples } = rollout();
  expect({ lights, inForce, pending }).toEqual({ lights: 31, inForce: 30, pending: 1 });
  expect(examples).toEqual([{ light: "t99", state: "pending", why: expect.stringContaining("has not connected") }]);
}, 60_000);

test("a roll back is a new version that the nodes follow; one that does not answer is named", async () => {
  world.fleet.fault({ lights: ["t3"], fault: "silent", on: true });
  const back = await world.desk.designs.rollBack(theGroups, { version: 0, reason: "Leith asked for its light back" }, "Brodie");
  expect(back).toMatchObject({ ok: true, answer: { version: { version: 2, rolledBackTo: 0, author: "Brodie" } } });
  for (let minute = 0; minute < 20; minute++) await world.advance(minuteMs);
  const profile: DesignName = { kind: "profile", id: "part-night-35-18" };
  expect(rollout(profile)).toMatchObject({ lights: 41, inForce: 39 });
  expect(
    rollout(profile)
      .examples.map(({ light }) => light)
      .sort(),
  ).toEqual(["t3", "t99"]);
  await reach("2027-01-02T23:00:00.000Z");
  expect(levelsOf(leith.filter((id) => id !== "t3"))).toEqual([75]);
}, 120_000);

test("what may not be published leaves the lights as they are", async () => {
  const before = world.controller.situation.plans.all().map(({ programme }) => programme.version);
  const wrong = { ...calendar, defaultProfile: "nobody-made-it" };
  await expect(publish("calendar", "leith", wrong)).rejects.toThrow(/nobody-made-it/);
  expect(world.controller.situation.plans.all().map(({ programme }) => programme.version)).toEqual(before);
});
