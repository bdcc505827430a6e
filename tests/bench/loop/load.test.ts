/** A figure is only as good as the load behind it: what was counted as published must have arrived, once, in order. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { groupsOf } from "#controller/registry/groups";
import { importInventory } from "#controller/registry/import";
import { type Rig, secretOf, startRig, until } from "#tests/broker/rig";
import { Load, type LoadNode } from "./load.ts";
import { inventoryCsv } from "./plan.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.close());

const nodeOf = (id: string): LoadNode => {
  return { id, secret: secretOf(id), topic: `leerie/v1/camden/${id}/${id}/up/report`, report: (seq) => JSON.stringify({ id, seq, padding: "x".repeat(300) }) };
};
const nodes = [nodeOf("n1"), nodeOf("n2")];

test("every report that the load counts reaches the controller once, each node's in order", async () => {
  const load = new Load("camden", nodes);
  await load.connect(rig.broker.port);
  await load.publish(101);
  await until(2_000, "101 reports handed over", () => rig.handed.length >= 101);
  const seqs = (id: string): number[] =>
    rig.handed.filter(({ topic }) => topic.includes(`/${id}/up/`)).map(({ payload }) => JSON.parse(Buffer.from(payload).toString()).seq);
  expect(seqs("n1")).toEqual(Array.from({ length: 51 }, (_, i) => i + 1));
  expect(seqs("n2")).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  await load.close();
});

test("a load at a pace takes the time that the pace asks for, and all of it arrives", async () => {
  const load = new Load("camden", nodes);
  await load.connect(rig.broker.port);
  // The last of 51 is due after 50 steps of 5 ms.
  expect(await load.publish(51, 200)).toBeGreaterThanOrEqual(250);
  await until(2_000, "51 reports handed over", () => rig.handed.length === 51);
  await load.close();
});

test("messages down, longer than a read of the socket, do not put the load out of step", async () => {
  const load = new Load("camden", nodes);
  await load.connect(rig.broker.port);
  for (let i = 0; i < 50; i++) rig.bus.publish("leerie/v1/camden/n1/n1/down/ask", JSON.stringify({ want: "hello", withinS: 0, padding: "x".repeat(4_000) }));
  await load.publish(10);
  await until(2_000, "50 messages sent down and 10 taken up", () => rig.broker.stats().sent === 50 && rig.broker.stats().received === 10);
  expect(rig.broker.stats().skipped).toBe(0);
  await load.close();
});

test("a load that is refused says so", async () => {
  const load = new Load("camden", [{ ...nodeOf("n1"), secret: "wrong" }]);
  await expect(load.connect(rig.broker.port)).rejects.toThrow("expected 1 nodes connected; a connection was lost: n1: refused");
  await load.close();
});

test("demand lifts exactly the group that is counted", () => {
  const { lights, result } = importInventory(inventoryCsv(700, 40, 1), { defaultPowerW: 60, existing: [] });
  expect(result.refused).toBe(0);
  expect(groupsOf(lights).map(({ id, lights: members }) => [id, members.length])).toEqual([
    ["lifted-steady", 40],
    ["other-steady", 660],
  ]);
});
