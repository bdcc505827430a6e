import "../style/money-forms.css";
import type { Tariffs } from "../../contract/design.ts";
import { BandFields, blankBand } from "./band-fields.tsx";
import { NumberField, TextField } from "./fields.tsx";
import type { FormProps } from "./form.ts";
import { RowTools } from "./row-tools.tsx";
import { replaced } from "./rows.ts";
import type { Tariff } from "./tariff-week.ts";
import { WeekStrip } from "./week-strip.tsx";

/** The API's most. */
const bandsMax = 24;

/** What a kilowatt-hour costs, from which day, and at which times another rate holds. */
export function TariffsForm({ body, edit }: FormProps<Tariffs>) {
  const set = (tariffs: Tariff[], field?: string): void => edit({ ...body, tariffs }, field);
  const add = (): void => {
    const last = body.tariffs.at(-1);
    set([...body.tariffs, { name: "New tariff", from: "", standingPencePerDay: 0, pencePerKwh: last?.pencePerKwh ?? 0, bands: last?.bands ?? [] }]);
  };
  return (
    <>
      <p class="hint">A tariff holds from its first day until the next one’s. Days before the first tariff have no cost.</p>
      {body.tariffs.length === 0 && <p class="empty">No tariffs yet: figures have no cost.</p>}
      {body.tariffs.map((tariff, i) => (
        <fieldset key={i} class="part">
          <legend>
            Tariff {i + 1} <RowTools row={`tariff ${i + 1}`} rows={body.tariffs} at={i} field="tariffs" ordered={false} set={(rows) => set(rows)} />
          </legend>
          <TariffFields tariff={tariff} field={`tariffs.${i}`} set={(next, field) => set(replaced(body.tariffs, i, next), field)} />
        </fieldset>
      ))}
      <button type="button" onClick={add}>
        Add a tariff
      </button>
    </>
  );
}

function TariffFields({ tariff, field, set }: { tariff: Tariff; field: string; set: (next: Tariff, field?: string) => void }) {
  const setBands = (bands: Tariff["bands"], at?: string): void => set({ ...tariff, bands }, at);
  return (
    <>
      <div class="fields">
        <TextField field={`${field}.name`} label="Name" value={tariff.name} set={(name) => set({ ...tariff, name }, `${field}.name`)} />
        <TextField type="date" field={`${field}.from`} label="From" value={tariff.from} set={(from) => set({ ...tariff, from }, `${field}.from`)} />
        <NumberField
          field={`${field}.pencePerKwh`}
          label="Rate, p/kWh"
          value={tariff.pencePerKwh}
          min={-1_000}
          max={1_000}
          step="any"
          set={(pencePerKwh) => set({ ...tariff, pencePerKwh }, `${field}.pencePerKwh`)}
        />
        <NumberField
          field={`${field}.standingPencePerDay`}
          label="Standing charge, p/day"
          value={tariff.standingPencePerDay ?? 0}
          min={0}
          max={1_000_000}
          step="any"
          set={(standingPencePerDay) => set({ ...tariff, standingPencePerDay }, `${field}.standingPencePerDay`)}
        />
      </div>
      {tariff.bands.length > 0 && <p class="hint">Of the bands the first that fits counts; the rate above holds at all other times. Times are local.</p>}
      {tariff.bands.map((band, i) => (
        <BandFields
          key={i}
          band={band}
          field={`${field}.bands.${i}`}
          set={(next, at) => setBands(replaced(tariff.bands, i, next), at)}
          tools={<RowTools row={`band ${i + 1}`} rows={tariff.bands} at={i} field={`${field}.bands`} set={(bands) => setBands(bands)} />}
        />
      ))}
      <button type="button" disabled={tariff.bands.length >= bandsMax} onClick={() => setBands([...tariff.bands, blankBand(tariff.pencePerKwh)])}>
        Add a band
      </button>
      <WeekStrip tariff={tariff} />
    </>
  );
}
