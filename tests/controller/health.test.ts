import { expect, test } from "vitest";
import { evening, light, startRig } from "./rig.ts";

test("a part's state is told with the instant it began, however long it lasts and whether or not anybody looked", async () => {
  const rig = await startRig({ lights: [light("1"), light("2")], at: evening });
  const nodes = () => rig.desk.health().parts.find(({ part }) => part === "nodes");
  expect(nodes()).toMatchObject({ state: "down", since: evening });
  rig.clock.advance(600_000);
  expect(nodes()).toMatchObject({ state: "down", since: evening });

  rig.hello("1");
  rig.hello("2");
  rig.clock.advance(1_000);
  const upSince = new Date(rig.clock.now()).toISOString();
  rig.clock.advance(600_000);
  expect(nodes()).toMatchObject({ state: "up", since: upSince });
  await rig.close();
});

test("while an override is on its way, its progress is told five times a second, and then no more", async () => {
  const rig = await startRig({ lights: [light("1")], at: evening });
  rig.hello("1");
  rig.report("1", { levelPct: 100 });
  const told: string[] = [];
  rig.desk.subscribe((frame) => {
    if (!(frame instanceof Uint8Array) && frame.type === "overrides") told.push(JSON.stringify(frame.overrides[0]?.progress));
  });
  await rig.desk.override({ scope: { lights: ["1"] }, levelPct: 40, reason: "Filming" }, "operator");
  rig.clock.advance(200);
  expect(told.at(-1)).toContain('"sent":1');
  rig.report("1", { levelPct: 40, following: "target", command: rig.lastTarget("1")?.seq ?? 0 });
  rig.clock.advance(200);
  expect(told.at(-1)).toContain('"confirmed":1');
  const before = told.length;
  rig.clock.advance(10_000);
  expect(told.length).toBe(before);
  await rig.close();
});
