import { saveText } from "../download.ts";
import { type Column, csvOf, wordsIn } from "../energy/column.ts";
import { ScrollRegion } from "../panels/scroll-region.tsx";

/** A row that stands for something with an id. */
export interface Identified {
  readonly id: string;
}

/** A table that prints, with its CSV beside it on screen. The first column names the row; `total` is the last row, and not in the file. */
export function ReportTable<R extends Identified>(props: { name: string; file: string; columns: readonly Column<R>[]; rows: readonly R[]; total?: R }) {
  const { name, file, columns, rows, total } = props;
  return (
    <>
      <ScrollRegion name={name}>
        <table class="plain">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.csv} scope="col" class={column.isText ? "" : "number"}>
                  {column.head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.id} columns={columns} row={row} />
            ))}
          </tbody>
          {total && (
            <tfoot>
              <Row columns={columns} row={total} />
            </tfoot>
          )}
        </table>
      </ScrollRegion>
      <p class="table-file screen-only">
        <button type="button" aria-label={`CSV of ${name.toLowerCase()}`} onClick={() => saveText(`${file}.csv`, "text/csv", csvOf(columns, rows))}>
          CSV
        </button>
      </p>
    </>
  );
}

function Row<R extends Identified>({ columns, row }: { columns: readonly Column<R>[]; row: R }) {
  return (
    <tr>
      {columns.map((column, index) =>
        index === 0 ? (
          <th key={column.csv} scope="row">
            {wordsIn(column, row)}
          </th>
        ) : (
          <td key={column.csv} class={column.isText ? "" : "number"}>
            {wordsIn(column, row)}
          </td>
        ),
      )}
    </tr>
  );
}
