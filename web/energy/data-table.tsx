import { useSignal } from "@preact/signals";
import { saveText } from "../download.ts";
import * as format from "../format.ts";
import { ScrollRegion } from "../panels/scroll-region.tsx";
import { type Column, csvOf, wordsIn } from "./column.ts";

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
        {isOpen.value && <Rows name={name} columns={columns} rows={rows.slice(0, rowsShown)} />}
        {isOpen.value && rows.length > rowsShown && <p class="hint">The first {format.count(rowsShown)}; the CSV has them all.</p>}
      </details>
      <button type="button" aria-label={`CSV of ${name.toLowerCase()}`} onClick={() => saveText(`${file}.csv`, "text/csv", csvOf(columns, rows))}>
        CSV
      </button>
    </div>
  );
}

function Rows<R>({ name, columns, rows }: { name: string; columns: readonly Column<R>[]; rows: readonly R[] }) {
  return (
    <ScrollRegion name={`${name}, table`}>
      <table class="plain">
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={column.csv} scope="col" class={index === 0 ? "" : "number"}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={String(columns[0]?.value(row))}>
              {columns.map((column, index) =>
                index === 0 ? (
                  <th key={column.csv} scope="row">
                    {wordsIn(column, row)}
                  </th>
                ) : (
                  <td key={column.csv} class="number">
                    {wordsIn(column, row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
