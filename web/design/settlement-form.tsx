import "../style/money-forms.css";
import type { Settlement } from "../../contract/design.ts";
import { ChargeCodes } from "./charge-codes.tsx";
import { ChoiceField, TextField } from "./fields.tsx";
import type { FormProps } from "./form.ts";
import { InventoryFields } from "./inventory-fields.tsx";
import { sampleLine, sampleReference } from "./settlement-sample.ts";
import { SubMeterFields } from "./sub-meter-fields.tsx";

/** Unmetered supplies: which lights a sub-meter has, what a light is called and charged as, and how the draft files look. */
export function SettlementForm({ body, edit }: FormProps<Settlement>) {
  return (
    <>
      <SubMeterFields body={body} edit={edit} />
      <Reference body={body} edit={edit} />
      <ChargeCodes body={body} edit={edit} />
      <InventoryFields body={body} edit={edit} />
      <Events body={body} edit={edit} />
    </>
  );
}

function Reference({ body, edit }: FormProps<Settlement>) {
  const { unitReference, regime } = body;
  const column = "A 12345";
  const tried = sampleReference(column, unitReference);
  return (
    <fieldset class="part">
      <legend>Unit reference and switch regime</legend>
      <div class="fields">
        <TextField
          field="unitReference.prefix"
          label="Prefix, up to 6 capitals or digits"
          value={unitReference.prefix}
          set={(prefix) => edit({ ...body, unitReference: { ...unitReference, prefix: prefix.toUpperCase() } }, "unitReference.prefix")}
        />
        <ChoiceField
          field="unitReference.from"
          label="Then the light’s"
          value={unitReference.from}
          options={[
            ["column", "column number"],
            ["id", "id"],
          ]}
          set={(from) => edit({ ...body, unitReference: { ...unitReference, from: from === "id" ? "id" : "column" } }, "unitReference.from")}
        />
        <ChoiceField
          field="regime"
          label="Switch regime"
          value={regime}
          options={[
            ["999", "999"],
            ["998", "998"],
          ]}
          set={(next) => edit({ ...body, regime: next === "998" ? "998" : "999" }, "regime")}
        />
      </div>
      <p class="hint">
        {column} becomes {tried === undefined ? "too long: nothing is ever cut" : <code>{tried}</code>}. Which regime is yours, your meter administrator says.
      </p>
    </fieldset>
  );
}

const templates = [
  ["header", "Header"],
  ["line", "Line of an event"],
  ["trailer", "Trailer"],
] as const;

function Events({ body, edit }: FormProps<Settlement>) {
  const { events } = body;
  return (
    <fieldset class="part">
      <legend>
        Event file <span class="tag draft">draft layout</span>
      </legend>
      <div class="fields wide-fields">
        <TextField field="events.name" label="File name" value={events.name} set={(name) => edit({ ...body, events: { ...events, name } }, "events.name")} />
        {templates.map(([key, label]) => (
          <TextField
            key={key}
            field={`events.${key}`}
            label={label}
            value={events[key]}
            set={(text) => edit({ ...body, events: { ...events, [key]: text } }, `events.${key}`)}
          />
        ))}
      </div>
      <p class="hint">
        Fields of a line: unit, time, offset, pct, load, watts, regime, code, flag; of every line submeter, day, version; of the trailer lines, events. Each
        with its width: {"{unit:12}"}.
      </p>
      <p>
        <strong>Draft.</strong> A light at 60 % at 22:15 would be told as:
      </p>
      <pre class="sample" role="status">
        {templates.map(([key]) => sampleWords(events[key])).join("\n")}
      </pre>
    </fieldset>
  );
}

function sampleWords(template: string): string {
  const tried = sampleLine(template);
  return "line" in tried ? tried.line : `(${tried.mistake})`;
}
