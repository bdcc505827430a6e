/** Work orders as comma-separated values, out and in. */
import { parse } from "csv-parse/sync";
import { LightingError, messageOf } from "#contract/failures";
import { WorkImportRow, type WorkOrder, workLimits } from "#contract/work";
import type { Cell } from "../api/csv.ts";

/** Columns of an export. Those of an import are among them, so that what was exported can be imported elsewhere. */
export const workColumns: Readonly<Record<string, (order: WorkOrder) => Cell>> = {
  reference: ({ reference, id }) => reference ?? id,
  title: ({ title }) => title,
  urgency: ({ urgency }) => urgency,
  kinds: ({ kinds }) => kinds.join(" "),
  lights: ({ lights }) => lights.join(" "),
  where: ({ where }) => where,
  assignee: ({ assignee }) => assignee,
  note: ({ notes }) => notes.at(-1)?.text,
  id: ({ id }) => id,
  state: ({ state }) => state,
  created_at: ({ createdAt }) => createdAt,
  due_at: ({ dueAt }) => dueAt,
  incident: ({ incident }) => incident,
  parts: ({ parts }) => parts.map(({ count, name }) => `${count} x ${name}`).join("; "),
  checked: ({ checked }) => checked?.text,
};

const imported = ["reference", "title", "urgency", "kinds", "lights", "where", "assignee", "note"] as const;
const lists: readonly string[] = ["kinds", "lights"];
/** Problems told at once: a person corrects no more before the next try. */
const problemsTold = 50;

/** Rows of a file with a heading line; columns it does not know are left alone. Throws BAD_INPUT with every problem and its line. */
export function workRowsOf(csv: string): WorkImportRow[] {
  const records = recordsOf(csv);
  const problems: string[] = [];
  const rows = records.flatMap((record, index) => {
    const row = WorkImportRow.safeParse(fieldsOf(record));
    if (row.success) return [row.data];
    for (const { path, message } of row.error.issues) {
      const name = String(path[0] ?? "row");
      problems.push(`line ${index + 2}, ${name}: found ${JSON.stringify(record[name] ?? "nothing").slice(0, 80)}: ${message}`);
    }
    return [];
  });
  if (problems.length === 0) return rows;
  const more = problems.length > problemsTold ? `; and ${problems.length - problemsTold} more` : "";
  throw new LightingError("BAD_INPUT", `${problems.slice(0, problemsTold).join("; ")}${more}`);
}

type Fields = Readonly<Record<string, string>>;

function recordsOf(csv: string): Fields[] {
  try {
    const records: Fields[] = parse(csv, { bom: true, columns: true, skip_empty_lines: true, trim: true, to: workLimits.imported + 1 });
    if (records.length > workLimits.imported) throw new Error(`found more than ${workLimits.imported} rows, expected at most so many at a time`);
    return records;
  } catch (error) {
    throw new LightingError("BAD_INPUT", `The file cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

/** Empty is not given; an apostrophe that keeps a spreadsheet from running the text is taken off again. */
const fieldsOf = (record: Fields): Record<string, unknown> =>
  Object.fromEntries(
    imported.flatMap((name) => {
      const text = record[name]?.replace(/^'(?=[=+\-@])/, "") ?? "";
      if (text === "") return [];
      return [[name, lists.includes(name) ? text.split(/\s+/) : text]];
    }),
  );
