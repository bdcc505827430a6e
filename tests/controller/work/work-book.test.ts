import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Incident } from "#contract/alarms";
import { ManualClock } from "#contract/clock";
import type { News } from "#contract/notifications";
import { csvLine } from "#controller/api/csv";
import { openMemoryRegistry } from "#controller/registry/memory";
import type { FaultNow } from "#controller/work/clearing";
import { dueAtMs } from "#controller/work/due";
import { Photos } from "#controller/work/photos";
import { WorkBook } from "#controller/work/work-book";
import { workColumns, workRowsOf } from "#controller/work/work-file";

const times = { emergencyHours: 4, priorityHours: 24, routineWorkingDays: 5, networkOperatorDays: 28, holidays: ["2026-12-25", "2026-12-28"] };
const lampOut: FaultNow = { kind: "lamp-failure", state: "active", text: "2 W at 100 %, expected 60 W" };
const incident: Incident = {
  id: "i-1",
  cause: "single",
  subject: "a-1",
  kind: "lamp-failure",
  severity: "high",
  title: "Lamp out: a-1, Harbour Wynd",
  evidence: [],
  startedAt: "2026-11-20T17:00:00.000Z",
  lightsNow: 1,
  lightsEver: 1,
  lights: ["a-1"],
};

function start() {
  const clock = new ManualClock("2026-11-20T18:00:00Z");
  const faults = new Map<string, readonly FaultNow[]>([["a-1", [lampOut]]]);
  const told: News[] = [];
  const tests: { lights: readonly string[]; minutes: number }[] = [];
  const book = new WorkBook({
    ledger: openMemoryRegistry(),
    clock,
    zone: "Europe/London",
    times,
    faultsOf: (light) => faults.get(light),
    incident: async (id) => (id === incident.id ? incident : undefined),
    test: async (lights, minutes) => void tests.push({ lights, minutes }),
    tell: async (news) => void told.push(news),
    log: () => {},
  });
  onTestFinished(() => book.close());
  return { book, clock, faults, told, tests };
}

test("an incident's order is closed by the light that burns again, and not by a word", async () => {
  const { book, faults, told } = start();
  const made = await book.make({ incident: "i-1", assignee: "bo" }, "ann");
  expect(made).toMatchObject({ title: incident.title, urgency: "priority", state: "assigned", kinds: ["lamp-failure"], dueAt: "2026-11-21T18:00:00.000Z" });
  const again = await book.act(made.id, { do: "finish", revision: 1, test: false }, "bo");
  expect(again).toMatchObject({ state: "reopened", revision: 2, checked: { isClear: false } });
  expect(again.checked?.text).toContain("a-1: lamp-failure, 2 W at 100 %");
  expect(told.map(({ kind }) => kind)).toEqual(["work-made", "work-reopened"]);
  faults.set("a-1", []);
  const closed = await book.act(made.id, { do: "finish", revision: 2, test: false }, "bo");
  expect(closed).toMatchObject({ state: "closed", revision: 3, checked: { isClear: true } });
});

test.each(["closed", "reopened"] as const)("by day the lights are on for a test of 15 minutes, and then it is %s", async (outcome) => {
  const { book, clock, faults, tests } = start();
  const made = await book.make({ incident: "i-1" }, "ann");
  const done = await book.act(made.id, { do: "finish", revision: 1, test: true }, "bo");
  expect([done.state, tests]).toEqual(["done", [{ lights: ["a-1"], minutes: 15 }]]);
  if (outcome === "closed") faults.set("a-1", []);
  clock.advance(19 * 60_000);
  await book.look();
  expect((await book.order(made.id)).state).toBe("done");
  clock.advance(2 * 60_000);
  for (let look = 0; look < 2; look++) await book.look();
  expect(await book.order(made.id)).toMatchObject({ state: outcome, revision: 3 });
  expect(await book.order(made.id)).not.toHaveProperty("checkAt");
});

test("a light that cannot be heard proves nothing", async () => {
  const { book, faults } = start();
  const made = await book.make({ incident: "i-1" }, "ann");
  faults.set("a-1", [{ kind: "communication-failure", state: "active", text: "silent for 3 h" }]);
  expect((await book.act(made.id, { do: "finish", revision: 1, test: false }, "bo")).state).toBe("reopened");
});

test("of two people who change one order, the second is told and nothing of the first is lost", async () => {
  const { book } = start();
  const { id } = await book.make({ title: "Paint the column" }, "ann");
  const outcomes = await Promise.allSettled([
    book.act(id, { do: "note", revision: 1, text: "ladder needed" }, "bo"),
    book.act(id, { do: "assign", revision: 1, assignee: "cy" }, "ann"),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  await expect(book.act(id, { do: "assign", revision: 1, assignee: "cy" }, "ann")).rejects.toThrow("changed meanwhile by bo (revision 2)");
  const kept = await book.act(id, { do: "assign", revision: 2, assignee: "cy" }, "ann");
  expect(kept).toMatchObject({ assignee: "cy", notes: [{ by: "bo", text: "ladder needed" }], revision: 3 });
});

test("an incident has one open order; what has ended can only be opened again; an unknown incident is refused", async () => {
  const { book } = start();
  const { id } = await book.make({ incident: "i-1" }, "ann");
  await expect(book.make({ incident: "i-1" }, "bo")).rejects.toThrow(`has an order already: ${id}`);
  await expect(book.make({ incident: "i-9" }, "bo")).rejects.toThrow('incident: found "i-9"');
  await expect(book.make({}, "bo")).rejects.toThrow("title: found nothing");
  await book.act(id, { do: "cancel", revision: 1, note: "made twice" }, "ann");
  await expect(book.act(id, { do: "arrive", revision: 2 }, "bo")).rejects.toThrow("is cancelled and cannot become on-site");
  expect((await book.make({ incident: "i-1" }, "bo")).state).toBe("new");
});

const due = [
  ["emergency", "2026-10-24T23:00:00Z", "2026-10-25T03:00:00.000Z"],
  ["priority", "2026-11-20T18:00:00Z", "2026-11-21T18:00:00.000Z"],
  // A Friday; and a Tuesday before Christmas, with its holidays. Then a month over the change of the clocks.
  ["routine", "2026-11-20T18:00:00Z", "2026-11-27T18:00:00.000Z"],
  ["routine", "2026-12-22T10:00:00Z", "2026-12-31T10:00:00.000Z"],
  ["network-operator", "2026-10-12T09:00:00Z", "2026-11-09T10:00:00.000Z"],
] as const;

test.each(due)("%s work made at %s is due at %s", (urgency, at, until) => {
  expect(new Date(dueAtMs(urgency, Date.parse(at), "Europe/London", times)).toISOString()).toBe(until);
});

test("what is overdue is counted and listed by what was due first", async () => {
  const { book, clock } = start();
  const routine = await book.make({ title: "Clean the lens" }, "ann");
  const urgent = await book.make({ title: "Column leans", urgency: "emergency" }, "ann");
  clock.advance(5 * 3_600_000);
  expect(await book.list({ list: "overdue", limit: 10 })).toMatchObject({ counts: { open: 2, overdue: 1 }, orders: [{ id: urgent.id }] });
  expect((await book.list({ list: "open", limit: 10 })).orders.map(({ id }) => id)).toEqual([urgent.id, routine.id]);
});

test("an export opens as text in a spreadsheet and comes back as it was; a number that is known is left alone", async () => {
  const { book } = start();
  const row = {
    reference: "CRM-7",
    title: "=HYPERLINK(1)",
    urgency: "routine",
    kinds: ["tilt", "door-open"],
    lights: ["a-1"],
    where: "-3 m from the gate",
  } as const;
  const rows = [{ ...row, kinds: [...row.kinds], lights: [...row.lights] }];
  expect(await book.take(rows, "ann")).toMatchObject({ known: [] });
  expect(await book.take(rows, "ann")).toEqual({ made: [], known: ["CRM-7"] });
  const orders = await book.all();
  const csv = [csvLine(Object.keys(workColumns)), ...orders.map((order) => csvLine(Object.values(workColumns).map((cell) => cell(order))))].join("");
  expect(csv).toContain("'=HYPERLINK(1)");
  expect(workRowsOf(csv)).toEqual(rows);
});

test("a bad file is refused whole, every problem with its line", () => {
  expect(() => workRowsOf("reference,title,urgency,kinds\n,Lamp out,routine,\nB-2,Lamp out,soon,dark\n")).toThrow(
    /line 2, reference: .*line 3, urgency: found "soon".*line 3, kinds/,
  );
});

test("a photo is known by its bytes, kept once, and refused when it is something else or there is no room", async () => {
  const folder = mkdtempSync(join(tmpdir(), "leerie-photos-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const photos = await Photos.open(join(folder, "photos"), 1_000);
  const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500)]);
  const [first, second] = [await photos.keep(jpeg), await photos.keep(jpeg)];
  expect([first, readdirSync(join(folder, "photos"))]).toEqual([second, [first.id]]);
  expect((await photos.content(first.id))?.type).toBe("image/jpeg");
  await expect(photos.keep(Buffer.from("<svg onload=alert(1)>"))).rejects.toThrow("expected a JPEG, PNG or WebP picture");
  await expect(photos.keep(Buffer.concat([jpeg, Buffer.alloc(10)]))).rejects.toThrow("no room for more photos");
  const { book } = start();
  const order = await book.make({ title: "Column hit" }, "ann");
  const pictured = await book.addPhoto(order.id, first, "bo");
  expect(pictured.photos).toMatchObject([{ id: first.id, by: "bo" }]);
  expect((await book.addPhoto(order.id, first, "bo")).revision).toBe(pictured.revision);
});
