/** The dashboard for Grafana, its queries asked of a real InfluxDB that holds what the store writes. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { openInfluxTelemetry } from "#controller/telemetry/influxdb";
import { type Influxdb, startInfluxdb } from "#tests/setup/influxdb";
import { reading } from "#tests/suites/telemetry-store";

const Dashboard = z.object({
  schemaVersion: z.number(),
  templating: z.object({ list: z.array(z.object({ name: z.string(), query: z.string() })) }),
  panels: z.array(z.object({ id: z.number(), title: z.string(), targets: z.array(z.object({ query: z.string() })).min(1) })),
});
const dashboard = Dashboard.parse(JSON.parse(readFileSync(join(import.meta.dirname, "../../config/grafana/leerie.json"), "utf8")));
const queries = dashboard.panels.flatMap(({ title, targets }) => targets.map(({ query }) => ({ title, query })));

const minuteMs = 60_000;
const beganMs = Date.UTC(2026, 10, 21, 17);
let server: Influxdb;
beforeAll(async () => {
  server = await startInfluxdb();
  const store = openInfluxTelemetry({ url: server.url, database: "leerie", authority: "kilmory" });
  await store.write(
    Array.from({ length: 40 }, (_, i) =>
      reading({ light: `ep-${i % 4}`, seq: i, atMs: beganMs + i * 5 * minuteMs, powerW: 40, levelPct: 50, faultBits: i % 2 }),
    ),
  );
  await store.close();
});
afterAll(() => server.close());

const Answer = z.object({
  results: z.array(z.object({ error: z.string().optional(), series: z.array(z.object({ values: z.array(z.array(z.unknown())) })).optional() })),
});

/** Asks as Grafana does once it has put in the choices; answers all rows. */
async function rowsOf(query: string): Promise<unknown[][]> {
  const q = query
    .replaceAll("$timeFilter", `time >= ${beganMs}ms and time <= ${beganMs + 200 * minuteMs}ms`)
    .replaceAll("$__interval", "30m")
    .replaceAll("$authority", "kilmory")
    .replaceAll("$light", "ep-1");
  expect(q, "a variable that the dashboard does not have").not.toMatch(/\$[a-z_]/i);
  const answer = await fetch(`${server.url}/query?db=leerie&epoch=ms`, { method: "POST", body: new URLSearchParams({ q }) });
  const [result] = Answer.parse(await answer.json()).results;
  expect(result?.error).toBeUndefined();
  return (result?.series ?? []).flatMap(({ values }) => values);
}

test("every panel has a number and a name of its own", () => {
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  expect(new Set(dashboard.panels.map(({ title }) => title)).size).toBe(dashboard.panels.length);
});

test.each(queries)("$title: its query answers with figures", async ({ query }) => {
  const rows = await rowsOf(query);
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) for (const value of row) expect(value).toEqual(expect.any(Number));
});

test("the choices are the authorities and the lights that are there", async () => {
  const choices = await Promise.all(dashboard.templating.list.map(async ({ name, query }) => [name, (await rowsOf(query)).map((row) => row[1])]));
  expect(Object.fromEntries(choices)).toEqual({ authority: ["kilmory"], light: ["ep-0", "ep-1", "ep-2", "ep-3"] });
});

test("its power is the power of the lights: 4 lights of 40 W are 0.16 kW", async () => {
  const power = queries.find(({ title }) => title === "Power");
  const [first] = await rowsOf(power?.query ?? "");
  expect(first?.[1]).toBeCloseTo(0.16, 6);
});

test("every name in a query is a tag or a field that the store writes, or one the query gives itself", async () => {
  const known = new Set((await Promise.all([`SHOW FIELD KEYS FROM "reading"`, `SHOW TAG KEYS FROM "reading"`].map(rowsOf))).flat().map(([name]) => name));
  for (const { title, query } of queries) {
    const own = [...query.matchAll(/AS "(\w+)"/g)].map(([, name]) => name);
    const named = [...query.matchAll(/(?<!AS )"(\w+)"/g)].map(([, name]) => name).filter((name) => name !== "reading" && !own.includes(name));
    expect(
      named.filter((name) => !known.has(name)),
      title,
    ).toEqual([]);
    expect(query, title).toContain('FROM "reading"');
  }
});
