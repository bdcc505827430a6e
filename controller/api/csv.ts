/** Comma-separated values that are safe to open in a spreadsheet. */
import { Readable } from "node:stream";

export type Cell = string | number | boolean | undefined;

/** Rows joined into one piece of the answer: few enough not to hold up the controller, many enough not to crawl. */
const rowsPerPiece = 500;

/** A header and its rows as RFC 4180 text, made piece by piece while it is being read. */
export function csvStream<Row>(columns: Readonly<Record<string, (row: Row) => Cell>>, rows: readonly Row[]): Readable {
  const cells = Object.values(columns);
  function* pieces(): Generator<string> {
    yield csvLine(Object.keys(columns));
    for (let at = 0; at < rows.length; at += rowsPerPiece) {
      yield rows
        .slice(at, at + rowsPerPiece)
        .map((row) => csvLine(cells.map((cell) => cell(row))))
        .join("");
    }
  }
  return Readable.from(pieces());
}

/** One line with its end. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(",")}\r\n`;

/**
 * A cell. Text that a spreadsheet would run as a formula (it begins with = + - @ or a control character that is skipped) gets a
 * leading apostrophe; numbers are numbers, also negative ones. Not known is empty.
 */
export function csvCell(value: Cell): string {
  if (value === undefined) return "";
  if (typeof value !== "string") return String(value);
  const inert = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
