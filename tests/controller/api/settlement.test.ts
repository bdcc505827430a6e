/** The routes of settlement, issued documents and reports, over a real controller. */
import { createHash } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { ManualClock } from "#contract/clock";
import { createApp } from "#controller/api/app";
import { startRig } from "#tests/controller/rig";
import { lamp, readingsOf, settlement } from "#tests/controller/settlement/street";
import { localHost } from "./setup.ts";

async function served() {
  const rig = await startRig({ lights: [lamp("l-1"), lamp("l-2")] });
  onTestFinished(() => rig.close());
  const app = await createApp({ desk: rig.desk, host: "127.0.0.1", webFolder: "/nowhere", clock: new ManualClock(0), log: () => {} });
  onTestFinished(() => app.close());
  const publish = (body: object) =>
    rig.controller.publishDesign({ kind: "settlement", id: "all", body, author: "ann", atMs: rig.clock.now(), reason: "first", rolledBackTo: undefined });
  await rig.store.write(readingsOf("l-1", [["2026-11-19T20:00:00Z", 100]], "2026-11-21T02:00:00Z"));
  const get = (path: string) => app.inject({ url: `/api/v1${path}`, headers: localHost });
  const issue = (payload: object) => app.inject({ method: "POST", url: "/api/v1/settlement/issue", headers: localHost, payload });
  return { get, issue, publish };
}

const day = "2026-11-20";
const reason = "the day is over";

test("documents are issued, listed, and downloaded as they were sent, with the text that goes with them", async () => {
  const { get, issue, publish } = await served();
  await publish(settlement());
  for (const kind of ["control", "inventory", "events", "half-hours"]) {
    const answer = await issue({ kind, day, reason });
    expect(answer.statusCode, answer.body).toBe(200);
    expect(answer.json()).toMatchObject({ issued: [{ kind, subject: "abc1234", period: day, version: 1, by: "visitor" }], unchanged: [] });
  }
  const listed = (await get("/issued?subject=abc1234")).json().issued;
  expect(listed.map(({ kind, draft }: { kind: string; draft: boolean }) => `${kind} ${draft}`).sort()).toEqual([
    "control false",
    "events true",
    "half-hours false",
    "inventory true",
  ]);
  const types: Record<string, [type: string, name: string]> = {
    control: ["text/plain; charset=us-ascii", "controlabc123420261120.log"],
    events: ["text/plain; charset=us-ascii", "draft-eventsabc123420261120.log"],
    inventory: ["text/csv; charset=utf-8", "draft-inventoryabc123420261120.csv"],
    "half-hours": ["text/csv; charset=utf-8", "halfhours-abc1234-2026-11-20.csv"],
  };
  for (const { kind, sha256 } of listed) {
    const file = await get(`/issued/${kind}/abc1234/${day}/1`);
    expect([file.headers["content-type"], file.headers["content-disposition"]]).toEqual([types[kind]?.[0], `attachment; filename="${types[kind]?.[1]}"`]);
    expect(createHash("sha256").update(file.rawPayload).digest("hex")).toBe(sha256);
  }
  const companion = (await get(`/issued/events/abc1234/${day}/1/companion`)).body;
  expect(companion).toContain("DRAFT LAYOUT");
  expect(companion).toContain("Confirm it with your meter administrator");
  expect((await get(`/issued/control/abc1234/${day}/1/companion`)).body).not.toContain("DRAFT");
  expect((await get(`/issued/control/abc1234/${day}/2`)).statusCode).toBe(404);
  const state = (await get("/settlement")).json();
  expect(state).toMatchObject({ problemsTotal: 0, subMeters: [{ id: "abc1234", lights: 2, changedDays: [] }] });
});

test("what stands in the way is 422 with every problem, bad requests 400, a day that is not over 409", async () => {
  const { get, issue, publish } = await served();
  expect((await issue({ kind: "control", day, reason })).json()).toMatchObject({
    code: "CONFLICT",
    message: expect.stringContaining("publish settlement data first"),
  });
  await publish(settlement({ chargeCodes: [] }));
  const refused = await issue({ kind: "control", day, reason });
  expect(refused.statusCode).toBe(422);
  expect(refused.json()).toMatchObject({ code: "BAD_SETTLEMENT", problems: [{ field: "l-1: chargeCodes" }, { field: "l-2: chargeCodes" }] });
  const bad = await issue({ kind: "bill", day: "yesterday", reason: "" });
  expect(bad.statusCode).toBe(400);
  expect(bad.json().problems.map(({ field }: { field: string }) => field)).toEqual(["kind", "day", "reason"]);
  expect((await issue({ kind: "events", day: "2026-11-21", reason })).statusCode).toBe(409);
  expect((await get("/issued/control/abc1234/november/0")).json().problems.map(({ field }: { field: string }) => field)).toEqual(["period", "version"]);
});

test("a month that was not issued is made as of now; a version that is not there is 404", async () => {
  const { get } = await served();
  expect((await get("/reports/months")).json()).toEqual({ months: [] });
  const made = await get("/reports/months/2026-10");
  expect(made.statusCode, made.body).toBe(200);
  expect(made.json()).toMatchObject({ report: { month: "2026-10", from: "2026-10-01", to: "2026-10-31" } });
  expect((await get("/reports/months/2026-10?version=1")).statusCode).toBe(404);
  expect((await get("/reports/months/2026-13")).statusCode).toBe(400);
});
