/** The routes of energy: answers, lines, files, and work that ends when nobody waits. */
import { request as httpRequest } from "node:http";
import { parse } from "csv-parse/sync";
import { expect, test, vi } from "vitest";
import { EnergyAccounts, EnergyDays, EnergyHeat, EnergyIndicators, EnergyPower, EnergySummary } from "#contract/energy";
import { localHost, testApp } from "./setup.ts";

const energy = "/api/v1/energy";
const period = "from=2026-02-01&to=2026-02-02";
const lines = { ...localHost, accept: "application/x-ndjson" };

test.each([
  [`${energy}/summary?${period}`, EnergySummary],
  [`${energy}/days?${period}&by=area`, EnergyDays],
  [`${energy}/power?${period}&stepMin=30`, EnergyPower],
  [`${energy}/heat?to=2026-02-02`, EnergyHeat],
  [`${energy}/indicators?${period}`, EnergyIndicators],
  [`${energy}/accounts`, EnergyAccounts],
])("%s answers by its contract", async (url, schema) => {
  const { app } = await testApp();
  const answer = await app.inject({ url, headers: localHost });
  expect(answer.statusCode, answer.body).toBe(200);
  expect(schema.parse(answer.json())).toEqual(answer.json());
});

test("what is left out of a question is filled in", async () => {
  const { app, desk } = await testApp();
  await app.inject({ url: `${energy}/summary?${period}`, headers: localHost });
  expect(desk.told.at(-1)?.with).toEqual({
    from: "2026-02-01",
    to: "2026-02-02",
    by: "area",
    baseline: "full-output",
    sort: "use",
    offset: 0,
    limit: 100,
  });
});

test("a long question tells how far it is, line by line, and answers with the last line", async () => {
  const { app } = await testApp();
  const answer = await app.inject({ url: `${energy}/heat?to=2026-02-02`, headers: lines });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers["content-type"]).toBe("application/x-ndjson");
  const told = answer.body
    .trimEnd()
    .split("\n")
    .map((line): Record<string, unknown> => JSON.parse(line));
  // Progress that hardly moved is not told.
  expect(told.slice(0, -1)).toEqual([{ progress: 0 }, { progress: 0.4 }]);
  expect(EnergyHeat.parse(told.at(-1)?.answer).days).toEqual(["2026-02-02"]);
});

test("what goes wrong on the way is the last line; a bad question is refused before any line", async () => {
  const { app } = await testApp();
  const failed = await app.inject({ url: `${energy}/summary?from=1998-01-01&to=1998-01-02`, headers: lines });
  expect(failed.body.trimEnd().split("\n").at(-1)).toBe('{"error":{"code":"BUSY","message":"too many questions"}}');
  const refused = await app.inject({ url: `${energy}/summary?${period}&area=Nowhere`, headers: lines });
  expect(refused.statusCode).toBe(400);
  expect(refused.json().problems).toEqual([{ field: "area", found: '"Nowhere"', expected: "an area of the inventory" }]);
});

test.each(["application/json", "application/x-ndjson"])("work ends when the asker goes away (%s)", async (accept) => {
  const { app, desk } = await testApp();
  await app.listen({ host: "127.0.0.1", port: 0 });
  const address = app.server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const asker = httpRequest({ host: "127.0.0.1", port, path: `${energy}/summary?from=1999-01-01&to=1999-01-02`, headers: { accept } });
  asker.on("error", () => {});
  asker.end();
  await vi.waitFor(
    () =>
      expect(
        desk.told.map(({ what }) => what),
        "the question reaches the desk",
      ).toContain("summary"),
    { timeout: 5_000 },
  );
  asker.destroy();
  await vi.waitFor(
    () =>
      expect(
        desk.told.map(({ what }) => what),
        "the desk is told that nobody waits",
      ).toContain("energy aborted"),
    { timeout: 5_000 },
  );
});

test("the summary as a file has every member; text that a spreadsheet would run is made harmless, numbers stay numbers", async () => {
  const { app } = await testApp();
  const answer = await app.inject({ url: `${energy}/summary.csv?${period}&by=street`, headers: localHost });
  expect(answer.headers["content-disposition"]).toBe('attachment; filename="energy-by-street-2026-02-01-2026-02-02.csv"');
  const rows: Record<string, string>[] = parse(answer.body, { columns: true });
  expect(rows.map(({ name }) => name)).toEqual(["Old Town", `'=SUM(A1),"x"`]);
  expect(rows[1]).toMatchObject({ meteredKwh: "12.5", savedKwh: "-7.5", savedPct: "", co2Kg: "" });
});

test.each([
  [`${energy}/days.csv?${period}`, "day,lights,meteredKwh", "2026-02-01,1.5,1.5"],
  [`${energy}/days.csv?${period}&by=street`, "day,id,name,meteredKwh", "2026-02-01,a,'+44 Road,1.5"],
  [`${energy}/power.csv?${period}`, "at,meteredKw,calculatedKw", "2026-02-01T00:00:00.000Z,1.25,1.2,60,100,"],
  [`${energy}/indicators.csv?${period}`, "section,designClass", undefined],
])("%s is the same table as on screen", async (url, header, first) => {
  const { app } = await testApp();
  const answer = await app.inject({ url, headers: localHost });
  expect(answer.headers["content-type"]).toBe("text/csv; charset=utf-8");
  const [head, row] = answer.body.split("\r\n");
  expect(head).toMatch(new RegExp(`^${header}`));
  if (first !== undefined) expect(row).toMatch(first);
});
