/** A feeder lost while the rest of the town reports, through the whole controller: one incident, one alarm, in time, and through a restart. */
import { expect, onTestFinished, test } from "vitest";
import { upTopic } from "#contract/topics";
import type { LightRecord } from "#controller/registry/inventory";
import { openMemoryRegistry } from "#controller/registry/memory";
import type { Registry } from "#controller/registry/port";
import { authority, evening, light, type Rig, startRig } from "../rig.ts";

const second = 1_000;
const minute = 60 * second;
const query = { list: "active", limit: 200 } as const;

/** Feeder fp-1 with `onFeeder` lights, and others on feeders of 50. */
function town(onFeeder: number, others: number): LightRecord[] {
  return Array.from({ length: onFeeder + others }, (_, n) =>
    light(`${n}`, {
      feeder: n < onFeeder ? "fp-1" : `fp-${2 + Math.floor((n - onFeeder) / 50)}`,
      street: `Street ${Math.floor(n / 25)}`,
      lat: 55.9 + Math.floor(n / 25) * 0.001,
      lon: -3.19 + (n % 25) * 0.0003,
    }),
  );
}

async function start(lights: LightRecord[], registry: Registry = openMemoryRegistry(), at: string = evening): Promise<Rig> {
  const rig = await startRig({ lights, registry, at });
  onTestFinished(() => rig.close().catch(() => undefined));
  return rig;
}

const ids = (lights: readonly LightRecord[]): string[] => lights.map(({ id }) => id);

function lose(rig: Rig, nodes: readonly string[]): void {
  for (const node of nodes) rig.bus.deliver(upTopic({ authority, connection: node, subject: node }, "lost"), JSON.stringify({ connection: node }));
}

test("500 lights of a feeder lost while 1,000 others report: one incident within 2 minutes, one alarm, over when they are back", async () => {
  const lights = town(500, 1_000);
  const rig = await start(lights);
  const all = ids(lights);
  const gone = all.slice(0, 500);
  for (const node of all) rig.report(node);
  rig.clock.advance(minute);
  const lostAtMs = rig.clock.now();
  // A broker misses them one after another.
  for (let part = 0; part < 5; part++) {
    lose(rig, gone.slice(part * 100, (part + 1) * 100));
    for (const node of all.slice(500 + part * 100, 600 + part * 100)) rig.report(node);
    rig.clock.advance(5 * second);
  }
  rig.clock.advanceTo(lostAtMs + 2 * minute);
  const { total, incidents } = await rig.desk.alarms.incidents({ state: "standing", work: false, limit: 10 });
  expect({ total, first: incidents[0] }).toMatchObject({
    total: 1,
    first: { cause: "feeder", subject: "fp-1", kind: "supply-loss", title: "Supply lost: feeder fp-1, 500 lights", lightsNow: 500 },
  });
  const { alarms, counts } = await rig.desk.alarms.list(query);
  expect(counts).toMatchObject({ active: 1, unacknowledged: 1 });
  expect(alarms[0]).toMatchObject({ id: incidents[0]?.id, priority: 2, state: "unacknowledged", response: { timeToRespond: "4 h" } });

  await rig.desk.alarms.act({ do: "acknowledge", ids: [incidents[0]?.id ?? ""] }, "Ada");
  for (const node of gone) rig.hello(node, { boot: 2 });
  rig.clock.advance(5 * minute);
  expect(rig.desk.alarms.news().counts).toMatchObject({ active: 0 });
  const detail = await rig.desk.alarms.incident(incidents[0]?.id ?? "");
  expect(detail?.incident).toMatchObject({ lightsNow: 0, lightsEver: 500, endedAt: expect.any(String) });
  expect(detail?.history.map(({ event, by }) => [event, by])).toEqual([
    ["raised", undefined],
    ["acknowledged", "Ada"],
    ["cleared", undefined],
  ]);
});

test("a restart in the middle raises nothing anew: the same alarm, acknowledged as it was, and it clears", async () => {
  const lights = town(40, 100);
  const registry = openMemoryRegistry();
  const rig = await start(lights, { ...registry, close: async () => {} });
  for (const node of ids(lights)) rig.report(node);
  rig.clock.advance(minute);
  lose(rig, ids(lights).slice(0, 40));
  rig.clock.advance(2 * minute);
  const [before] = (await rig.desk.alarms.list(query)).alarms;
  await rig.desk.alarms.act({ do: "acknowledge", ids: [before?.id ?? ""] }, "Ada");
  await rig.close();

  const again = await start(lights, registry, new Date(rig.clock.now() + minute).toISOString());
  for (const node of ids(lights).slice(40)) again.report(node);
  again.clock.advance(5 * minute);
  const { alarms, counts } = await again.desk.alarms.list(query);
  expect(counts).toMatchObject({ active: 1, unacknowledged: 0 });
  expect(alarms[0]).toMatchObject({ id: before?.id, state: "acknowledged", raisedAt: before?.raisedAt });
  for (const node of ids(lights).slice(0, 40)) again.hello(node, { boot: 2 });
  again.clock.advance(5 * minute);
  expect(again.desk.alarms.news().counts).toMatchObject({ active: 0 });
  expect((await again.desk.alarms.incidents({ state: "standing", work: false, limit: 10 })).total).toBe(0);
  const { figures, frequent } = await again.desk.alarms.health({ from: evening });
  expect(figures.find(({ name }) => name === "most in 10 minutes")).toMatchObject({ value: 1, isMet: true });
  expect(frequent).toEqual([{ subject: "feeder fp-1", kind: "supply-loss", alarms: 1, share: 1 }]);
});

test("with another inventory incidents go on: the same one, which ends when its light is heard", async () => {
  const lights = town(10, 20);
  const rig = await start(lights);
  for (const node of ids(lights)) rig.report(node);
  lose(rig, ["15"]);
  rig.clock.advance(5 * minute);
  const standing = async () => (await rig.desk.alarms.incidents({ state: "standing", work: true, limit: 10 })).incidents;
  const [before] = await standing();
  expect(before).toMatchObject({ subject: "15", kind: "communication-failure" });
  await rig.controller.putLights([...lights, light("900", { feeder: "fp-9", street: "New Street" })]);
  rig.clock.advance(minute);
  expect((await standing()).map(({ id }) => id)).toEqual([before?.id]);
  rig.report("15");
  rig.clock.advance(minute);
  expect(await standing()).toEqual([]);
});

test("a registry that does not take what a person did says so, and has it later", async () => {
  const lights = town(10, 20);
  const registry = openMemoryRegistry();
  let isAway = false;
  const rig = await start(lights, { ...registry, saveAlarms: (changes) => (isAway ? Promise.reject(new Error("disk full")) : registry.saveAlarms(changes)) });
  for (const node of ids(lights)) rig.report(node);
  rig.clock.advance(minute);
  lose(rig, ids(lights).slice(0, 10));
  rig.clock.advance(2 * minute);
  const [alarm] = (await rig.desk.alarms.list(query)).alarms;
  isAway = true;
  await expect(rig.desk.alarms.act({ do: "acknowledge", ids: [alarm?.id ?? ""] }, "Ada")).rejects.toThrow("disk full");
  isAway = false;
  rig.clock.advance(3 * second);
  await expect.poll(async () => (await registry.alarmHistory(alarm?.id ?? "", 10)).length).toBe(2);
});
