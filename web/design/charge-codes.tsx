import type { Settlement } from "../../contract/design.ts";
import { ScrollRegion } from "../panels/scroll-region.tsx";
import { NumberField, OptionalNumberField, TextField } from "./fields.tsx";
import type { FormProps } from "./form.ts";
import { RowTools } from "./row-tools.tsx";
import { replaced } from "./rows.ts";

type ChargeCode = Settlement["chargeCodes"][number];

/** The charge codes with their circuit watts; the first that fits a light is its own. */
export function ChargeCodes({ body, edit }: FormProps<Settlement>) {
  const { chargeCodes } = body;
  const set = (next: ChargeCode[], field?: string): void => edit({ ...body, chargeCodes: next }, field);
  return (
    <fieldset class="part">
      <legend>Charge codes</legend>
      <p class="hint">By type of luminaire, rated power, or both; the first that fits counts. Take codes and circuit watts from the operational information.</p>
      {chargeCodes.length > 0 && (
        <ScrollRegion name="Table of charge codes">
          <table class="plain rows">
            <thead>
              <tr>
                <th scope="col">Charge code, 13 digits</th>
                <th scope="col">Luminaire</th>
                <th scope="col">Rated, W</th>
                <th scope="col">Circuit, W</th>
                <th scope="col">
                  <span class="unseen">Order</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {chargeCodes.map((code, i) => (
                <tr key={i}>
                  <CodeCells code={code} n={i + 1} field={`chargeCodes.${i}`} set={(next, field) => set(replaced(chargeCodes, i, next), field)} />
                  <td>
                    <RowTools row={`charge code ${i + 1}`} rows={chargeCodes} at={i} field="chargeCodes" set={(rows) => set(rows)} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      <button type="button" onClick={() => set([...chargeCodes, { code: "", circuitW: 0 }])}>
        Add a charge code
      </button>
    </fieldset>
  );
}

function CodeCells({ code, n, field, set }: { code: ChargeCode; n: number; field: string; set: (next: ChargeCode, field?: string) => void }) {
  const { luminaire: _, ...anyLuminaire } = code;
  const { powerW: __, ...anyPower } = code;
  return (
    <>
      <td class="code-cell">
        <TextField
          bare
          field={`${field}.code`}
          label={`Charge code ${n}`}
          value={code.code}
          set={(next) => set({ ...code, code: next.replaceAll(" ", "") }, `${field}.code`)}
        />
      </td>
      <td class="code-cell">
        <TextField
          bare
          field={`${field}.luminaire`}
          label={`Charge code ${n}, luminaire`}
          placeholder="any"
          value={code.luminaire ?? ""}
          set={(luminaire) => set(luminaire === "" ? anyLuminaire : { ...code, luminaire }, `${field}.luminaire`)}
        />
      </td>
      <td>
        <OptionalNumberField
          bare
          field={`${field}.powerW`}
          label={`Charge code ${n}, rated power in W`}
          placeholder="any"
          value={code.powerW}
          min={0}
          max={5_000}
          step="any"
          set={(powerW) => set(powerW === undefined ? anyPower : { ...code, powerW }, `${field}.powerW`)}
        />
      </td>
      <td>
        <NumberField
          bare
          field={`${field}.circuitW`}
          label={`Charge code ${n}, circuit W`}
          value={code.circuitW}
          min={0}
          max={5_000}
          step="any"
          set={(circuitW) => set({ ...code, circuitW }, `${field}.circuitW`)}
        />
      </td>
    </>
  );
}
