/** A delimited text file as a table: encoding and delimiter found out, every row with its line in the file. */
import { parse } from "csv-parse/sync";

export const delimiters = [",", ";", "\t"] as const;
export type Delimiter = (typeof delimiters)[number];
export const encodings = ["utf-8", "windows-1252"] as const;
export type Encoding = (typeof encodings)[number];

export interface Row {
  /** 1-based line of the file on which the row starts. */
  readonly line: number;
  readonly values: readonly string[];
}

export interface Table {
  readonly heading: Row;
  readonly rows: readonly Row[];
  readonly delimiter: Delimiter;
  /** Rows that could not be split into values. */
  readonly broken: readonly { readonly line: number; readonly value: string; readonly reason: string }[];
}

/** A file with more quotes left open than this is not worth reading on: each one costs a pass over what follows it. */
const openQuotesMax = 50;

/** Undefined when there is not even a heading. A quote that is never closed loses its own line only. */
export function readTable(csv: string | Buffer, given: { delimiter?: Delimiter | undefined; encoding?: Encoding | undefined } = {}): Table | undefined {
  const text = decode(csv, given.encoding);
  const delimiter = given.delimiter ?? guessDelimiter(text);
  const rows: Row[] = [];
  const broken: { line: number; value: string; reason: string }[] = [];
  let rest = { text, line: 1 };
  while (rest.text !== "") {
    const { read, openAt } = split(rest.text, rest.line, delimiter);
    for (const row of read) rows.push(row);
    if (openAt === undefined) break;
    const after = fromLine(rest.text, openAt - rest.line);
    const value = after.slice(0, after.indexOf("\n") + 1 || after.length).trimEnd();
    const last = broken.length + 1 >= openQuotesMax;
    broken.push({
      line: openAt,
      value,
      reason: last ? `a quote that is never closed, the ${openQuotesMax}th: not read from here on` : "a quote that is never closed",
    });
    rest = last ? { text: "", line: openAt } : { text: fromLine(after, 1), line: openAt + 1 };
  }
  const [heading, ...body] = rows;
  return heading && { heading, rows: body, delimiter, broken };
}

/** UTF-8 when it is valid UTF-8 (with or without a byte order mark), UTF-16 by its mark, else Windows-1252, which old exports use. */
export function decode(csv: string | Buffer, encoding?: Encoding): string {
  if (typeof csv === "string") return csv.replace(/^\ufeff/, "");
  if (encoding !== undefined) return new TextDecoder(encoding).decode(csv);
  if (csv[0] === 0xff && csv[1] === 0xfe) return new TextDecoder("utf-16le").decode(csv);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(csv);
  } catch {
    // Not UTF-8: in Windows-1252 every byte is a character, so this cannot fail.
    return new TextDecoder("windows-1252").decode(csv);
  }
}

/** The one found most often in the heading, outside quotes; a comma when there is none. */
function guessDelimiter(text: string): Delimiter {
  const heading = (/[^\r\n]+/.exec(text)?.[0] ?? "").replace(/"[^"]*"/g, "");
  const count = (delimiter: Delimiter): number => heading.split(delimiter).length;
  return delimiters.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

/** The rows up to the end, or up to a quote left open; `firstLine` is the line of the file on which the text starts. */
function split(text: string, firstLine: number, delimiter: Delimiter): { read: Row[]; openAt: number | undefined } {
  const read: Row[] = [];
  let open = false;
  let nextLine = firstLine;
  parse(text, {
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: () => {
      open = true;
      return undefined;
    },
    // Rows are kept here, with their lines, rather than in the parser's own list.
    on_record: (record: string[], { lines }) => {
      nextLine = firstLine + lines;
      const breaks = record.reduce((sum, value) => sum + value.split("\n").length - 1, 0);
      read.push({ line: nextLine - 1 - breaks, values: record.map((value) => value.trim()) });
      return null;
    },
  });
  return { read, openAt: open ? lineWithQuote(text, firstLine, nextLine) : undefined };
}

/** Blank lines may stand between the last good row and the one with the open quote. */
function lineWithQuote(text: string, firstLine: number, fromLineNumber: number): number {
  const lines = fromLine(text, fromLineNumber - firstLine).split("\n");
  return (
    fromLineNumber +
    Math.max(
      0,
      lines.findIndex((line) => line.includes('"')),
    )
  );
}

function fromLine(text: string, linesToSkip: number): string {
  let at = 0;
  for (let i = 0; i < linesToSkip; i++) {
    const end = text.indexOf("\n", at);
    if (end < 0) return "";
    at = end + 1;
  }
  return text.slice(at);
}
