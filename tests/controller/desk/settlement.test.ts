/** Settlement as people use it, of a controller with lights, published settlement data and stored readings. */
import { describe, expect, onTestFinished, test } from "vitest";
import { IssueRequest } from "#contract/settlement";
import { silentAfterMs } from "#controller/settlement/segments";
import type { Reading } from "#controller/telemetry/port";
import { light, type Rig, startRig } from "#tests/controller/rig";
import { lamp, readingsOf, settlement } from "#tests/controller/settlement/street";

const day = "2026-11-20";
const lights = [lamp("l-1"), lamp("l-2")];
const asker = new AbortController().signal;

async function rigOf({ body = settlement(), of = lights } = {}): Promise<Rig> {
  const rig = await startRig({ lights: [...of] });
  onTestFinished(() => rig.close());
  await rig.controller.publishDesign({ kind: "settlement", id: "all", body, author: "ann", atMs: rig.clock.now(), reason: "first", rolledBackTo: undefined });
  return rig;
}

const night = (id: string): Reading[] =>
  readingsOf(
    id,
    [
      ["2026-11-19T12:00:00Z", 0],
      ["2026-11-20T17:10:00Z", 100],
      ["2026-11-20T22:00:00Z", 50],
    ],
    "2026-11-21T01:00:00Z",
  );

/** Stored as the controller stores what nodes say. */
async function store({ controller }: Rig, readings: readonly Reading[]): Promise<void> {
  for (const reading of readings) controller.parts.recorder.record(reading);
  await controller.parts.recorder.flush();
}

const request = (kind: IssueRequest["kind"], more: Partial<IssueRequest> = {}): IssueRequest =>
  IssueRequest.parse({ kind, day, reason: "the day is over", ...more });

async function issue(rig: Rig, kind: IssueRequest["kind"], more: Partial<IssueRequest> = {}) {
  const outcome = await rig.desk.settlement.issue(request(kind, more), "ann", asker);
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.problems)}`);
  return outcome.answer;
}

async function textOf(rig: Rig, kind: IssueRequest["kind"], version: number): Promise<string> {
  const found = await rig.desk.settlement.document({ kind, subject: "abc1234", period: day, version });
  return Buffer.from(found?.content ?? []).toString();
}

describe("a past day that a late log changes", () => {
  test("is listed, is issued again as the next version, and what was sent is kept", async () => {
    const rig = await rigOf();
    const late = night("l-2").filter(({ atMs }) => atMs >= Date.parse("2026-11-20T21:30:00Z"));
    await store(rig, [...night("l-1"), ...night("l-2").filter((reading) => !late.some(({ atMs }) => atMs === reading.atMs))]);
    for (const kind of ["half-hours", "events"] as const) await issue(rig, kind);
    const sent = await Promise.all([textOf(rig, "half-hours", 1), textOf(rig, "events", 1)]);
    expect((await rig.desk.settlement.state("look", asker)).subMeters[0]).toMatchObject({ lights: 2, connectedLoadKw: 0.07, changedDays: [] });
    expect(sent[1]).toContain("EDI0000000L2212500+0000100E");

    await store(rig, late);
    expect((await rig.desk.settlement.state("skip", asker)).subMeters[0]?.changedDays).toEqual([]);
    expect((await rig.desk.settlement.state("look", asker)).subMeters[0]?.changedDays).toEqual([day]);
    for (const kind of ["half-hours", "events"] as const) {
      const { issued, unchanged } = await issue(rig, kind, { reason: "a late log of l-2" });
      expect([issued.map(({ version, superseded }) => [version, superseded]), unchanged]).toEqual([[[2, false]], []]);
    }
    expect((await rig.desk.settlement.state("look", asker)).subMeters[0]?.changedDays).toEqual([]);
    expect(await Promise.all([textOf(rig, "half-hours", 1), textOf(rig, "events", 1)])).toEqual(sent);
    expect(await textOf(rig, "events", 2)).toContain("Habc123420261120002\r\n");
    expect(await textOf(rig, "events", 2)).not.toContain("E\r\n");
    const listed = await rig.desk.settlement.issued({ kind: "events", limit: 10 });
    expect(listed.map(({ version, superseded, draft, note }) => [version, superseded, draft, note.startsWith("Draft")])).toEqual([
      [2, false, true, true],
      [1, true, true, true],
    ]);
  });

  test("is not issued again when nothing of it changed: a log that arrives twice, readings of another day", async () => {
    const rig = await rigOf();
    await store(rig, [...night("l-1"), ...night("l-2")]);
    await issue(rig, "half-hours");
    await store(rig, night("l-2"));
    await store(
      rig,
      readingsOf("l-1", [["2026-11-21T06:00:00Z", 30]], "2026-11-21T09:00:00Z").map((reading) => ({ ...reading, boot: 9 })),
    );
    expect((await rig.desk.settlement.state("look", asker)).subMeters[0]?.changedDays).toEqual([]);
    const { issued, unchanged } = await issue(rig, "half-hours", { reason: "once more" });
    expect([issued, unchanged.map(({ version }) => version)]).toEqual([[], [1]]);
  });

  test("a node replaced at midnight goes on where the old one ended: the light's day has no break", async () => {
    const rig = await rigOf({ of: [lamp("l-1")] });
    const before = readingsOf("l-1", [["2026-11-19T20:00:00Z", 100]], "2026-11-20T00:00:00Z");
    const after = readingsOf("l-1", [["2026-11-20T00:00:30Z", 100]], "2026-11-21T01:00:00Z").map((reading) => ({ ...reading, boot: 1, energyKwh: 0 }));
    await store(rig, [...before, ...after]);
    await issue(rig, "half-hours");
    const lines = (await textOf(rig, "half-hours", 1)).trimEnd().split("\r\n").slice(1);
    expect(lines).toHaveLength(48);
    for (const line of lines) expect(line).toContain(",0.017500,0.000000,0.017500,0.000000,1,0");
  });
});

describe("issuing", () => {
  test("the control file's version is that of its content, and the same inventory is not sent twice", async () => {
    const rig = await rigOf();
    expect((await issue(rig, "control")).issued[0]).toMatchObject({
      name: "controlabc123420261120.log",
      version: 1,
      draft: false,
      by: "ann",
      reason: "the day is over",
    });
    expect((await issue(rig, "control")).unchanged).toHaveLength(1);
    await rig.controller.putLights([lamp("l-3")]);
    expect((await issue(rig, "control")).issued[0]?.version).toBe(2);
    expect(await textOf(rig, "control", 2)).toBe(
      "Habc123420261120002\r\nEDI0000000L10000019994200350000100\r\nEDI0000000L20000019994200350000100\r\nEDI0000000L30000019994200350000100\r\nT000005\r\n",
    );
    await issue(rig, "inventory");
    expect(await textOf(rig, "inventory", 1)).toBe("street,area,code,regime,items\r\nHigh Street,Old Town,4200350000100,999,3\r\n");
  });

  test("with a problem nothing is issued, and all of them are told", async () => {
    const rig = await rigOf({ of: [lamp("l-1"), lamp("l-2", { powerW: 50 }), light("l-3", { column: "?" })] });
    const outcome = await rig.desk.settlement.issue(request("control"), "ann", asker);
    expect(outcome.ok ? [] : outcome.problems.map(({ light: id, field }) => `${id} ${field}`).sort()).toEqual([
      "l-2 chargeCodes",
      "l-3 chargeCodes",
      "l-3 column",
    ]);
    expect(await rig.desk.settlement.issued({ limit: 10 })).toEqual([]);
    expect(await rig.desk.settlement.state("look", asker)).toMatchObject({ problemsTotal: 3, subMeters: [{ lights: 3 }] });
  });

  test("a day is issued when it is over and it is known who was silent at midnight, and while its readings are kept", async () => {
    const rig = await rigOf();
    await expect(issue(rig, "half-hours", { day: "2026-11-21" })).rejects.toMatchObject({ code: "CONFLICT", message: expect.stringContaining("not over yet") });
    await expect(issue(rig, "half-hours", { day: "2026-08-01" })).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("no longer kept (90 days)"),
    });
    rig.clock.advanceTo(Date.parse("2026-11-22T00:00:00Z") + silentAfterMs);
    expect((await issue(rig, "half-hours", { day: "2026-11-21" })).issued).toHaveLength(1);
    await expect(issue(rig, "control", { subMeter: "nobody0" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("one document is made at a time, and one that nobody waits for ends", async () => {
    const rig = await rigOf();
    const both = [issue(rig, "half-hours"), issue(rig, "events")];
    const outcomes = await Promise.allSettled(both);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    const gone = new AbortController();
    gone.abort(new Error("nobody waits"));
    await expect(rig.desk.settlement.issue(request("events"), "ann", gone.signal)).rejects.toThrow("nobody waits");
    expect((await rig.desk.settlement.state("skip", asker)).working).toBeUndefined();
  });
});
