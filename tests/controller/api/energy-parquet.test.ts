/** Parquet files of energy, read back and compared with what the same question answers as JSON. */
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { expect, onTestFinished, test, vi } from "vitest";
import { EnergyDays, EnergyPower } from "#contract/energy";
import { createApp } from "#controller/api/app";
import { MemoryTelemetry } from "#controller/telemetry/memory";
import { accountsOf, estateOf, hourMs, record, settled, steady } from "#tests/controller/energy/accounts-rig";
import { light, startRig } from "#tests/controller/rig";
import { localHost, options, testApp } from "./setup.ts";

const [fromMs, toMs] = [Date.parse("2026-10-24T23:00:00Z"), Date.parse("2026-10-27T00:00:00Z")];
const energy = "/api/v1/energy";
/** The clocks go back on the first day. */
const period = "from=2026-10-25&to=2026-10-26";

/** Three lights, one of which reports on the second day only and one never; two columns are unknown. */
async function town() {
  const store = new MemoryTelemetry();
  const lights = [light("l-1"), light("l-2", { powerW: 100, street: "=SUM(A1)" }), light("l-3")];
  const accounts = await accountsOf(store, lights);
  const rig = await startRig({ lights, accounts, at: "2026-10-27T01:00:00.000Z" });
  onTestFinished(() => rig.close());
  const { geometry } = rig.controller.situation;
  await accounts.setEstate({ ...estateOf(geometry.lights), inventory: geometry.version });
  await record(accounts, store, [
    ...steady("l-1", fromMs, toMs + hourMs, { powerW: 40.1 }),
    ...steady("l-2", fromMs + 30 * hourMs, toMs + hourMs, { powerW: 100, levelPct: 62.5 }),
  ]);
  await settled(accounts, toMs + hourMs);
  const app = await createApp({ ...options(), desk: rig.desk });
  onTestFinished(() => app.close());
  const get = (path: string) => app.inject({ url: `${energy}/${path}`, headers: localHost });
  const read = async (path: string) => {
    const answer = await get(path);
    expect(answer.statusCode, answer.body.slice(0, 300)).toBe(200);
    expect(answer.headers["content-type"]).toBe("application/vnd.apache.parquet");
    const file = Uint8Array.from(answer.rawPayload).buffer;
    return { answer, file, rows: await parquetReadObjects({ file }) };
  };
  return { accounts, get, read, geometry };
}

const isoDay = (value: unknown): string => (value instanceof Date ? value.toISOString().slice(0, 10) : `${value} is no day`);

test("days are those of the JSON, as days and numbers, and what is not known is null", async () => {
  const { get, read } = await town();
  const { days, members, ...columns } = EnergyDays.parse((await get(`days?${period}`)).json());
  const { rows, answer, file } = await read(`days.parquet?${period}`);
  expect(answer.headers["content-disposition"]).toBe('attachment; filename="energy-days-2026-10-25-2026-10-26.parquet"');
  expect(members).toBeUndefined();
  expect(rows).toEqual(
    days.map((day, at) => ({ day: new Date(`${day}T00:00:00Z`), ...Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[at]])) })),
  );
  expect(rows[0]).toMatchObject({ meteredKwh: expect.closeTo(0.0401 * 25, 3), costGbp: null });
  const types = parquetMetadata(file).schema.map(({ name, type, repetition_type }) => `${name} ${type} ${repetition_type}`);
  expect(types.slice(1, 4)).toEqual(["day INT32 REQUIRED", "lights DOUBLE OPTIONAL", "meteredKwh DOUBLE OPTIONAL"]);
});

test("days of members are those of the JSON, each with its name", async () => {
  const { get, read } = await town();
  const { days, members = [] } = EnergyDays.parse((await get(`days?${period}&by=street`)).json());
  const { rows } = await read(`days.parquet?${period}&by=street`);
  const expected = members.flatMap(({ id, name, meteredKwh }) => days.map((day, at) => ({ day, id, name, meteredKwh: meteredKwh[at] })));
  expect(rows.map((row) => ({ ...row, day: isoDay(row.day) }))).toEqual(expected);
  // Nothing runs a formula here: text is as it is.
  expect(rows.some(({ name }) => name === "=SUM(A1)")).toBe(true);
});

test("half hours of each light add up to the power of the JSON, on the day of 50 half hours too", async () => {
  const { get, read } = await town();
  const { rows } = await read(`half-hours.parquet?${period}`);
  const countOf = (id: string): number => rows.filter((row) => row.light === id).length;
  expect(["l-1", "l-2", "l-3"].map(countOf)).toEqual([50 + 48, 48, 0]);
  const { at, meteredKw, calculatedKw } = EnergyPower.parse((await get(`power?${period}&stepMin=30`)).json());
  const kwOf = (field: string, start: string): number =>
    rows.filter((row) => row.start instanceof Date && row.start.toISOString() === start).reduce((sum, row) => sum + Number(row[field]) / 500, 0);
  for (const [index, start] of at.entries()) {
    expect(kwOf("meteredWh", start), start).toBeCloseTo(meteredKw[index] ?? Number.NaN, 5);
    expect(kwOf("calculatedWh", start), start).toBeCloseTo(calculatedKw[index] ?? Number.NaN, 5);
  }
  expect(rows.find((row) => row.light === "l-2" && Number(row.meteredWh) > 0)).toMatchObject({ levelPct: 62.5, burningMin: 30, estimatedMin: 0 });
});

test("a scope narrows the file, and one without any reading is a file without rows", async () => {
  const { read } = await town();
  expect(new Set((await read(`half-hours.parquet?${period}&light=l-2`)).rows.map((row) => row.light))).toEqual(new Set(["l-2"]));
  expect((await read(`half-hours.parquet?${period}&light=l-3`)).rows).toEqual([]);
  expect((await read("half-hours.parquet?from=2020-01-01&to=2020-01-02")).rows).toEqual([]);
});

test("too much, a name that does not exist, and an inventory that has just changed are refused with a status", async () => {
  const { get, accounts, geometry } = await town();
  const long = await get("half-hours.parquet?from=2020-01-01&to=2026-10-26&area=Nowhere");
  expect(long.statusCode).toBe(400);
  expect(long.json().problems.map(({ field }: { field: string }) => field)).toEqual(["to", "area"]);
  await accounts.setEstate({ ...estateOf(geometry.lights), inventory: geometry.version + 1 });
  const changed = await get(`half-hours.parquet?${period}`);
  expect([changed.statusCode, changed.json().error?.code ?? changed.json().code]).toEqual([409, "GEOMETRY_CHANGED"]);
});

test("whoever closes the connection in the middle of a file ends the work", async () => {
  const { app, desk } = await testApp();
  const answer = await app.inject({ url: `${energy}/half-hours.parquet?from=1998-01-01&to=1998-01-02`, headers: localHost });
  expect(answer.statusCode).toBe(503);
  const url = new URL(await app.listen({ host: "127.0.0.1", port: 0 }));
  const gone = new AbortController();
  const response = await fetch(new URL(`${energy}/half-hours.parquet?from=1999-01-01&to=1999-01-02`, url), { signal: gone.signal });
  expect(response.status).toBe(200);
  gone.abort();
  await vi.waitFor(() => expect(desk.told.at(-1)?.what).toBe("energy aborted"), { timeout: 5_000 });
});
