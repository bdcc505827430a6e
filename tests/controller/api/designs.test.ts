/** Designs by HTTP, over a real controller with lights whose nodes the test plays. */
import { expect, onTestFinished, test } from "vitest";
import { createApp } from "#controller/api/app";
import { openMemoryRegistry } from "#controller/registry/memory";
import type { Registry } from "#controller/registry/port";
import { light, type Rig, startRig } from "../rig.ts";
import { localHost, temporaryFolder } from "./setup.ts";

const partNight = {
  name: "Part-night, low",
  steps: [
    { at: { sun: "sunset" }, levelPct: 100 },
    { at: { time: "23:00" }, levelPct: 40 },
    { at: { time: "06:00" }, levelPct: 100 },
    { at: { sun: "sunrise" }, levelPct: 0 },
  ],
};
const hogmanay = {
  name: "Old Town",
  defaultProfile: "part-night-35-18",
  rules: [{ name: "Hogmanay", when: [{ on: "dates", from: "--12-31", to: "--12-31" }], profile: "dusk-dawn" }],
};

interface Answer {
  readonly status: number;
  readonly body: ReturnType<typeof JSON.parse>;
}

async function start(registry: Registry = openMemoryRegistry()): Promise<{ rig: Rig; ask: (method: string, path: string, body?: object) => Promise<Answer> }> {
  const lights = ["l-1", "l-2", "l-3"].map((id) => light(id));
  const rig = await startRig({ lights: [...lights, light("l-4", { area: "New Town", street: "Queen Street" })], registry });
  const app = await createApp({ host: "127.0.0.1", webFolder: `${temporaryFolder()}/none`, log: () => {}, desk: rig.desk, clock: rig.clock });
  onTestFinished(async () => {
    await app.close();
    await rig.close();
  });
  const ask = async (method: string, path: string, body?: object): Promise<Answer> => {
    const answer = await app.inject({ method: method as "GET", url: `/api/v1${path}`, headers: localHost, ...(body && { payload: body }) });
    return { status: answer.statusCode, body: answer.body === "" ? undefined : answer.json() };
  };
  return { rig, ask };
}

type Ask = Awaited<ReturnType<typeof start>>["ask"];

async function publish(ask: Ask, path: string, body: object, reason = "agreed in the works committee"): Promise<Answer> {
  const { draft } = (await ask("PUT", `/designs/${path}/draft`, { body })).body;
  return ask("POST", `/designs/${path}/publish`, { revision: draft.revision, reason });
}

test("the configuration's profiles are version 0 of designs, with the lights they act on", async () => {
  const { ask } = await start();
  const { body } = await ask("GET", "/designs?kind=profile");
  expect(
    body.designs.map(({ id, published, lights }: { id: string; published: { version: number }; lights: number }) => [id, published.version, lights]),
  ).toEqual([
    ["dusk-dawn", 0, 0],
    ["part-night-35-18", 0, 4],
    ["part-night-70-35", 0, 0],
  ]);
});

test("a draft goes to a published version and back to an older one, each with who, when and why", async () => {
  const { ask } = await start();
  expect((await publish(ask, "profile/part-night-35-18", partNight)).body.version).toMatchObject({
    kind: "profile",
    version: 1,
    author: "visitor",
    at: "2026-11-21T18:00:00.000Z",
    reason: "agreed in the works committee",
    body: { name: "Part-night, low", fadeMs: 10_000 },
  });
  const back = await ask("POST", "/designs/profile/part-night-35-18/roll-back", { version: 0, reason: "complaints in Old Town" });
  expect(back).toMatchObject({ status: 201, body: { version: { version: 2, rolledBackTo: 0, body: { name: "Part-night 35/18" } } } });
  const { versions } = (await ask("GET", "/designs/profile/part-night-35-18/versions")).body;
  expect(versions.map(({ version, name, reason }: Record<string, unknown>) => [version, name, reason])).toEqual([
    [0, "Part-night 35/18", undefined],
    [1, "Part-night, low", "agreed in the works committee"],
    [2, "Part-night 35/18", "complaints in Old Town"],
  ]);
  expect((await ask("GET", "/designs/profile/part-night-35-18/versions/1")).body.body.steps[1]).toEqual({ at: { time: "23:00" }, levelPct: 40 });
  const { changes } = (await ask("GET", "/designs/profile/part-night-35-18/diff?from=1&to=2")).body;
  expect(changes).toContainEqual({ path: "name", before: "Part-night, low", after: "Part-night 35/18" });
});

test("of two engineers who edit the same draft the second to save is told, with both bodies and what differs", async () => {
  const { ask } = await start();
  const draft = "/designs/profile/quiet/draft";
  await ask("PUT", draft, { body: partNight });
  expect((await ask("PUT", draft, { body: { ...partNight, name: "Ailsa's" }, baseRevision: 1 })).status).toBe(200);
  const second = await ask("PUT", draft, { body: { ...partNight, name: "Brodie's" }, baseRevision: 1 });
  expect(second).toMatchObject({
    status: 409,
    body: {
      code: "CONFLICT",
      held: { revision: 2, body: { name: "Ailsa's" } },
      yours: { name: "Brodie's" },
      changes: [{ path: "name", before: "Ailsa's", after: "Brodie's" }],
    },
  });
  // Nor can one publish, or throw away, what one has not seen.
  expect((await ask("POST", "/designs/profile/quiet/publish", { revision: 1, reason: "no reason" })).body.held.revision).toBe(2);
  expect((await ask("DELETE", `${draft}?revision=1`)).status).toBe(409);
  expect((await ask("DELETE", `${draft}?revision=2`)).status).toBe(204);
  expect((await ask("GET", "/designs/profile/quiet")).status).toBe(404);
});

test("what may not be published says everything that is wrong, and changes nothing", async () => {
  const { rig, ask } = await start();
  const before = rig.controller.designs.inForce();
  const unreadable = { name: "", steps: [{ at: { time: "25:00" }, levelPct: 140 }] };
  const saved = await ask("PUT", "/designs/profile/wrong/draft", { body: unreadable });
  expect(saved.status).toBe(200);
  const refused = await ask("POST", "/designs/profile/wrong/publish", { revision: 1, reason: "in a hurry" });
  expect(refused.status).toBe(400);
  expect(refused.body.findings.map(({ field }: { field: string }) => field)).toEqual(["name", "steps.0.at.time", "steps.0.levelPct"]);
  const dangling = await publish(ask, "calendar/old-town", { ...hogmanay, defaultProfile: "nobody-made-it" });
  expect(dangling).toMatchObject({ status: 400, body: { code: "BAD_INPUT", findings: [{ severity: "error", field: "defaultProfile" }] } });
  expect(rig.controller.designs.inForce()).toBe(before);
  expect((await ask("GET", "/designs/calendar/old-town")).body).toMatchObject({ draft: { revision: 1 } });
  expect((await ask("PUT", "/designs/groups/mine/draft", { body: {} })).status).toBe(400);
});

test("a preview says whose nights change and from when, and shows the nights one asks for", async () => {
  const { ask } = await start();
  await publish(ask, "calendar/old-town", hogmanay);
  const groups = { calendars: [{ group: "old-town", calendar: "old-town" }] };
  const preview = (await ask("POST", "/designs/groups/all/preview", { body: groups })).body;
  expect(preview).toMatchObject({ lights: 3, changed: 3, firstDay: "2026-12-31", nights: [] });
  const nights = ["tonight", "shortest", "longest", "clocks-forward", "clocks-back"];
  const calendar = (await ask("POST", "/designs/calendar/old-town/preview", { nights, days: ["2026-12-31"] })).body;
  expect(calendar.nights.map(({ name, day, profile }: Record<string, string>) => [name, day, profile])).toEqual([
    ["tonight", "2026-11-21", "Part-night 35/18"],
    ["shortest", "2027-06-21", "Part-night 35/18"],
    ["longest", "2026-12-21", "Part-night 35/18"],
    ["clocks-forward", "2027-03-27", "Part-night 35/18"],
    ["clocks-back", "2027-10-30", "Part-night 35/18"],
    [undefined, "2026-12-31", "Dusk to dawn"],
  ]);
  expect(calendar.nights[5].rule).toContain("Hogmanay");
  expect(calendar.nights[5].steps.map(({ levelPct }: { levelPct: number }) => levelPct)).toEqual([0, 100, 0]);
  const profile = (await ask("POST", "/designs/profile/part-night-35-18/preview", { body: partNight, place: { lat: 60.76, lon: -0.85 } })).body;
  expect(profile).toMatchObject({ lights: 4, changed: 4, firstDay: "2026-11-21", place: { lat: 60.76 } });
  expect(profile.nights[0].steps.map(({ levelPct }: { levelPct: number }) => levelPct)).toEqual([0, 100, 40, 100, 0]);
});

test("a profile that differs in its photocell only changes nights, and nodes are told", async () => {
  const { rig, ask } = await start();
  await publish(ask, "profile/part-night-35-18", partNight);
  rig.hello("l-1");
  const photocell = { onLux: 35, earlierMin: 30 };
  expect((await ask("POST", "/designs/profile/part-night-35-18/preview", { body: { ...partNight, photocell } })).body).toMatchObject({ lights: 4, changed: 4 });
  await publish(ask, "profile/part-night-35-18", { ...partNight, photocell });
  rig.clock.advance(1_000);
  const [before, after] = rig.sent("l-1", "programme");
  expect(before).not.toHaveProperty("photocell");
  expect(after).toMatchObject({ photocell, steps: before?.steps });
});

test("groups tell their calendar and which group gives it", async () => {
  const { ask } = await start();
  await publish(ask, "calendar/old-town", hogmanay);
  const made = [{ id: "royal-mile", name: "Royal Mile", parent: "old-town", lights: ["l-1"] }];
  await publish(ask, "groups/all", { made, calendars: [{ group: "old-town", calendar: "old-town" }] });
  const { groups } = (await ask("GET", "/groups")).body;
  const calendar = { id: "old-town", name: "Old Town", from: "old-town" };
  expect(groups).toContainEqual({ id: "royal-mile", name: "Royal Mile", parent: "old-town", made: true, lights: 1, calendar });
  expect(groups).toContainEqual({ id: "old-town", name: "Old Town", parent: "all", made: false, lights: 3, calendar });
  expect(groups.find(({ id }: { id: string }) => id === "new-town")).not.toHaveProperty("calendar");
  // People act on the groups they see, with all that is below them.
  const override = { scope: { group: "old-town" }, levelPct: 90, reason: "a procession" };
  expect((await ask("POST", "/overrides", override)).body).toMatchObject({ lights: 3, title: "Old Town, 3 lights" });
});

test("the rollout counts nodes by what they say they hold, and says why one does not", async () => {
  const { rig, ask } = await start();
  for (const node of ["l-1", "l-2", "l-3"]) rig.hello(node);
  await publish(ask, "profile/part-night-35-18", partNight);
  rig.clock.advance(2_000);
  const path = "/designs/profile/part-night-35-18/rollout";
  expect((await ask("GET", path)).body).toMatchObject({ lights: 4, inForce: 0, pending: 4, failed: 0 });
  rig.report("l-1", { programme: String(rig.sent("l-1", "programme").at(-1)?.version) });
  // l-2 and l-3 say nothing to six sendings of it; l-4 was never there.
  for (let second = 0; second < 600; second++) rig.clock.advance(1_000);
  const { body } = await ask("GET", path);
  expect(body).toMatchObject({ lights: 4, inForce: 1, pending: 1, failed: 2 });
  expect(body.examples.sort((a: { light: string }, b: { light: string }) => (a.light < b.light ? -1 : 1))).toEqual([
    { light: "l-2", state: "failed", why: expect.stringContaining("does not say that it holds it") },
    { light: "l-3", state: "failed", why: expect.stringContaining("does not say that it holds it") },
    { light: "l-4", state: "pending", why: expect.stringContaining("has not connected since the controller started") },
  ]);
});

test("publishing leaves what lights reported, and their overrides, as they are", async () => {
  const { rig, ask } = await start();
  rig.hello("l-1");
  rig.report("l-1", { levelPct: 73 });
  await rig.desk.override({ scope: { lights: ["l-1"] }, levelPct: 90, reason: "a market" }, "Ailsa");
  await publish(ask, "profile/part-night-35-18", partNight);
  expect(rig.desk.light("l-1")).toMatchObject({ levelPct: 73, target: { levelPct: 90, because: { rule: "override" } }, delivery: { connected: true } });
});

test("a light that joins later has its group's calendar", async () => {
  const { rig, ask } = await start();
  await publish(ask, "calendar/old-town", hogmanay);
  await publish(ask, "groups/all", { calendars: [{ group: "old-town", calendar: "old-town" }] });
  await rig.controller.putLights([...rig.controller.situation.geometry.lights, light("l-9")]);
  const { geometry, plans } = rig.controller.situation;
  expect(plans.schedules.of(geometry.rowOfLight.get("l-9") ?? -1).calendarId).toBe("old-town");
  expect((await ask("GET", "/designs/calendar/old-town")).body.rollout.lights).toBe(4);
});

test("a change of words alone sends nothing", async () => {
  const { rig, ask } = await start();
  rig.hello("l-1");
  await publish(ask, "profile/part-night-35-18", partNight);
  // Past noon: what is compiled from here on would begin on another lighting day.
  rig.clock.advance(19 * 3_600_000);
  rig.report("l-1", { programme: String(rig.sent("l-1", "programme").at(-1)?.version) });
  const sent = rig.sent("l-1", "programme").length;
  await publish(ask, "profile/part-night-35-18", { ...partNight, name: "Quiet nights" });
  rig.clock.advance(60_000);
  expect(rig.sent("l-1", "programme")).toHaveLength(sent);
  expect(rig.desk.light("l-1")?.expected.because.text).toContain("Quiet nights");
});

test("a published never-off road is in its lights' programmes, and in no other's", async () => {
  const { rig, ask } = await start();
  for (const node of ["l-1", "l-4"]) rig.hello(node);
  const crossing = { name: "Queen Street crossing", streets: ["Queen Street"], designClass: "M4", floorClass: "M6", neverBelowPct: 80 };
  expect((await publish(ask, "sections/all", { sections: [crossing] })).status).toBe(201);
  const levels = (node: string): number[] => {
    const steps: unknown = rig.sent(node, "programme").at(-1)?.steps;
    return Array.isArray(steps) ? [...new Set(steps.map(([, levelPct]: [number, number]) => levelPct))] : [];
  };
  expect(levels("l-4").sort()).toEqual([0, 100, 80]);
  expect(levels("l-1")).toContain(50);
  expect((await ask("GET", "/designs/sections/all/rollout")).body.lights).toBe(1);
});
