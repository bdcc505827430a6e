import type { LightingClass, Sections } from "../../contract/design.ts";
import { streetNames } from "./choices.ts";
import { ChoiceField, NumberField, OptionalNumberField, TextField } from "./fields.tsx";
import type { FormProps } from "./form.ts";
import { namesIn } from "./groups-form.tsx";
import { lightingClasses } from "./names.ts";
import { RowTools } from "./row-tools.tsx";
import { removed, replaced } from "./rows.ts";

type Section = Sections["sections"][number];

/** What the streets are lit to: a street that is in no section has no class. */
export function SectionsForm({ body, edit }: FormProps<Sections>) {
  const set = (sections: Section[], field?: string): void => edit({ ...body, sections }, field);
  const add = (): void => set([...body.sections, { name: "New section", streets: [], designClass: "P3", floorClass: "P5", designMargin: 1 }]);
  return (
    <>
      <p class="hint">
        Classes of EN 13201-2. A margin of 1.2 means 20 % more light at full output than the design class asks for. With a lit area, reports have the indicators
        of EN 13201-5.
      </p>
      {body.sections.length === 0 && <p class="empty">No sections yet: profiles alone decide, on every street.</p>}
      {body.sections.map((section, i) => (
        <fieldset key={i} class="part">
          <legend>
            Section {i + 1} <RowTools row={`section ${i + 1}`} rows={body.sections} at={i} field="sections" ordered={false} set={(sections) => set(sections)} />
          </legend>
          <SectionFields section={section} field={`sections.${i}`} set={(next, field) => set(replaced(body.sections, i, next), field)} />
        </fieldset>
      ))}
      <button type="button" onClick={add}>
        Add a section
      </button>
      <datalist id="street-names">
        {streetNames.value.map((street) => (
          <option key={street} value={street} />
        ))}
      </datalist>
    </>
  );
}

const classes = lightingClasses.map((name) => [name, name] as const);
const classOf = (text: string): LightingClass => lightingClasses.find((name) => name === text) ?? "P6";

interface SectionProps {
  readonly section: Section;
  readonly field: string;
  readonly set: (next: Section, field?: string) => void;
}

/** What is lit, for the indicators of EN 13201-5: both figures or neither. An illuminance is never made up: 0 is refused until it is filled in. */
function LitFields({ section, field, set }: SectionProps) {
  const { lit, ...rest } = section;
  return (
    <>
      <OptionalNumberField
        field={`${field}.areaM2`}
        label="Lit area, m²"
        placeholder="not known"
        value={lit?.areaM2}
        min={1}
        max={10_000_000}
        step="any"
        set={(areaM2) => set(areaM2 === undefined ? rest : { ...rest, lit: { areaM2, luxMaintained: lit?.luxMaintained ?? 0 } }, `${field}.areaM2`)}
      />
      {lit && (
        <NumberField
          field={`${field}.luxMaintained`}
          label="Maintained illuminance at full output, lx"
          value={lit.luxMaintained}
          min={0.1}
          max={1_000}
          step="any"
          set={(luxMaintained) => set({ ...section, lit: { ...lit, luxMaintained } }, `${field}.luxMaintained`)}
        />
      )}
    </>
  );
}

function SectionFields({ section, field, set }: SectionProps) {
  return (
    <>
      <div class="fields">
        <TextField field={`${field}.name`} label="Name" value={section.name} set={(name) => set({ ...section, name }, `${field}.name`)} />
        <ChoiceField
          field={`${field}.designClass`}
          label="Design class"
          value={section.designClass}
          options={classes}
          set={(name) => set({ ...section, designClass: classOf(name) }, `${field}.designClass`)}
        />
        <ChoiceField
          field={`${field}.floorClass`}
          label="Floor class"
          value={section.floorClass}
          options={classes}
          set={(name) => set({ ...section, floorClass: classOf(name) }, `${field}.floorClass`)}
        />
        <NumberField
          field={`${field}.designMargin`}
          label="Design margin"
          value={section.designMargin}
          min={1}
          max={3}
          step="any"
          set={(designMargin) => set({ ...section, designMargin }, `${field}.designMargin`)}
        />
        <OptionalNumberField
          field={`${field}.neverBelowPct`}
          label="Never below, %"
          placeholder="none"
          value={section.neverBelowPct}
          min={0}
          max={100}
          set={(neverBelowPct) => {
            const { neverBelowPct: _, ...rest } = section;
            set(neverBelowPct === undefined ? rest : { ...rest, neverBelowPct }, `${field}.neverBelowPct`);
          }}
        />
        <LitFields section={section} field={`${field}.lit`} set={set} />
        <TextField
          field={`${field}.streets`}
          label="Add streets, by comma"
          value=""
          list="street-names"
          set={(text) => set({ ...section, streets: [...new Set([...section.streets, ...namesIn(text)])] })}
        />
      </div>
      <ul class="chips">
        {section.streets.map((street, i) => (
          <li key={street} class="tag">
            {street}{" "}
            <button type="button" class="icon quiet" aria-label={`Remove ${street}`} onClick={() => set({ ...section, streets: removed(section.streets, i) })}>
              ×
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
