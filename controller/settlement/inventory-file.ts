/**
 * The inventory for the network operator (UMSO), as CSV with a heading. Which columns it must have could not be confirmed, so they are chosen in
 * the settlement data and the file is a draft.
 */
import type { Settlement } from "#contract/design";
import { type Cell, csvLine } from "../api/csv.ts";
import { compactDay } from "./control-file.ts";
import { fileNameOf } from "./event-file.ts";
import { fillTemplate, parseTemplate } from "./template.ts";
import type { Unit } from "./unit.ts";

type Column = Settlement["inventory"]["columns"][number];

const cellOf: Readonly<Record<Exclude<Column, "items" | "regime">, (unit: Unit) => Cell>> = {
  unit: ({ reference }) => reference,
  column: ({ light }) => light.column,
  street: ({ light }) => light.street,
  area: ({ light }) => light.area,
  postcode: ({ light }) => light.postcode,
  lat: ({ light }) => light.lat,
  lon: ({ light }) => light.lon,
  luminaire: ({ light }) => light.luminaire,
  code: ({ code }) => code,
  watts: ({ circuitW }) => circuitW,
};

/** UTF-8, lines ended by CR LF: a row for each different combination of the columns, in their order as text, with how many items it has. */
export function inventoryFile(units: readonly Unit[], { columns }: Settlement["inventory"], regime: string): Uint8Array {
  const named = columns.filter((column) => column !== "items");
  const rows = new Map<string, { readonly cells: ReadonlyMap<Column, Cell>; items: number }>();
  for (const unit of units) {
    const cells = new Map<Column, Cell>(named.map((column) => [column, column === "regime" ? regime : cellOf[column](unit)]));
    const key = csvLine([...cells.values()]);
    const known = rows.get(key);
    if (known) known.items++;
    else rows.set(key, { cells, items: 1 });
  }
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  const lines = sorted.map(({ cells, items }) => csvLine(columns.map((column) => (column === "items" ? items : cells.get(column)))));
  return Buffer.from([csvLine(columns), ...lines].join(""), "utf8");
}

export const inventoryNameFields = ["submeter", "day", "version"] as const;

/** The file's name as its template says. */
export function inventoryFileName({ name }: Settlement["inventory"], subMeter: string, day: string, version: number): string {
  const values: Readonly<Record<string, string>> = { submeter: subMeter, day: compactDay(day), version: String(version).padStart(3, "0") };
  const template = parseTemplate(name, inventoryNameFields, "optional");
  const text = "parts" in template ? fillTemplate(template, (field) => values[field] ?? "") : undefined;
  return fileNameOf(typeof text === "string" ? text : `draft-inventory${subMeter}${compactDay(day)}.csv`);
}
