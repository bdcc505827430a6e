/** What-if as people ask for it, of a controller with lights, published and configured designs, and recorded demand. */
import { describe, expect, onTestFinished, test } from "vitest";
import { stockProfiles } from "#config/profiles";
import type { DemandSourceConfig } from "#config/schema";
import { type WhatIf, WhatIfRequest } from "#contract/what-if";
import { lightingDayBounds } from "#controller/decide/local-time";
import type { WhatIfAnswer } from "#controller/desk/what-if";
import { openMemoryRegistry } from "#controller/registry/memory";
import { light, type Rig, startRig } from "#tests/controller/rig";

const hourMs = 3_600_000;
/** Two regimes in two areas: 35/18 is part-night, Dusk-Dawn burns all night. */
const lights = [
  light("l-1"),
  light("l-2", { street: "Abbey Street", powerW: 100, minPowerW: 14 }),
  light("l-3", { area: "Leith", regime: "Dusk-Dawn" }),
  light("l-4", { area: "Leith", regime: "Dusk-Dawn", street: "Shore" }),
];
const counter: DemandSourceConfig = {
  id: "bridge",
  name: "North Bridge",
  kind: "cycles",
  lat: 55.95,
  lon: -3.19,
  intervalS: 600,
  min: 0,
  max: 1_000,
  rules: [],
};

async function rigOf(options: Partial<Parameters<typeof startRig>[0]> = {}): Promise<Rig> {
  const rig = await startRig({ lights, ...options });
  onTestFinished(() => rig.close());
  return rig;
}

const ask = (rig: Rig, request: WhatIfRequest, signal = new AbortController().signal): Promise<WhatIfAnswer> =>
  rig.desk.whatIf(WhatIfRequest.parse(request), signal);

async function figures(rig: Rig, request: WhatIfRequest): Promise<WhatIf> {
  const answer = await ask(rig, request);
  if (!answer.ok) throw new Error(`refused: ${JSON.stringify(answer.problems)}`);
  return answer.whatIf;
}

async function problems(rig: Rig, request: WhatIfRequest): Promise<string[]> {
  const answer = await ask(rig, request);
  return answer.ok ? [] : answer.problems.map(({ field, expected }) => `${field}: ${expected}`);
}

const week = { from: "2027-01-11", to: "2027-01-17" };
const group = (answer: WhatIf, id: string) => answer.groups.find((each) => each.id === id);
const partNight = stockProfiles["part-night-35-18"];
const dimmer = { ...partNight, steps: partNight?.steps.map((step) => (step.levelPct === 50 ? { ...step, levelPct: 20 } : step)) };

describe("figures", () => {
  test("nothing proposed is what is in force, by group, with the lights of each counted once", async () => {
    const answer = await figures(await rigOf(), week);
    expect(answer).toMatchObject({ ...week, nights: 7, lights: 4 });
    expect(answer.proposed).toEqual(answer.inForce);
    expect(answer.groups.map(({ id, lights: count }) => [id, count])).toEqual([
      ["leith-dusk-dawn", 2],
      ["old-town-35-18", 2],
    ]);
    expect(group(answer, "old-town-35-18")?.inForce.hoursByLevel.map(({ levelPct }) => levelPct)).toEqual([100, 75, 50, 0]);
    const hours = answer.inForce.hoursByLevel.reduce((sum, each) => sum + each.hours, 0);
    expect(hours).toBeCloseTo(7 * 24, 2);
    expect(answer.inForce.costGbp).toBeCloseTo(answer.inForce.kwh * 0.28, 2);
    expect(answer.inForce.co2Kg).toBeCloseTo(answer.inForce.kwh * 0.18, 2);
  });

  test("a draft that says the same as what is in force has the same figures", async () => {
    const answer = await figures(await rigOf(), { ...week, designs: [{ kind: "profile", id: "part-night-35-18", body: partNight }] });
    expect(answer.proposed).toEqual(answer.inForce);
  });

  test("a dimmer profile saves where it is used and nowhere else, and nothing is changed by asking", async () => {
    const rig = await rigOf();
    const answer = await figures(rig, { ...week, designs: [{ kind: "profile", id: "part-night-35-18", body: dimmer }] });
    const [oldTown, leith] = [group(answer, "old-town-35-18"), group(answer, "leith-dusk-dawn")];
    // 5.5 h a night at 20 % in place of 50 %: lights of 60 and 100 W from 10 % at 14 % of their power.
    const savedKwh = ((160 * 0.86 * 30) / 90 / 1_000) * 5.5 * 7;
    expect((oldTown?.inForce.kwh ?? 0) - (oldTown?.proposed.kwh ?? 0)).toBeCloseTo(savedKwh, 2);
    expect(leith?.proposed).toEqual(leith?.inForce);
    expect((await figures(rig, week)).proposed).toEqual(answer.inForce);
  });

  test("a better luminaire saves for the lights of its type only, against the one in force", async () => {
    const rig = await rigOf({ lights: lights.map((each) => (each.id === "l-3" ? { ...each, luminaire: "Ark" } : each)) });
    const ark = (standbyW: number) => ({ types: [{ id: "Ark", name: "Ark", minLevelPct: 10, power: { by: "minimum", minPowerPct: 14 }, standbyW }] });
    await rig.controller.publishDesign({ kind: "luminaires", id: "all", body: ark(2), author: "a", atMs: 1, reason: "r", rolledBackTo: undefined });
    const answer = await figures(rig, { ...week, designs: [{ kind: "luminaires", id: "all", body: ark(0) }] });
    const leith = group(answer, "leith-dusk-dawn");
    const offHours = leith?.inForce.hoursByLevel.find(({ levelPct }) => levelPct === 0)?.hours ?? 0;
    expect((leith?.inForce.kwh ?? 0) - (leith?.proposed.kwh ?? 0)).toBeCloseTo((2 * offHours) / 1_000, 2);
    expect(group(answer, "old-town-35-18")?.proposed).toEqual(group(answer, "old-town-35-18")?.inForce);
  });

  test("a calendar for a group makes Hogmanay the only bright night", async () => {
    const calendar = {
      name: "Old Town",
      defaultProfile: "part-night-35-18",
      rules: [{ name: "Hogmanay", when: [{ on: "dates", from: "--12-31", to: "--12-31" }], profile: "dusk-dawn" }],
    };
    const groups = { calendars: [{ group: "old-town", calendar: "old-town" }] };
    const designs = [
      { kind: "calendar", id: "old-town", body: calendar },
      { kind: "groups", id: "all", body: groups },
    ];
    const rig = await rigOf();
    const [before, hogmanay] = [
      await figures(rig, { from: "2026-12-30", to: "2026-12-30", designs }),
      await figures(rig, { from: "2026-12-31", to: "2026-12-31", designs }),
    ];
    expect(before.proposed).toEqual(before.inForce);
    expect(group(hogmanay, "old-town-35-18")?.proposed.hoursByLevel.map(({ levelPct }) => levelPct)).toEqual([100, 0]);
    expect(group(hogmanay, "old-town-35-18")?.proposed.switches).toBe(2);
    expect(group(hogmanay, "leith-dusk-dawn")?.proposed).toEqual(group(hogmanay, "leith-dusk-dawn")?.inForce);
  });

  test("below the class of a road is counted in minutes and not refused; a level that is never undercut is kept", async () => {
    const road = { name: "High Street", streets: ["High Street"], designClass: "M3", floorClass: "M4" };
    const designs = (more: object) => [
      { kind: "profile", id: "part-night-35-18", body: dimmer },
      { kind: "sections", id: "all", body: { sections: [{ ...road, ...more }] } },
    ];
    const night = { from: "2027-01-11", to: "2027-01-11" };
    const rig = await rigOf();
    const answer = await figures(rig, { ...night, designs: designs({}) });
    // M4 needs 75 % of M3; one of the group's two lights stands there, and 00:00 to 05:30 is below.
    expect(group(answer, "old-town-35-18")?.proposed.minutesUnderClass).toBeCloseTo((5.5 * 60) / 2, 2);
    expect(answer.inForce.minutesUnderClass).toBe(0);
    const kept = await figures(rig, { ...night, designs: designs({ neverBelowPct: 80 }) });
    expect(kept.proposed.minutesUnderClass).toBe(0);
    expect(group(kept, "old-town-35-18")?.proposed.hoursByLevel.find(({ levelPct }) => levelPct === 80)?.hours).toBeGreaterThan(3);
  });
});

describe("recorded demand", () => {
  const day = "2026-11-18";
  const noonMs = lightingDayBounds(day, "Europe/London").fromMs;
  /** A count every ten minutes through the night; busy from 01:00 to 02:00. */
  const records = Array.from({ length: 144 }, (_, index) => {
    const atMs = noonMs + index * 600_000;
    const isBusy = atMs >= noonMs + 13 * hourMs && atMs < noonMs + 14 * hourMs;
    return { source: "bridge", atMs, heardAtMs: atMs + 1_000, nr: index, value: isBusy ? 400 : 20, refused: undefined };
  });
  const presence = {
    name: "Bridge",
    sources: ["bridge"],
    reach: { by: "groups", groups: ["old-town"] },
    act: { as: "presence", from: 300, levelPct: 100, holdS: 900 },
  };

  async function heard(): Promise<Rig> {
    const registry = openMemoryRegistry();
    await registry.saveDemand(records);
    return rigOf({ registry, demand: [counter] });
  }

  test("a rule that is tried hears it: lit while it was busy and for the hold time, on that night only", async () => {
    const rig = await heard();
    const designs = [{ kind: "demand-rule", id: "bridge", body: presence }];
    const busy = await figures(rig, { from: day, to: day, designs });
    const [proposed, inForce] = [group(busy, "old-town-35-18")?.proposed, group(busy, "old-town-35-18")?.inForce];
    // Heard a second after 01:00; the first count below comes at 02:00, and it holds for 15 minutes more.
    const liftedHours = 1.25 - 1 / 3_600;
    const at = (levelPct: number, of = proposed) => of?.hoursByLevel.find((each) => each.levelPct === levelPct)?.hours ?? 0;
    expect(at(100) - at(100, inForce)).toBeCloseTo(liftedHours, 2);
    expect(at(50, inForce) - at(50)).toBeCloseTo(liftedHours, 2);
    expect((proposed?.switches ?? 0) - (inForce?.switches ?? 0)).toBe(2);
    expect(busy.method).toContain("144 readings");
    const later = await figures(rig, { from: "2026-12-18", to: "2026-12-18", designs });
    expect(later.proposed).toEqual(later.inForce);
    expect(later.method).toContain("still to come");
  });

  test("a night that is not over hears what was heard so far, and nothing lifts from now on", async () => {
    const registry = openMemoryRegistry();
    const nowMs = Date.parse("2026-11-22T01:00:00.000Z");
    const atMs = nowMs - 600_000;
    await registry.saveDemand([{ source: "bridge", atMs, heardAtMs: atMs, nr: 0, value: 400, refused: undefined }]);
    const rig = await rigOf({ registry, demand: [counter], at: new Date(nowMs).toISOString() });
    const answer = await figures(rig, { from: "2026-11-21", to: "2026-11-21", designs: [{ kind: "demand-rule", id: "bridge", body: presence }] });
    const { proposed, inForce } = group(answer, "old-town-35-18") ?? {};
    const bright = (of: typeof proposed) => of?.hoursByLevel.find(({ levelPct }) => levelPct === 100)?.hours ?? 0;
    expect(bright(proposed) - bright(inForce)).toBeCloseTo(1 / 6, 2);
  });

  test("a class rule follows it by class, down after two lower counts and never below the floor class", async () => {
    const rig = await heard();
    const stepping = {
      ...presence,
      act: {
        as: "class",
        steps: [
          { fromPerHour: 300, below: 0 },
          { fromPerHour: 0, below: 2 },
        ],
      },
    };
    const sections = { sections: [{ name: "Old Town", streets: ["High Street", "Abbey Street"], designClass: "M3", floorClass: "M6" }] };
    const flat = {
      name: "At its floor",
      steps: [
        { at: { lux: 35, edge: "falling" }, levelPct: 30 },
        { at: { lux: 18, edge: "rising" }, levelPct: 0 },
      ],
    };
    const designs = [
      { kind: "demand-rule", id: "bridge", body: stepping },
      { kind: "sections", id: "all", body: sections },
      { kind: "profile", id: "part-night-35-18", body: flat },
    ];
    const { proposed } = group(await figures(rig, { from: day, to: day, designs }), "old-town-35-18") ?? {};
    const hours = Object.fromEntries(proposed?.hoursByLevel.map((each) => [each.levelPct, each.hours]) ?? []);
    // M5 is 50 % of M3; two lower counts are in at 02:10:01.
    expect(hours[100]).toBeCloseTo(1 + 10 / 60, 2);
    expect(hours[50]).toBeGreaterThan(13);
    expect(hours[30]).toBeUndefined();
    expect(proposed?.minutesUnderClass).toBe(0);
  });

  test("a past night without any is by sun and calendar, and says so", async () => {
    const answer = await figures(await rigOf({ demand: [counter] }), { from: day, to: day, designs: [{ kind: "demand-rule", id: "bridge", body: presence }] });
    expect(answer.proposed).toEqual(answer.inForce);
    expect(answer.method).toContain("No demand was recorded");
  });
});

describe("refused", () => {
  test("everything that is wrong at once, each with its field", async () => {
    const designs = [
      { kind: "moonlight", id: "m", body: {} },
      { kind: "groups", id: "some", body: {} },
      { kind: "profile", id: "p", body: { name: "", steps: [{ at: { time: "25:00" }, levelPct: 101 }] } },
      { kind: "profile", id: "p", body: partNight },
    ];
    const found = await problems(await rigOf(), { from: "2026-12-02", to: "2026-12-01", designs });
    expect(found.map((text) => text.split(":")[0])).toEqual([
      "to",
      "designs.0.kind",
      "designs.1.id",
      "designs.2.body.name",
      "designs.2.body.steps.0.at.time",
      "designs.2.body.steps.0.levelPct",
      "designs.3.id",
    ]);
    expect(await problems(await rigOf(), { from: "2026-01-01", to: "2027-01-02" })).toEqual(["to: a period of at most 366 nights; this one has 367"]);
  });

  test("a calendar whose profile is neither published nor among the drafts", async () => {
    const calendar = { kind: "calendar", id: "c", body: { name: "C", defaultProfile: "late" } };
    const rig = await rigOf();
    expect(await problems(rig, { ...week, designs: [calendar] })).toEqual([
      expect.stringMatching(/^designs\.0\.body\.defaultProfile: there is no profile late/),
    ]);
    expect(await problems(rig, { ...week, designs: [calendar, { kind: "profile", id: "late", body: partNight }] })).toEqual([]);
  });

  test("a third while two are being tried", async () => {
    const rig = await rigOf();
    const three = await Promise.allSettled([ask(rig, week), ask(rig, week), ask(rig, week)]);
    expect(three.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
    expect((await ask(rig, week)).ok).toBe(true);
  });
});
