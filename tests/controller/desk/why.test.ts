import { afterEach, describe, expect, test } from "vitest";
import type { DemandSourceConfig } from "#config/schema";
import type { DesignKind } from "#contract/design";
import { Explanation } from "#contract/explanation";
import { randomInt, seededRandom } from "#contract/random";
import { openMemoryRegistry } from "#controller/registry/memory";
import { MemoryTelemetry } from "#controller/telemetry/memory";
import { light, type Rig, startRig } from "../rig.ts";

let rig: Rig;
afterEach(() => rig.close());

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const afternoon = "2026-11-21T15:00:00.000Z";
const iso = (utcMs: number): string => new Date(utcMs).toISOString();

const source = (id: string, more: Partial<DemandSourceConfig> = {}): DemandSourceConfig => ({
  id,
  name: "North Bridge",
  kind: "vehicles",
  lat: 55.95,
  lon: -3.19,
  intervalS: 600,
  min: 0,
  max: 2_000,
  rules: [],
  ...more,
});
const lifting = (from: number, levelPct: number): DemandSourceConfig["rules"] => [{ groups: ["old-town-35-18"], from, levelPct, holdS: 900 }];

const publish = (kind: DesignKind, id: string, body: unknown) =>
  rig.controller.publishDesign({ kind, id, body, author: "ailsa", atMs: rig.clock.now(), reason: "a try", rolledBackTo: undefined });
const profile = (name: string, lateLevelPct: number) => ({
  name,
  fadeMs: 10_000,
  steps: [
    { at: { lux: 35, edge: "falling" }, levelPct: 100 },
    { at: { time: "20:00" }, levelPct: lateLevelPct },
    { at: { lux: 18, edge: "rising" }, levelPct: 0 },
  ],
});
const calendar = (profileId: string) => ({ name: `All ${profileId}`, defaultProfile: profileId, rules: [] });
const give = (calendarId: string) => ({ made: [], calendars: [{ group: "old-town", calendar: calendarId }] });
const sections = {
  sections: [{ name: "High Street", streets: ["High Street"], designClass: "M3", floorClass: "M5", designMargin: 1, neverBelowPct: 20 }],
};
const stepping = {
  name: "Traffic on the High Street",
  sources: ["traffic"],
  reach: { by: "street", street: "High Street", lights: 2 },
  act: {
    as: "class",
    steps: [
      { fromPerHour: 400, below: 0 },
      { fromPerHour: 0, below: 2 },
    ],
    holdMin: 10,
    samplesDown: 2,
  },
};

const hear = (id: string, value: number): void => {
  rig.controller.applyDemand({ source: id, at: iso(rig.clock.now()), value });
};
const set = (levelPct: number, startInMs: number, lastsMs: number, lights = ["1", "2"]) =>
  rig.desk.override(
    {
      scope: { lights },
      levelPct,
      startsAt: iso(rig.clock.now() + startInMs),
      endsAt: iso(rig.clock.now() + startInMs + lastsMs),
      reason: "police at the scene",
    },
    "anna",
  );
const rowOf = (id: string): number => rig.controller.situation.geometry.rowOfLight.get(id) ?? -1;
const decided = (id: string) => rig.controller.explain(rowOf(id));
const why = async (id: string, at?: string) => Explanation.parse(await rig.desk.why(id, at));
const verdict = (told: Explanation, rule: string) => told.rules.find((each) => each.rule === rule);

/** Level, rule, reference and end; not how long demand is promised for while a source is silent, which is renewed as time passes. */
const kernelOf = (told: Pick<Explanation, "levelPct" | "because"> | undefined) => {
  const { rule, ref, until } = told?.because ?? {};
  return { levelPct: told?.levelPct, rule, ref, until: rule === "demand" ? "renewed" : until };
};

describe("now", () => {
  test("is explained by every rule, with the versions, the reading and the group behind them", async () => {
    rig = await startRig({ lights: [light("1"), light("2")], demand: [source("traffic", { rules: lifting(300, 90) })], at: afternoon });
    await publish("profile", "late", profile("Late", 40));
    await publish("calendar", "town", calendar("late"));
    await publish("groups", "all", give("town"));
    await publish("sections", "all", sections);
    rig.clock.advance(6 * hourMs);
    hear("traffic", 420);
    const told = await why("1");
    expect(told).toMatchObject({ tense: "now", at: iso(rig.clock.now()), levelPct: 90, because: { rule: "demand", ref: "traffic" } });
    expect(told.rules.map(({ rule, levelPct, wins }) => [rule, levelPct, wins])).toEqual([
      ["floor", 20, false],
      ["override", undefined, false],
      ["demand", 90, true],
      ["profile", 40, false],
      ["default", 100, false],
    ]);
    expect(told.group).toEqual({ id: "old-town-35-18", name: "Old Town · 35/18", calendar: "All late", calendarFrom: "Old Town" });
    expect(told.designs).toEqual([
      { kind: "calendar", id: "town", version: 1, name: "All late" },
      { kind: "profile", id: "late", version: 1, name: "Late" },
      { kind: "groups", id: "all", version: 1, name: "Groups" },
      { kind: "sections", id: "all", version: 1, name: "Road sections" },
    ]);
    expect(told.readings).toEqual([{ source: "traffic", at: iso(rig.clock.now()), value: 420 }]);
    expect(told.reported).toBeUndefined();
  });

  test("has what the node last reported, and agrees with the panel of the light", async () => {
    rig = await startRig({ lights: [light("1")] });
    rig.report("1", { levelPct: 55, powerW: 33 });
    const told = await why("1");
    expect(told.reported).toEqual({ at: iso(rig.clock.now()), levelPct: 55, powerW: 33 });
    expect({ levelPct: told.levelPct, because: told.because }).toEqual(rig.desk.light("1")?.target);
  });
});

describe("the future", () => {
  test("is the plan of that night with the overrides made for it, and without demand", async () => {
    rig = await startRig({ lights: [light("1")], demand: [source("traffic", { rules: lifting(300, 90) })], at: afternoon });
    await publish("profile", "late", profile("Late", 40));
    await publish("profile", "hogmanay", profile("All night", 100));
    await publish("calendar", "town", {
      ...calendar("late"),
      rules: [{ name: "Hogmanay", when: [{ on: "dates", from: "--12-31", to: "--12-31" }], profile: "hogmanay" }],
    });
    await publish("groups", "all", give("town"));
    hear("traffic", 420);
    await set(70, 7 * dayMs, 10 * hourMs, ["1"]);
    const night = (day: string): Promise<Explanation> => why("1", `${day}T23:00:00.000Z`);
    expect(await night("2026-11-21")).toMatchObject({ tense: "future", levelPct: 40, because: { rule: "profile", ref: "late@1" } });
    expect(verdict(await night("2026-11-21"), "demand")).toMatchObject({ text: expect.stringContaining("nobody knows"), wins: false });
    expect(await night("2026-11-28")).toMatchObject({ levelPct: 70, because: { rule: "override", until: "2026-11-29T01:00:00.000Z" } });
    const hogmanay = await night("2026-12-31");
    expect(hogmanay).toMatchObject({ levelPct: 100, because: { text: expect.stringContaining("because of Hogmanay") } });
    expect(hogmanay.designs).toContainEqual({ kind: "profile", id: "hogmanay", version: 1, name: "All night" });
    expect(await night("2027-12-20")).toMatchObject({ levelPct: 40 });
    expect((await why("1", "2027-06-15T12:30:00.000Z")).levelPct).toBe(0);
  });
});

describe("the past", () => {
  test.each(["a", "b", "c"])("whatever happened in an evening (%s), each instant is explained as it was decided then", async (seed) => {
    const random = seededRandom(`why ${seed}`);
    const open = openMemoryRegistry();
    // The same registry outlives a restart.
    const registry = { ...open, close: async () => {} };
    const demand = [source("traffic", { rules: lifting(600, 85) }), source("steps", { kind: "presence", intervalS: 60, max: 1, rules: lifting(1, 70) })];
    const lights = [light("1"), light("2"), light("3", { street: "Cowgate" })];
    rig = await startRig({ lights, demand, at: afternoon, registry });
    const noted: { readonly id: string; readonly at: string; readonly decision: ReturnType<typeof decided> }[] = [];
    const happenings: readonly (() => unknown)[] = [
      () => set(randomInt(random, 101), 0, (5 + randomInt(random, 200)) * minuteMs),
      () => set(randomInt(random, 101), randomInt(random, 60) * minuteMs, (5 + randomInt(random, 60)) * minuteMs, ["1"]),
      () => rig.desk.release(rig.desk.overrides().find(({ state }) => state === "live" || state === "coming")?.id ?? "", "anna").catch(() => {}),
      () => hear("traffic", randomInt(random, 900)),
      () => hear("traffic", randomInt(random, 900)),
      () => hear("traffic", 8_839),
      () => hear("steps", 1),
      () => hear("steps", 0),
      () => publish("profile", "late", profile("Late", randomInt(random, 60))),
      () => publish("sections", "all", sections),
      () => publish("demand-rule", "flow", { ...stepping, name: `Traffic ${randomInt(random, 2)}` }),
      async () => {
        await rig.close();
        rig = await startRig({ lights, demand, at: iso(rig.clock.now()), registry });
      },
    ];
    await publish("profile", "late", profile("Late", 30));
    await publish("calendar", "town", calendar("late"));
    await publish("groups", "all", give("town"));
    for (let step = 0; step < 150; step++) {
      rig.clock.advance((1 + randomInt(random, 10)) * minuteMs);
      await happenings[randomInt(random, happenings.length)]?.();
      for (const { id } of lights) noted.push({ id, at: iso(rig.clock.now()), decision: decided(id) });
    }
    rig.clock.advance(hourMs);
    await publish("groups", "all", give("regime-35-18"));
    for (const { id, at, decision } of noted) {
      const told = await why(id, at);
      expect({ at, ...kernelOf(told) }).toEqual({ at, ...kernelOf(decision) });
      expect(told.rules.filter(({ wins }) => wins)).toMatchObject([{ rule: decision?.rule, levelPct: decision?.levelPct }]);
    }
    // Every rule had its hour, or this test would show less than it says.
    expect(new Set(noted.map(({ decision }) => decision?.rule))).toEqual(new Set(["floor", "override", "demand", "profile"]));
  });

  test("an override that replaced another is not followed by it, and one released later still held then", async () => {
    rig = await startRig({ lights: [light("1")] });
    await set(30, 0, 10 * hourMs, ["1"]);
    rig.clock.advance(hourMs);
    const second = await set(60, 0, 2 * hourMs, ["1"]);
    rig.clock.advance(hourMs);
    const held = iso(rig.clock.now());
    rig.clock.advance(minuteMs);
    await rig.desk.release(second.id, "anna");
    rig.clock.advance(hourMs);
    const after = iso(rig.clock.now());
    rig.clock.advance(6 * hourMs);
    expect(await why("1", held)).toMatchObject({ tense: "past", levelPct: 60, because: { rule: "override", ref: second.id } });
    expect((await why("1", after)).because.rule).toBe("profile");
  });

  test("has the report nearest before the instant, and does without the telemetry store", async () => {
    const store = new MemoryTelemetry();
    rig = await startRig({ lights: [light("1")], store });
    rig.report("1", { levelPct: 55, powerW: 33 });
    const reportedAt = iso(rig.clock.now());
    rig.clock.advance(10 * minuteMs);
    rig.report("1", { levelPct: 80 });
    const then = iso(rig.clock.now() - 1);
    await rig.controller.parts.recorder.flush();
    rig.clock.advance(hourMs);
    expect((await why("1", then)).reported).toEqual({ at: reportedAt, levelPct: 55, powerW: 33 });
    store.offline = "the disk is full";
    expect((await why("1", then)).reported).toBeUndefined();
  });

  test("a telemetry store that never answers is not waited for", async () => {
    const store = new MemoryTelemetry();
    rig = await startRig({ lights: [light("1")], store });
    rig.clock.advance(hourMs);
    store.history = () => new Promise(() => {});
    const asked = why("1", iso(rig.clock.now() - 1));
    rig.clock.advance(2_000);
    expect(await asked).toMatchObject({ tense: "past", levelPct: 100 });
  });

  test("says that demand is not kept any more, and what was planned", async () => {
    rig = await startRig({ lights: [light("1")], demand: [source("traffic", { rules: lifting(300, 90) })] });
    const told = await why("1", "2026-01-10T23:00:00.000Z");
    expect(told).toMatchObject({ tense: "past", because: { rule: "profile" }, readings: [] });
    expect(verdict(told, "demand")?.text).toBe("What was counted or sensed then is not kept any more");
  });
});

test("an unknown light and an instant nobody can speak of are refused", async () => {
  rig = await startRig({ lights: [light("1")] });
  await expect(rig.desk.why("nobody", undefined)).rejects.toMatchObject({ code: "NOT_FOUND" });
  for (const at of ["2016-11-01T00:00:00.000Z", "2028-01-01T00:00:00.000Z", "yesterday"]) {
    await expect(rig.desk.why("1", at)).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining(`at: found ${at}, expected an instant from`),
    });
  }
});

test("what the sources said before a restart still counts after it", async () => {
  const registry = { ...openMemoryRegistry(), close: async () => {} };
  const demand = [source("traffic", { rules: lifting(300, 90) })];
  rig = await startRig({ lights: [light("1")], demand, at: "2026-11-22T01:00:00.000Z", registry });
  await publish("profile", "late", profile("Late", 40));
  await publish("calendar", "town", calendar("late"));
  await publish("groups", "all", give("town"));
  hear("traffic", 420);
  expect(decided("1")?.levelPct).toBe(90);
  await rig.close();
  rig = await startRig({ lights: [light("1")], demand, at: "2026-11-22T01:05:00.000Z", registry });
  expect(decided("1")).toMatchObject({ levelPct: 90, rule: "demand" });
});
