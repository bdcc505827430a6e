import { afterEach, expect, test } from "vitest";
import { DemandSourceConfig } from "#config/schema";
import { DemandRule, Sections } from "#contract/design";
import { light, type Rig, startRig } from "../rig.ts";

let rig: Rig;
afterEach(() => rig.close());

const minutes = (count: number): number => count * 60_000;
const counter = DemandSourceConfig.parse({ id: "traffic", name: "North Bridge", kind: "vehicles", intervalS: 600, max: 3_000 });
const sections = Sections.parse({ sections: [{ name: "Bridges", streets: ["North Bridge"], designClass: "M3", floorClass: "M6" }] });
const rule = DemandRule.parse({
  name: "Traffic",
  sources: ["traffic"],
  reach: { by: "groups", groups: ["all"] },
  act: {
    as: "class",
    steps: [
      { fromPerHour: 300, below: 0 },
      { fromPerHour: 100, below: 1 },
      { fromPerHour: 0, below: 3 },
    ],
  },
});

/** Two lights, one of them on a road with a class, dimmed to 50 % by their profile at one in the morning. */
async function bridgeAtNight(): Promise<{ level: (id: string) => number | undefined; count: (value: number) => void }> {
  rig = await startRig({ lights: [light("1", { street: "North Bridge" }), light("2")], demand: [counter], at: "2026-11-22T01:00:00.000Z" });
  const by = { atMs: rig.clock.now(), author: "anna", reason: "adaptive bridges", rolledBackTo: undefined };
  await rig.controller.publishDesign({ kind: "sections", id: "all", body: sections, ...by });
  await rig.controller.publishDesign({ kind: "demand-rule", id: "bridges", body: rule, ...by });
  const { plans } = rig.controller.situation;
  for (const [row, id] of ["1", "2"].entries()) rig.hello(id, { programme: plans.of(row)?.programme.version });
  return {
    level: (id) => rig.desk.light(id)?.target.levelPct,
    count: (value) => rig.desk.reading({ source: "traffic", at: new Date(rig.clock.now()).toISOString(), value }),
  };
}

test("a published traffic rule lights its road by class, says why, and tells the nodes only what their programme lacks", async () => {
  const { level, count } = await bridgeAtNight();
  expect([level("1"), level("2")]).toEqual([100, 50]);
  count(150);
  rig.clock.advance(minutes(10));
  count(130);
  expect([level("1"), level("2")]).toEqual([75, 50]);
  expect(rig.lastTarget("1")).toMatchObject({ levelPct: 75, because: "demand" });
  expect(rig.desk.light("1")?.target.because.text).toBe(
    "Lifted to 75 % by class M4 (one below design M3) for 130 vehicles an hour at North Bridge until 01:40",
  );
  expect(rig.sent("2", "target")).toEqual([]);
});

test("what the traffic needs less than the profile gives is the profile's; a counter that falls silent has the road lit as designed", async () => {
  const { level, count } = await bridgeAtNight();
  count(20);
  rig.clock.advance(minutes(10));
  count(20);
  expect(level("1")).toBe(50);
  rig.clock.advance(minutes(30));
  expect(level("1")).toBe(100);
  expect(rig.desk.light("1")?.target.because.text).toContain("class M3 (as designed) because North Bridge has fallen silent");
  expect(rig.lastTarget("1")).toMatchObject({ levelPct: 100, because: "demand" });
});

test("a count that cannot be has the road lit as designed within a tick", async () => {
  const { level, count } = await bridgeAtNight();
  count(20);
  rig.clock.advance(minutes(10));
  count(20);
  expect(level("1")).toBe(50);
  rig.clock.advance(minutes(10));
  expect(() => count(8_839)).toThrow("found 8839, expected 0 to 3000 vehicles an hour");
  rig.clock.advance(1_000);
  expect(level("1")).toBe(100);
});
