/** A council's list of lights → lights, and what became of every row of it. */
import type { ImportProblem, ImportResult } from "#contract/api";
import { distanceM, type Place } from "./coordinates.ts";
import { findColumns } from "./headings.ts";
import type { LightRecord } from "./inventory.ts";
import { Mapping } from "./mapping.ts";
import { type RowReading, readRow } from "./row.ts";
import { readTable, type Table } from "./table.ts";

export interface ImportOptions {
  /** For lists whose headings the importer does not know. */
  readonly mapping?: Mapping | undefined;
  /** Rated power of a light whose wattage is blank, W; such a light is marked powerAssumed and gets a warning. */
  readonly defaultPowerW: number;
  /** Lights already held, to tell new, changed and unchanged apart. A light missing from the list is left alone. */
  readonly existing: readonly LightRecord[];
}

export interface Import {
  /** Every light that was taken, in the order of the list. */
  readonly lights: LightRecord[];
  readonly result: ImportResult;
}

/** A list with more is cut up by the council first; 2 million rows are about 200 MB of text, all held at once. */
const rowsMax = 2_000_000;
/** Problems told one by one; `refused` counts them all. More than this is a wrong mapping, not bad rows. */
const problemsMax = 10_000;
/** No shared service spans more; a light further from the middle of its own list has a wrong position. */
const spreadMMax = 1_000_000;

/** Takes every good row and tells every bad one with its line; never throws for what is in the file. */
export function importInventory(csv: string | Buffer, options: ImportOptions): Import {
  const mapping = options.mapping ?? Mapping.parse({});
  const table = readTable(csv, mapping);
  if (!table) return refuseAll(0, [{ column: "", reason: "the file is empty: expected a heading and a row for each light" }]);
  const { columns, problems } = findColumns(table, mapping);
  if (table.rows.length > rowsMax) problems.push({ column: "", reason: `${table.rows.length} rows, at most ${rowsMax}: import it in parts` });
  if (problems.length > 0) return refuseAll(table.rows.length + table.broken.length, problems);
  return takeRows(table, { table, columns, mapping, defaultPowerW: options.defaultPowerW }, options.existing);
}

function refuseAll(rows: number, reasons: readonly { column: string; reason: string }[]): Import {
  const problems = reasons.map(({ column, reason }): ImportProblem => ({ severity: "refused", line: 1, column, value: "", reason }));
  return { lights: [], result: { rows, new: 0, changed: 0, unchanged: 0, refused: rows, problems } };
}

interface Taken {
  readonly light: LightRecord;
  readonly line: number;
}

function takeRows(table: Table, reading: RowReading, existing: readonly LightRecord[]): Import {
  const problems: ImportProblem[] = table.broken.map(({ line, value, reason }) => ({
    severity: "refused",
    line,
    column: "",
    value: value.slice(0, 100),
    reason,
  }));
  if (reading.columns.powerW === undefined) {
    problems.push({ severity: "warning", line: 1, column: "", value: "", reason: `no column for wattage: ${reading.defaultPowerW} W assumed for every light` });
  }
  let taken: Taken[] = [];
  for (const row of table.rows) {
    const { light, problems: found } = readRow(row, reading);
    if (light) taken.push({ light, line: row.line });
    for (const problem of found) problems.push(problem);
  }
  taken = withoutDoubles(taken, problems, headingOf(reading, "id", "column"));
  taken = withoutFarAway(taken, problems, headingOf(reading, "lat", "easting"));
  problems.sort((a, b) => a.line - b.line);
  const lights = taken.map(({ light }) => light);
  const rows = table.rows.length + table.broken.length;
  const result = { rows, ...compare(lights, existing), refused: rows - lights.length, problems: firstOf(problems) };
  return { lights, result };
}

function headingOf({ table, columns }: RowReading, first: "id" | "lat", second: "column" | "easting"): string {
  const index = columns[first] ?? columns[second];
  return index === undefined ? first : (table.heading.values[index] ?? first);
}

/** The first row with an id keeps it. */
function withoutDoubles(taken: readonly Taken[], problems: ImportProblem[], column: string): Taken[] {
  const lines = new Map<string, number>();
  return taken.filter(({ light, line }) => {
    const before = lines.get(light.id);
    if (before === undefined) lines.set(light.id, line);
    else problems.push({ severity: "refused", line, column, value: light.id, reason: `the id ${light.id} is already that of line ${before}` });
    return before === undefined;
  });
}

/** A position that is possible on Earth but not in this list, such as latitude and longitude swapped in one row. */
function withoutFarAway(taken: readonly Taken[], problems: ImportProblem[], column: string): Taken[] {
  const middle = { lat: median(taken.map(({ light }) => light.lat)), lon: median(taken.map(({ light }) => light.lon)) };
  return taken.filter(({ light, line }) => {
    const away = distanceM(middle, light);
    if (away <= spreadMMax) return true;
    const swapped: Place = { lat: light.lon, lon: light.lat };
    const hint = Math.abs(swapped.lat) <= 90 && distanceM(middle, swapped) <= spreadMMax ? ": latitude and longitude look swapped" : "";
    problems.push({
      severity: "refused",
      line,
      column,
      value: `${light.lat}, ${light.lon}`,
      reason: `${Math.round(away / 1000)} km from the middle of the list${hint}`,
    });
    return false;
  });
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1] ?? 0;
}

function compare(lights: readonly LightRecord[], existing: readonly LightRecord[]): { new: number; changed: number; unchanged: number } {
  const held = new Map(existing.map((light) => [light.id, light]));
  const counts = { new: 0, changed: 0, unchanged: 0 };
  for (const light of lights) {
    const before = held.get(light.id);
    counts[before === undefined ? "new" : sameLight(light, before) ? "unchanged" : "changed"]++;
  }
  return counts;
}

function sameLight(a: LightRecord, b: LightRecord): boolean {
  const values = new Map<string, unknown>(Object.entries(b));
  return Object.entries(a).every(([key, value]) => values.get(key) === value);
}

function firstOf(problems: readonly ImportProblem[]): ImportProblem[] {
  if (problems.length <= problemsMax) return [...problems];
  const line = problems[problemsMax - 1]?.line ?? 1;
  const more: ImportProblem = {
    severity: "warning",
    line,
    column: "",
    value: "",
    reason: `${problems.length - problemsMax + 1} more problems after this line`,
  };
  return [...problems.slice(0, problemsMax - 1), more];
}
