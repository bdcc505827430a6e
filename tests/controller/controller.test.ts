import { afterEach, describe, expect, test } from "vitest";
import type { Override } from "#contract/api";
import { evening, light, type Rig, startRig } from "./rig.ts";

let rig: Rig;
afterEach(() => rig.close());

const minutes = (count: number): number => count * 60_000;
const overrideOf = (lights: string[], levelPct: number, endsAt: string) => ({ scope: { lights }, levelPct, endsAt, reason: "police at the scene" });
const progress = (rigged: Rig, made: Override) => rigged.desk.overrides().find(({ id }) => id === made.id)?.progress;
/** The programme version a node was last sent. */
const version = (node: string): string => String(rig.sent(node, "programme").at(-1)?.version);
/** Says hello and settles on the programme it is sent. */
const settle = (...nodes: string[]): void => {
  for (const node of nodes) {
    rig.hello(node);
    rig.report(node, { programme: version(node), command: Number(rig.sent(node, "programme").at(-1)?.seq) });
  }
};

describe("a node that connects", () => {
  test("gets the programme it lacks, and nothing when it holds it", async () => {
    rig = await startRig({ lights: [light("1"), light("2")] });
    rig.hello("1");
    expect(rig.sent("1", "programme")).toHaveLength(1);
    rig.hello("2", { programme: version("1"), command: 7 });
    expect(rig.sent("2", "programme")).toHaveLength(0);
    expect(rig.sent("2", "target")).toHaveLength(0);
  });

  test("gets a programme of at least 14 nights, and again before they run out", async () => {
    rig = await startRig({ lights: [light("1")] });
    settle("1");
    const [first] = rig.sent("1", "programme");
    expect(Date.parse(String(first?.endsAt)) - Date.parse(evening)).toBeGreaterThan(14 * 86_400_000);
    for (let day = 0; day < 9; day++) {
      rig.clock.advance(86_400_000);
      rig.report("1", { programme: version("1") });
    }
    rig.report("1", { programme: String(first?.version) });
    const last = rig.sent("1", "programme").at(-1);
    expect(Date.parse(String(last?.endsAt)) - rig.clock.now()).toBeGreaterThan(14 * 86_400_000);
  });

  test("is asked for the reports that are missing", async () => {
    rig = await startRig({ lights: [light("1")] });
    rig.hello("1");
    rig.report("1");
    rig.report("1", { seq: 5 });
    rig.clock.advance(1_000);
    expect(rig.sent("1", "ask")).toEqual([{ want: "replay", boot: 1, from: 2, to: 4 }]);
  });
});

describe("an override", () => {
  test("is sent at once with its end, confirmed by the node's report, and over when it ends", async () => {
    rig = await startRig({ lights: [light("1"), light("2")] });
    settle("1", "2");
    const made = await rig.desk.override(overrideOf(["1"], 30, "2026-11-21T19:00:00.000Z"), "test");
    const target = rig.lastTarget("1");
    expect(target).toMatchObject({ levelPct: 30, validUntil: "2026-11-21T19:00:00.000Z", because: "override" });
    expect(rig.lastTarget("2")).toBeUndefined();
    expect(progress(rig, made)).toEqual({ queued: 0, sent: 1, confirmed: 0, failed: 0, held: 0 });
    rig.report("1", { levelPct: 30, powerW: 20, following: "target", command: target?.seq ?? 0, programme: version("1") });
    expect(progress(rig, made)).toMatchObject({ confirmed: 1 });
    expect(rig.desk.light("1")).toMatchObject({ condition: "override", target: { levelPct: 30, because: { rule: "override" } }, expected: { levelPct: 100 } });
    rig.clock.advance(minutes(61));
    expect(rig.desk.light("1")?.target).toMatchObject({ levelPct: 100, because: { rule: "profile" } });
    // The node knows the end: nothing more is sent.
    expect(rig.sent("1", "target")).toHaveLength(1);
  });

  test("that is released ends on the node too", async () => {
    rig = await startRig({ lights: [light("1")] });
    settle("1");
    const made = await rig.desk.override(overrideOf(["1"], 30, "2026-11-21T23:00:00.000Z"), "test");
    rig.report("1", { levelPct: 30, following: "target", command: rig.lastTarget("1")?.seq ?? 0, programme: version("1") });
    await rig.desk.release(made.id, "test");
    expect(rig.lastTarget("1")).toMatchObject({ levelPct: null, because: "release" });
    rig.report("1", { levelPct: 100, command: rig.lastTarget("1")?.seq ?? 0, programme: version("1") });
    const sent = rig.sent("1", "target").length;
    rig.clock.advance(minutes(60));
    expect(rig.sent("1", "target")).toHaveLength(sent);
  });

  test("that a node does not confirm is repeated a few times and then shown as failed, never as done", async () => {
    rig = await startRig({ lights: [light("1")] });
    settle("1");
    const made = await rig.desk.override(overrideOf(["1"], 30, "2026-11-21T23:00:00.000Z"), "test");
    rig.clock.advance(minutes(15));
    expect(rig.sent("1", "target")).toHaveLength(6);
    expect(progress(rig, made)).toMatchObject({ failed: 1, confirmed: 0 });
  });

  test("for a node that is away waits, and is sent when it is back", async () => {
    rig = await startRig({ lights: [light("1")] });
    const made = await rig.desk.override(overrideOf(["1"], 30, "2026-11-21T23:00:00.000Z"), "test");
    expect(progress(rig, made)).toMatchObject({ queued: 1 });
    rig.hello("1");
    expect(rig.lastTarget("1")).toMatchObject({ levelPct: 30 });
  });

  test("is sent again to a node that rebooted, and so forgot it", async () => {
    rig = await startRig({ lights: [light("1")] });
    settle("1");
    await rig.desk.override(overrideOf(["1"], 30, "2026-11-21T23:00:00.000Z"), "test");
    const seq = rig.lastTarget("1")?.seq ?? 0;
    rig.report("1", { levelPct: 30, following: "target", command: seq, programme: version("1") });
    rig.hello("1", { boot: 2, command: seq, programme: version("1") });
    expect(rig.sent("1", "target")).toHaveLength(2);
    expect(rig.lastTarget("1")).toMatchObject({ levelPct: 30, seq: seq + 1 });
  });

  test("survives a restart of the controller", async () => {
    const first = await startRig({ lights: [light("1")] });
    await first.desk.override(overrideOf(["1"], 30, "2026-11-21T23:00:00.000Z"), "test");
    first.desk.close();
    rig = await startRig({ lights: [light("1")], registry: first.registry, store: first.store });
    expect(rig.desk.light("1")?.target).toMatchObject({ levelPct: 30, because: { rule: "override" } });
  });

  test("without an end is given the next sunrise; a longer one than 7 days is refused with what was expected", async () => {
    rig = await startRig({ lights: [light("1")] });
    const made = await rig.desk.override({ scope: { street: "High Street" }, levelPct: 30, reason: "filming" }, "test");
    expect(made.endsAt.slice(0, 13)).toBe("2026-11-22T08");
    await expect(rig.desk.override(overrideOf(["1"], 30, "2026-12-21T23:00:00.000Z"), "test")).rejects.toThrow(
      "endsAt: found 2026-12-21T23:00:00.000Z, expected at most 7 days",
    );
  });
});

describe("demand", () => {
  const source = {
    id: "leith-walk",
    name: "Leith Walk",
    kind: "cycles" as const,
    intervalS: 600,
    min: 0,
    max: 1_000,
    rules: [{ groups: ["old-town-35-18"], from: 100, levelPct: 100, holdS: 600 }],
  };
  const reading = (value: number) => rig.desk.reading({ source: "leith-walk", at: new Date(rig.clock.now()).toISOString(), value });

  test("lifts its group at once while it lasts, and the node is back by itself", async () => {
    rig = await startRig({ lights: [light("1"), light("2")], demand: [source], at: "2026-11-22T01:00:00.000Z" });
    settle("1", "2");
    expect(rig.desk.light("1")?.target.levelPct).toBe(50);
    reading(420);
    expect(rig.lastTarget("1")).toMatchObject({ levelPct: 100, because: "demand" });
    expect(rig.lastTarget("2")).toMatchObject({ levelPct: 100 });
    expect(rig.desk.light("1")?.target.because.text).toContain("420 cycles an hour at Leith Walk");
    rig.report("1", { following: "target", command: rig.lastTarget("1")?.seq ?? 0, programme: version("1") });
    rig.clock.advance(minutes(31));
    expect(rig.desk.light("1")?.target.levelPct).toBe(50);
  });

  test("that is implausible is refused, counted, and lifts nothing", async () => {
    rig = await startRig({ lights: [light("1")], demand: [source], at: "2026-11-22T01:00:00.000Z" });
    settle("1");
    expect(() => reading(8_839)).toThrow("found 8839, expected 0 to 1000 cycles an hour");
    expect(rig.controller.ingest.counts().refused.get("implausible")).toBe(1);
    expect(rig.sent("1", "target")).toHaveLength(0);
    expect(rig.desk.demand()[0]?.state).toBe("suspect");
  });
});

describe("what is wrong with a light", () => {
  const condition = (id: string) => rig.desk.light(id)?.condition;

  test("a lamp that takes no power is a lamp failure, and good again when it does", async () => {
    rig = await startRig({ lights: [light("1")] });
    settle("1");
    expect(condition("1")).toBe("normal");
    rig.clock.advance(minutes(15));
    rig.report("1", { powerW: 1, programme: version("1") });
    rig.clock.advance(minutes(6));
    expect(condition("1")).toBe("lamp-failure");
    expect(rig.desk.light("1")?.faults[0]?.text).toBe("At 100 % it takes 1.0 W, expected 60.0 W.");
    rig.report("1", { programme: version("1") });
    expect(condition("1")).toBe("normal");
  });

  test("a lamp failure does not hide while the level changes, only when the lamp takes power again", async () => {
    rig = await startRig({ lights: [light("1")] });
    settle("1");
    rig.clock.advance(minutes(15));
    rig.report("1", { powerW: 1, programme: version("1") });
    rig.clock.advance(minutes(6));
    rig.report("1", { levelPct: 75, powerW: 1, programme: version("1") });
    rig.clock.advance(1_000);
    expect(condition("1")).toBe("lamp-failure");
    rig.clock.advance(minutes(15));
    rig.report("1", { levelPct: 75, powerW: 45, programme: version("1") });
    expect(rig.desk.light("1")?.faults.map(({ name }) => name)).not.toContain("lamp failure");
  });

  test("a light that burns by day is found after 15 minutes", async () => {
    rig = await startRig({ lights: [light("1")], at: "2026-11-21T12:00:00.000Z" });
    rig.hello("1");
    rig.report("1", { levelPct: 0, powerW: 0.5, programme: version("1") });
    rig.clock.advance(minutes(10));
    rig.report("1", { levelPct: 0, powerW: 60, programme: version("1") });
    rig.clock.advance(minutes(14));
    expect(condition("1")).toBe("normal");
    rig.clock.advance(minutes(2));
    expect(condition("1")).toBe("day-burning");
  });

  test("silence is lost communication; a whole feeder's silence is its supply", async () => {
    const lights = [1, 2, 3, 4].map((n) => light(`${n}`, { feeder: n === 4 ? "fp-2" : "fp-1" }));
    rig = await startRig({ lights });
    settle("1", "2", "3", "4");
    for (const node of ["1", "2", "3"]) rig.bus.deliver(`leerie/v1/testburgh/${node}/${node}/up/lost`, JSON.stringify({ connection: node }));
    rig.clock.advance(minutes(3));
    expect(["1", "2", "3", "4"].map(condition)).toEqual(["no-supply", "no-supply", "no-supply", "normal"]);
    rig.hello("1", { programme: version("1") });
    rig.hello("2", { programme: version("2") });
    rig.clock.advance(minutes(3));
    expect(["1", "2", "3"].map(condition)).toEqual(["normal", "normal", "comms-lost"]);
  });

  test("while the broker is away no light is blamed for its silence", async () => {
    rig = await startRig({ lights: [light("1")] });
    settle("1");
    rig.bus.setReachable(false);
    rig.clock.advance(minutes(120));
    expect(condition("1")).toBe("normal");
    expect(rig.desk.health().parts.find(({ part }) => part === "broker")).toMatchObject({ state: "down", since: evening });
  });

  test("a clock that drifts is told with how far", async () => {
    rig = await startRig({ lights: [light("1")] });
    settle("1");
    for (let i = 0; i < 3; i++) {
      rig.clock.advance(minutes(15));
      rig.report("1", { at: new Date(rig.clock.now() - 240_000).toISOString(), programme: version("1") });
    }
    expect(rig.desk.light("1")?.faults[0]).toMatchObject({ name: "clock drift", text: "The node's clock is 240 s behind: it switches that much late." });
  });
});

describe("bad input", () => {
  test("is refused by reason, and the good of others goes on", async () => {
    rig = await startRig({ lights: [light("1")] });
    rig.bus.deliver("leerie/v1/testburgh/1/1/up/report", "{not json");
    rig.bus.deliver("leerie/v1/testburgh/1/1/up/report", JSON.stringify({ node: "1", levelPct: 400 }));
    rig.bus.deliver("leerie/v1/testburgh/1/2/up/nonsense", "{}");
    rig.bus.deliver("leerie/v1/elsewhere/1/1/up/report", "{}");
    rig.report("99");
    settle("1");
    expect(Object.fromEntries(rig.controller.ingest.counts().refused)).toEqual({
      "bad-json": 1,
      "bad-report": 1,
      "bad-topic": 1,
      "other-authority": 1,
      "unknown-node": 1,
    });
    expect(rig.desk.light("1")?.levelPct).toBe(100);
  });
});

test("every reading reaches the store once, replays included", async () => {
  rig = await startRig({ lights: [light("1")] });
  rig.report("1");
  rig.report("1");
  rig.bus.deliver(
    "leerie/v1/testburgh/1/1/up/report",
    JSON.stringify({
      node: "1",
      boot: 1,
      seq: 2,
      at: evening,
      levelPct: 100,
      powerW: 60,
      voltageV: 230,
      currentA: 0.2,
      powerFactor: 0.9,
      energyKwh: 1,
      temperatureC: 20,
      burningHours: 1,
      faultBits: 0,
      following: "programme",
      command: 0,
    }),
  );
  rig.clock.advance(5_000);
  await rig.controller.parts.recorder.flush();
  expect(await rig.store.count()).toBe(2);
});
