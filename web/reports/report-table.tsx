import { saveText } from "../download.ts";
import { type Column, csvOf } from "../energy/column.ts";
import { ColumnTable } from "../energy/column-table.tsx";

/** A row that stands for something with an id. */
export interface Identified {
  readonly id: string;
}

/** A table that prints, with its CSV beside it on screen. The first column names the row; `total` is the last row, and not in the file. */
export function ReportTable<R extends Identified>(props: { name: string; file: string; columns: readonly Column<R>[]; rows: readonly R[]; total?: R }) {
  const { name, file, columns, rows, total } = props;
  return (
    <>
      <ColumnTable name={name} columns={columns} rows={rows} keyOf={({ id }) => id} total={total} />
      <p class="table-file screen-only">
        <button type="button" aria-label={`CSV of ${name.toLowerCase()}`} onClick={() => saveText(`${file}.csv`, "text/csv", csvOf(columns, rows))}>
          CSV
        </button>
      </p>
    </>
  );
}
