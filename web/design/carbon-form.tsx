import { useSignal } from "@preact/signals";
import type { Carbon } from "../../contract/design.ts";
import * as format from "../format.ts";
import { NumberField, TextField } from "./fields.tsx";
import type { FormProps } from "./form.ts";
import { endOfGrams, readGrams } from "./half-hour-grams.ts";
import { RowTools } from "./row-tools.tsx";
import { replaced } from "./rows.ts";

type Factor = Carbon["factors"][number];

/** What a kilowatt-hour emits, from which day, and by half hour where that is known. */
export function CarbonForm({ body, edit }: FormProps<Carbon>) {
  const set = (factors: Factor[], field?: string): void => edit({ ...body, factors }, field);
  return (
    <>
      <p class="hint">A factor holds from its first day until the next one’s. Say where it comes from: it stands beside the figures in reports.</p>
      {body.factors.length === 0 && <p class="empty">No carbon factors yet: figures have no carbon.</p>}
      {body.factors.map((factor, i) => (
        <fieldset key={i} class="part">
          <legend>
            Factor {i + 1} <RowTools row={`factor ${i + 1}`} rows={body.factors} at={i} field="factors" ordered={false} set={(rows) => set(rows)} />
          </legend>
          <FactorFields factor={factor} field={`factors.${i}`} set={(next, field) => set(replaced(body.factors, i, next), field)} />
        </fieldset>
      ))}
      <button type="button" onClick={() => set([...body.factors, { from: "", source: "", gramsPerKwh: 0 }])}>
        Add a factor
      </button>
    </>
  );
}

interface FactorProps {
  readonly factor: Factor;
  readonly field: string;
  readonly set: (next: Factor, field?: string) => void;
}

function FactorFields({ factor, field, set }: FactorProps) {
  return (
    <>
      <div class="fields">
        <TextField type="date" field={`${field}.from`} label="From" value={factor.from} set={(from) => set({ ...factor, from }, `${field}.from`)} />
        <TextField
          field={`${field}.source`}
          label="Source"
          placeholder="UK government conversion factors 2026"
          value={factor.source}
          set={(source) => set({ ...factor, source }, `${field}.source`)}
        />
        <NumberField
          field={`${field}.gramsPerKwh`}
          label="Factor, g/kWh"
          value={factor.gramsPerKwh}
          min={0}
          max={5_000}
          step="any"
          set={(gramsPerKwh) => set({ ...factor, gramsPerKwh }, `${field}.gramsPerKwh`)}
        />
      </div>
      {factor.halfHourGrams ? <HalfHours factor={factor} field={field} set={set} /> : <Paste factor={factor} field={field} set={set} />}
    </>
  );
}

/** What was pasted: how many, the first and the last, and until when they reach. */
function HalfHours({ factor, field, set }: FactorProps) {
  const { halfHourGrams = [], ...rest } = factor;
  const until = endOfGrams(factor.from, halfHourGrams.length);
  return (
    <p data-field={`${field}.halfHourGrams`} tabIndex={-1}>
      {format.count(halfHourGrams.length)} half hours from 00:00 UTC of the first day{until ? ` to ${until}` : ""}: first {halfHourGrams[0]} g, last{" "}
      {halfHourGrams.at(-1)} g; after them the factor holds.{" "}
      <button type="button" onClick={() => set(rest)}>
        Remove the half hours
      </button>
    </p>
  );
}

function Paste({ factor, set }: FactorProps) {
  const text = useSignal("");
  const mistakes = useSignal<readonly string[]>([]);
  const take = (): void => {
    const read = readGrams(text.value);
    mistakes.value = read.mistakes;
    if (read.mistakes.length > 0) return;
    set({ ...factor, halfHourGrams: [...read.values] });
  };
  return (
    <details>
      <summary>Values by half hour</summary>
      <label class="raw">
        <span>Paste a column of numbers, g/kWh, one for each half hour from 00:00 UTC of the first day</span>
        <textarea rows={5} spellcheck={false} value={text.value} onInput={(event) => (text.value = event.currentTarget.value)} />
      </label>
      <button type="button" disabled={text.value.trim() === ""} onClick={take}>
        Take the numbers
      </button>
      {mistakes.value.length > 0 && (
        <div class="problem" role="alert">
          <p>Nothing was taken: a value left out would move all that follow.</p>
          <ul>
            {mistakes.value.map((mistake) => (
              <li key={mistake}>{mistake}</li>
            ))}
          </ul>
        </div>
      )}
    </details>
  );
}
