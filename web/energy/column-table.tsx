import { ScrollRegion } from "../panels/scroll-region.tsx";
import { type Column, wordsIn } from "./column.ts";

interface Rows<R> {
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  /** What tells rows apart. */
  readonly keyOf: (row: R) => string;
}

/** Rows under the heads of their columns, in a region of its own. The first column names the row; `total` is the last row, set apart. */
export function ColumnTable<R>({ name, columns, rows, keyOf, total }: Rows<R> & { readonly name: string; readonly total?: R | undefined }) {
  return (
    <ScrollRegion name={name}>
      <table class="plain">
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={column.csv} scope="col" class={index === 0 || column.isText ? "" : "number"}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={keyOf(row)} columns={columns} row={row} />
          ))}
        </tbody>
        {total && (
          <tfoot>
            <Row columns={columns} row={total} />
          </tfoot>
        )}
      </table>
    </ScrollRegion>
  );
}

function Row<R>({ columns, row }: { columns: readonly Column<R>[]; row: R }) {
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
