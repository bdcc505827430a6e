import type { Settlement } from "../../contract/design.ts";
import { ChoiceField, TextField } from "./fields.tsx";
import type { FormProps } from "./form.ts";
import { RowTools } from "./row-tools.tsx";

type Column = Settlement["inventory"]["columns"][number];

/** Constants of the contract, checked against its types: its schemas stay out of the browser. */
const columnNames = {
  unit: "unit reference",
  column: "column number",
  street: "street",
  area: "area",
  postcode: "postcode",
  lat: "latitude",
  lon: "longitude",
  luminaire: "luminaire",
  code: "charge code",
  watts: "circuit watts",
  regime: "switch regime",
  items: "number of items",
} as const satisfies Readonly<Record<Column, string>>;
const isColumn = (text: string): text is Column => Object.hasOwn(columnNames, text);

/** The draft inventory file: its name, and its columns in their order. */
export function InventoryFields({ body, edit }: FormProps<Settlement>) {
  const { inventory } = body;
  const set = (columns: Column[]): void => edit({ ...body, inventory: { ...inventory, columns } });
  const others = Object.entries(columnNames).filter(([id]) => !inventory.columns.some((column) => column === id));
  return (
    <fieldset class="part">
      <legend>
        Inventory file <span class="tag draft">draft layout</span>
      </legend>
      <div class="fields wide-fields">
        <TextField
          field="inventory.name"
          label="File name"
          value={inventory.name}
          set={(name) => edit({ ...body, inventory: { ...inventory, name } }, "inventory.name")}
        />
        <ChoiceField
          field="inventory.columns"
          label="Add a column"
          value=""
          options={others}
          set={(column) => {
            if (isColumn(column)) set([...inventory.columns, column]);
          }}
        />
      </div>
      <ol class="column-list">
        {inventory.columns.map((column, i) => (
          <li key={column} class="tag">
            {columnNames[column] ?? column}{" "}
            <RowTools row={`column ${columnNames[column] ?? column}`} rows={inventory.columns} at={i} field="inventory.columns" set={set} keepsOne />
          </li>
        ))}
      </ol>
      <p class="hint">
        A row for each different combination of them. The network operator’s own columns could not be confirmed: agree them before you send it.
      </p>
    </fieldset>
  );
}
