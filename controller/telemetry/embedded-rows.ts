/** How the embedded store's file keeps a reading: whole numbers, clustered by (hour, light, instant). */
import { rowLength, rowOf } from "./packed.ts";
import { measures } from "./reading.ts";

export const hourMs = 3_600_000;
export const hourOf = (atMs: number): number => Math.floor(atMs / hourMs);

/** A row of a query that asks for INTEGER columns only. */
export type Row = number[];

/** Steps per unit in which each measure is kept, as a whole number: half the bytes of a REAL, and finer than any node's meter. */
const scales = [100, 100, 100, 10_000, 10_000, 1_000_000, 100, 1_000, 1] as const satisfies { readonly length: (typeof measures)["length"] };
const scaleOf = (field: (typeof measures)[number]): number => scales[measures.indexOf(field)] ?? 1;
export const levelScale = scaleOf("levelPct");
export const energyScale = scaleOf("energyKwh");

/** The columns of a stored reading behind (hour, light), in the order of a packed row behind the light. */
export const columns = `at, boot, seq, ${measures.join()}, following`;
const columnCount = rowLength - 1;

export const tableSql = `CREATE TABLE IF NOT EXISTS reading (
  hour INTEGER NOT NULL, light INTEGER NOT NULL, at INTEGER NOT NULL, boot INTEGER NOT NULL, seq INTEGER NOT NULL,
  ${measures.map((field) => `${field} INTEGER NOT NULL`)}, following INTEGER NOT NULL,
  PRIMARY KEY (hour, light, at, boot, seq)
) STRICT, WITHOUT ROWID`;

export const insertSql = `INSERT OR IGNORE INTO reading (hour, light, ${columns}) VALUES (${Array(2 + columnCount).fill("?")})`;

/** The packed row at `from` as insertSql wants it, for a light's number in the file. */
export function scaledRow(rows: Float64Array, from: number, hour: number, light: number): Row {
  const values = [hour, light, (rows[from + rowOf.atMs] ?? 0) - hour * hourMs, rows[from + rowOf.boot] ?? 0, rows[from + rowOf.seq] ?? 0];
  for (const [i, scale] of scales.entries()) values.push(Math.round((rows[from + rowOf.measures + i] ?? 0) * scale));
  values.push(rows[from + rowOf.following] ?? 0);
  return values;
}

/** Stored rows of one light, each with `at` already an instant, as packed rows. */
export function packedRows(found: readonly Row[]): Float64Array<ArrayBuffer> {
  const packed = new Float64Array(found.length * rowLength);
  for (const [i, row] of found.entries()) {
    packed.set(
      row.map((value, column) => value / (scales[column - 3] ?? 1)),
      i * rowLength + rowOf.atMs,
    );
  }
  return packed;
}
