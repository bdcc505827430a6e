/** The half-hour table and the event file of a day, from stored readings. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { documentOf } from "#controller/settlement/documents";
import { openEmbeddedTelemetry } from "#controller/telemetry/embedded";
import { MemoryTelemetry } from "#controller/telemetry/memory";
import type { Reading } from "#controller/telemetry/port";
import { lamp, readingsOf, settlement, subMeterOf, zone } from "./street.ts";

type Kind = "events" | "half-hours";

async function textOf(
  kind: Kind,
  day: string,
  readings: readonly Reading[],
  more: { lights?: ReturnType<typeof lamp>[]; body?: object; version?: number } = {},
): Promise<string> {
  const store = new MemoryTelemetry();
  await store.write(readings);
  const body = settlement(more.body);
  const make = await documentOf(kind, { store, zone, day, settlement: body, subMeter: subMeterOf(more.lights ?? [lamp("l-1")], body) });
  const made = await make(more.version ?? 1);
  if (!("content" in made)) throw new Error(`expected a file, found ${JSON.stringify(made)}`);
  return Buffer.from(made.content).toString("latin1");
}

/** Rows of the table as numbers by heading. */
async function periodsOf(day: string, readings: readonly Reading[], lights = [lamp("l-1")]) {
  const [headings = "", ...lines] = (await textOf("half-hours", day, readings, { lights })).trimEnd().split("\r\n");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, at) => [headings.split(",")[at], cell])));
}

const sum = (rows: readonly Record<string, string>[], heading: string): number => rows.reduce((total, row) => total + Number(row[heading]), 0);

/** lighting-domain.md §5: 35 W from 17:10, 50 % = 18.5 W from 22:00, 35 W again from 05:40 to 07:20. No summer time. */
const night = readingsOf(
  "l-1",
  [
    ["2026-11-20T12:00:00Z", 0],
    ["2026-11-20T17:10:00Z", 100],
    ["2026-11-20T22:00:00Z", 50],
    ["2026-11-21T05:40:00Z", 100],
    ["2026-11-21T07:20:00Z", 0],
  ],
  "2026-11-22T02:00:00Z",
);

describe("half hours", () => {
  test("the worked night: 0.011667 kWh in the half hour from 17:00, 369.33 Wh in the night, standby apart", async () => {
    const lossless = lamp("l-1", { standbyW: 0 });
    const days = [await periodsOf("2026-11-20", night, [lossless]), await periodsOf("2026-11-21", night, [lossless])];
    expect(days.map(({ length }) => length)).toEqual([48, 48]);
    expect(days[0]?.[34]).toEqual({
      sub_meter: "abc1234",
      day: "2026-11-20",
      period: "35",
      starts_at: "2026-11-20T17:00+00:00",
      lit_kwh: "0.011667",
      standby_kwh: "0.000000",
      total_kwh: "0.011667",
      of_it_estimated_kwh: "0.000000",
      units: "1",
      unit_minutes_without_readings: "0",
    });
    expect(sum(days.flat(), "total_kwh")).toBeCloseTo(0.369333, 5);
    const withStandby = await periodsOf("2026-11-21", night);
    // From 07:20 to midnight at half a watt.
    expect(sum(withStandby, "standby_kwh")).toBeCloseTo((0.5 * (24 - 7 - 1 / 3)) / 1_000, 6);
    expect(withStandby[14]).toMatchObject({ lit_kwh: "0.011667", standby_kwh: "0.000083" });
  });

  test.each([
    ["2026-03-29", "2026-03-28T22:00:00Z", "2026-03-30T02:00:00Z", 46, "2026-03-29T02:00+01:00"],
    ["2026-10-25", "2026-10-24T22:00:00Z", "2026-10-26T03:00:00Z", 50, "2026-10-25T01:00+01:00"],
  ])("%s: as many half hours as the clocks give, and each holds its energy", async (day, from, until, count, third) => {
    const rows = await periodsOf(day, readingsOf("l-1", [[from, 100]], until));
    expect(rows).toHaveLength(count);
    expect(rows[2]?.starts_at).toBe(third);
    expect(new Set(rows.map(({ starts_at }) => starts_at)).size).toBe(count);
    expect(new Set(rows.map(({ total_kwh }) => total_kwh))).toEqual(new Set(["0.017500"]));
  });

  test("a silence is estimated from its last reading on, and time that no reading tells of has no energy", async () => {
    const silent = readingsOf("l-1", [["2026-11-20T06:00:00Z", 100]], "2026-11-20T08:01:00Z");
    const rows = await periodsOf("2026-11-20", silent, [lamp("l-1"), lamp("l-2")]);
    expect(rows[0]).toMatchObject({ total_kwh: "0.000000", units: "2", unit_minutes_without_readings: "60" });
    expect(rows[12]).toMatchObject({ lit_kwh: "0.017500", of_it_estimated_kwh: "0.000000", unit_minutes_without_readings: "30" });
    expect(rows[16]).toMatchObject({ lit_kwh: "0.017500", of_it_estimated_kwh: "0.017500" });
  });

  test("both files are the same bytes from the embedded store as from memory, whatever the order in which readings were stored", async () => {
    const folder = mkdtempSync(join(tmpdir(), "leerie-settlement-"));
    const embedded = openEmbeddedTelemetry(join(folder, "telemetry.sqlite"));
    const memory = new MemoryTelemetry();
    onTestFinished(async () => {
      await embedded.close();
      rmSync(folder, { recursive: true });
    });
    const readings = [...night, ...night.map((each) => ({ ...each, light: "l-2", atMs: each.atMs + 61_234, levelPct: each.levelPct / 3 }))];
    await memory.write(readings);
    await embedded.write(readings.toReversed());
    const body = settlement();
    const subMeter = subMeterOf([lamp("l-1"), lamp("l-2"), lamp("l-3")], body);
    for (const kind of ["half-hours", "events"] as const) {
      const made = await Promise.all(
        [memory, embedded].map(async (store) => (await documentOf(kind, { store, zone, day: "2026-11-20", settlement: body, subMeter }))(1)),
      );
      const texts = made.map((each) => ("content" in each ? Buffer.from(each.content).toString() : JSON.stringify(each)));
      expect(texts[0]).toContain("abc1234");
      expect(texts[1]).toBe(texts[0]);
    }
  });

  test("the order in which a store tells of lights changes no digit", async () => {
    const lights = Array.from({ length: 7 }, (_, at) => lamp(`l-${at + 1}`, { standbyW: 0.1 + at / 7 }));
    const readings = lights.flatMap(({ id }, at) => readingsOf(id, [[`2026-11-20T00:0${at}:11Z`, 13 * at]], "2026-11-21T02:00:00Z"));
    const asWritten = await textOf("half-hours", "2026-11-20", readings, { lights });
    expect(await textOf("half-hours", "2026-11-20", readings.toReversed(), { lights: lights.toReversed() })).toBe(asWritten);
  });
});

describe("the event file", () => {
  test("the state at midnight and each change, by unit and time, with header and trailer", async () => {
    const readings = [...night, ...readingsOf("l-2", [["2026-11-20T23:50:00Z", 62.4]], "2026-11-22T02:00:00Z")];
    expect(await textOf("events", "2026-11-21", readings, { lights: [lamp("l-2"), lamp("l-1")], version: 3 })).toBe(
      [
        "Habc123420261121003",
        "EDI0000000L1000000+0000050A",
        "EDI0000000L1054000+0000100A",
        "EDI0000000L1072000+0000000A",
        "EDI0000000L2000000+0000062A",
        "T000006",
        "",
      ].join("\r\n"),
    );
  });

  test("a silence begins and ends with a flag, and a unit that nobody heard has no line", async () => {
    const readings = readingsOf("l-1", [["2026-11-20T23:55:00Z", 100]], "2026-11-21T01:00:00Z").concat(
      readingsOf("l-1", [["2026-11-21T05:00:00Z", 100]], "2026-11-22T02:00:00Z").map((each) => ({ ...each, seq: each.seq + 100 })),
    );
    const body = { events: { line: "{unit:12}{time:6}{load:3}{watts:6}{flag:1}" } };
    expect((await textOf("events", "2026-11-21", readings, { lights: [lamp("l-1"), lamp("l-2")], body })).split("\r\n").slice(1, -2)).toEqual([
      "EDI0000000L10000001000035.0A",
      "EDI0000000L10055001000035.0E",
      "EDI0000000L10500001000035.0A",
    ]);
  });

  test("the hour that the clocks repeat is written twice, told apart by its offset", async () => {
    const changes = [
      ["2026-10-24T22:00:00Z", 100],
      ["2026-10-25T00:30:00Z", 50],
      ["2026-10-25T01:30:00Z", 20],
    ] as const;
    const text = await textOf("events", "2026-10-25", readingsOf("l-1", changes, "2026-10-26T03:00:00Z"));
    expect(text.split("\r\n").slice(1, -2)).toEqual(["EDI0000000L1000000+0100100A", "EDI0000000L1013000+0100050A", "EDI0000000L1013000+0000020A"]);
  });

  test("what does not fit its field is a problem with the light and is not cut", async () => {
    const store = new MemoryTelemetry();
    await store.write(night);
    const body = settlement({ events: { line: "{unit:8}{pct:2}" } });
    const make = await documentOf("events", { store, zone, day: "2026-11-21", settlement: body, subMeter: subMeterOf([lamp("l-1")], body) });
    expect(await make(1)).toEqual([
      { light: "l-1", field: "unit", found: '"EDI0000000L1"', expected: "what fits the 8 characters of {unit:8}" },
      { light: "l-1", field: "unit", found: '"EDI0000000L1"', expected: "what fits the 8 characters of {unit:8}" },
      { light: "l-1", field: "pct", found: "100", expected: "what fits the 2 characters of {pct:2}" },
      { light: "l-1", field: "unit", found: '"EDI0000000L1"', expected: "what fits the 8 characters of {unit:8}" },
    ]);
  });
});
