import { type Cell, toCsv } from "../csv.ts";

/** A column of a table, once for the screen and once for the file: both show the same. */
export interface Column<R> {
  readonly head: string;
  /** The file's heading: a name with its unit. */
  readonly csv: string;
  readonly value: (row: R) => Cell | null;
  /** On screen; the value itself when absent. */
  readonly words?: (row: R) => string;
  /** Set as text, from the left. */
  readonly isText?: true;
}

/** The table as CSV, numbers unrounded; blank where nothing is known. */
export const csvOf = <R>(columns: readonly Column<R>[], rows: readonly R[]): string =>
  toCsv(
    columns.map((column) => column.csv),
    rows.map((row) => columns.map((column) => known(column.value(row)))),
  );

export const wordsIn = <R>(column: Column<R>, row: R): string => column.words?.(row) ?? shown(known(column.value(row)));

const shown = (value: Cell): string => (typeof value === "number" ? value.toLocaleString("en-GB") : String(value ?? "–"));

const known = (value: Cell | null): Cell => (value === null || (typeof value === "number" && Number.isNaN(value)) ? undefined : value);
