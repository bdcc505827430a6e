import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ManualClock } from "#contract/clock";
import { WorkOrder } from "#contract/work";
import type { WorkDesk } from "#controller/api/work-desk";
import { openMemoryRegistry } from "#controller/registry/memory";
import { Photos } from "#controller/work/photos";
import { WorkBook } from "#controller/work/work-book";
import { FakeDesk } from "../api/fake-desk.ts";
import { localHost, testApp } from "../api/setup.ts";

/** The routes over a real book and real files; only the lights are not there. */
async function start() {
  const folder = mkdtempSync(join(tmpdir(), "leerie-work-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const photos = await Photos.open(folder, 1_000_000);
  const book = new WorkBook({
    ledger: openMemoryRegistry(),
    clock: new ManualClock("2026-11-20T18:00:00Z"),
    zone: "Europe/London",
    times: { emergencyHours: 4, priorityHours: 24, routineWorkingDays: 5, networkOperatorDays: 28, holidays: [] },
    faultsOf: () => undefined,
    incident: async () => undefined,
    test: async () => {},
    tell: async () => {},
    log: () => {},
  });
  onTestFinished(() => book.close());
  const work: WorkDesk = {
    list: (query) => book.list(query),
    all: () => book.all(),
    order: (id) => book.order(id),
    make: (request, by) => book.make(request, by),
    act: (id, action, by) => book.act(id, action, by),
    take: (rows, by) => book.take(rows, by),
    photograph: async (id, content, by) => book.addPhoto(id, await photos.keep(content), by),
    photo: (id) => photos.content(id),
  };
  const { app } = await testApp({ desk: Object.assign(new FakeDesk(), { work }) });
  const ask = (method: "GET" | "POST" | "PUT", url: string, payload?: object | string | Buffer, type = "application/json") =>
    app.inject({
      method,
      url: `/api/v1${url}`,
      headers: { ...localHost, ...(payload === undefined ? {} : { "content-type": type }) },
      ...(payload === undefined ? {} : { payload }),
    });
  return { ask };
}

test("an order is made, changed from what was seen, and refused from what was not", async () => {
  const { ask } = await start();
  const made = await ask("POST", "/work", { title: "Column leans", urgency: "emergency", lights: ["a-1"] });
  expect(made.statusCode).toBe(201);
  const { id } = WorkOrder.parse(made.json());
  expect((await ask("POST", `/work/${id}/act`, { do: "assign", revision: 1, assignee: "bo" })).json()).toMatchObject({ state: "assigned", revision: 2 });
  const late = await ask("POST", `/work/${id}/act`, { do: "arrive", revision: 1 });
  expect([late.statusCode, late.json().code]).toEqual([409, "CONFLICT"]);
  expect((await ask("GET", "/work?list=open")).json()).toMatchObject({ counts: { open: 1, overdue: 0 }, orders: [{ id }] });
  expect((await ask("GET", "/work.json")).json()).toHaveLength(1);
  expect((await ask("GET", "/work.csv")).body).toContain("Column leans,emergency");
});

test("orders are taken as CSV and as JSON, and a bad file is refused with every problem", async () => {
  const { ask } = await start();
  const csv = "reference,title,lights\nCRM-1,Lamp out,a-1 a-2\n";
  expect((await ask("POST", "/work/import", csv, "text/csv")).json()).toMatchObject({ made: [expect.any(String)], known: [] });
  expect((await ask("POST", "/work/import", [{ reference: "CRM-1", title: "Lamp out" }])).json()).toEqual({ made: [], known: ["CRM-1"] });
  const bad = await ask("POST", "/work/import", "reference,title,urgency\nCRM-2,Lamp out,soon\n,x,routine\n", "text/csv");
  expect(bad.statusCode).toBe(400);
  expect(bad.json().message).toMatch(/line 2, urgency.*line 3, reference.*line 3, title/);
});

test("a photo is shown as the picture it is and can run nothing; what is no picture is refused whatever it is called", async () => {
  const { ask } = await start();
  const { id } = WorkOrder.parse((await ask("POST", "/work", { title: "Column hit" })).json());
  const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(100)]);
  const kept = WorkOrder.parse((await ask("PUT", `/work/${id}/photo`, png, "image/jpeg")).json());
  const shown = await ask("GET", `/work/${id}/photos/${kept.photos[0]?.id}`);
  expect([shown.headers["content-type"], shown.headers["x-content-type-options"]]).toEqual(["image/png", "nosniff"]);
  expect(shown.headers["content-security-policy"]).toContain("sandbox");
  expect(shown.rawPayload.equals(png)).toBe(true);
  expect((await ask("PUT", `/work/${id}/photo`, Buffer.from("<html><script>1</script>"), "image/png")).statusCode).toBe(400);
  expect((await ask("PUT", `/work/${id}/photo`, png, "text/html")).statusCode).toBe(415);
  expect((await ask("GET", `/work/${id}/photos/${"0".repeat(64)}`)).statusCode).toBe(404);
});
