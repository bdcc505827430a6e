import type { Settlement } from "../../contract/design.ts";
import { estate } from "../state.ts";
import { groupOptions } from "./choices.ts";
import { ManyField, TextField } from "./fields.tsx";
import type { FormProps } from "./form.ts";
import { RowTools } from "./row-tools.tsx";
import { replaced } from "./rows.ts";

type SubMeter = Settlement["subMeters"][number];

/** The sub-meters and which lights each has. */
export function SubMeterFields({ body, edit }: FormProps<Settlement>) {
  const { subMeters } = body;
  const set = (next: SubMeter[], field?: string): void => edit({ ...body, subMeters: next }, field);
  return (
    <>
      <p class="hint">A sub-meter has the lights of its areas and groups; one without either has every light that no other has.</p>
      {subMeters.length === 0 && <p class="empty">No sub-meters yet: no settlement file can be made.</p>}
      {subMeters.map((subMeter, i) => (
        <fieldset key={i} class="part">
          <legend>
            Sub-meter {i + 1} <RowTools row={`sub-meter ${i + 1}`} rows={subMeters} at={i} field="subMeters" ordered={false} set={(rows) => set(rows)} />
          </legend>
          <OneSubMeter subMeter={subMeter} field={`subMeters.${i}`} set={(next, field) => set(replaced(subMeters, i, next), field)} />
        </fieldset>
      ))}
      <button type="button" onClick={() => set([...subMeters, { id: "", name: "New sub-meter" }])}>
        Add a sub-meter
      </button>
    </>
  );
}

function OneSubMeter({ subMeter, field, set }: { subMeter: SubMeter; field: string; set: (next: SubMeter, field?: string) => void }) {
  const areas = (estate.value?.areas ?? []).map(({ name }) => [name, name] as const);
  return (
    <>
      <div class="fields">
        <TextField
          field={`${field}.id`}
          label="Id, 7 letters or digits"
          value={subMeter.id}
          set={(id) => set({ ...subMeter, id: id.toLowerCase() }, `${field}.id`)}
        />
        <TextField field={`${field}.name`} label="Name" value={subMeter.name} set={(name) => set({ ...subMeter, name }, `${field}.name`)} />
      </div>
      <ManyField
        field={`${field}.areas`}
        legend="Areas"
        value={subMeter.areas ?? []}
        options={areas}
        set={(chosen) => set(withNames(subMeter, "areas", chosen))}
      />
      <details>
        <summary>Groups: {subMeter.groups?.length ?? "none"}</summary>
        <ManyField
          field={`${field}.groups`}
          legend="Groups"
          value={subMeter.groups ?? []}
          options={groupOptions.value}
          set={(chosen) => set(withNames(subMeter, "groups", chosen))}
        />
      </details>
    </>
  );
}

/** None chosen is absent. */
function withNames(subMeter: SubMeter, key: "areas" | "groups", chosen: string[]): SubMeter {
  const { [key]: _, ...rest } = subMeter;
  return chosen.length === 0 ? rest : { ...rest, [key]: chosen };
}
