import { useSignal } from "@preact/signals";
import { saveText } from "../download.ts";
import * as format from "../format.ts";
import { type Column, csvOf } from "./column.ts";
import { ColumnTable } from "./column-table.tsx";

/** Rows on screen at most: more are slow to draw and nobody reads them. The file has them all. */
const rowsShown = 1_000;

/** The numbers of a chart: as a table when it is opened, and as a file. The first column names the row. */
export function DataTable<R>(props: { name: string; file: string; columns: readonly Column<R>[]; rows: readonly R[] }) {
  const { name, file, columns, rows } = props;
  const isOpen = useSignal(false);
  return (
    <div class="data screen-only">
      <details onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
        <summary>
          {name} as a table, {format.count(rows.length)} rows
        </summary>
        {isOpen.value && (
          <ColumnTable name={`${name}, table`} columns={columns} rows={rows.slice(0, rowsShown)} keyOf={(row) => String(columns[0]?.value(row))} />
        )}
        {isOpen.value && rows.length > rowsShown && <p class="hint">The first {format.count(rowsShown)}; the CSV has them all.</p>}
      </details>
      <button type="button" aria-label={`CSV of ${name.toLowerCase()}`} onClick={() => saveText(`${file}.csv`, "text/csv", csvOf(columns, rows))}>
        CSV
      </button>
    </div>
  );
}
