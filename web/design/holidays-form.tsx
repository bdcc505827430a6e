import { useSignal } from "@preact/signals";
import type { HolidaySet } from "../../contract/design.ts";
import * as format from "../format.ts";
import { ScrollRegion } from "../panels/scroll-region.tsx";
import { readDays } from "./dates.ts";
import { TextField } from "./fields.tsx";
import type { FormProps } from "./form.ts";
import { RowTools } from "./row-tools.tsx";

/** Dates that calendars name together; pasted, as a list of bank holidays comes. */
export function HolidaysForm({ body, edit }: FormProps<HolidaySet>) {
  return (
    <>
      <div class="fields">
        <TextField field="name" label="Name" value={body.name} set={(name) => edit({ ...body, name }, "name")} />
      </div>
      <Paste body={body} edit={edit} />
      {body.days.length === 0 && <p class="empty">No dates yet.</p>}
      {body.days.length > 0 && (
        <ScrollRegion name="Table of dates">
          <table class="plain rows">
            <thead>
              <tr>
                <th scope="col">Date</th>
                <th scope="col">Name</th>
                <th scope="col">
                  <span class="unseen">Remove</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {body.days.map((day, i) => (
                <tr key={day.date}>
                  <th scope="row" tabIndex={-1} data-field={`days.${i}`}>
                    {day.date}
                  </th>
                  <td>{day.name}</td>
                  <td>
                    <RowTools row={day.date} rows={body.days} at={i} field="days" ordered={false} set={(days) => edit({ ...body, days })} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </>
  );
}

function Paste({ body, edit }: FormProps<HolidaySet>) {
  const text = useSignal("");
  const said = useSignal<string | undefined>(undefined);
  const add = (): void => {
    const { days, refused } = readDays(text.value);
    const all = new Map([...body.days, ...days].map((day) => [day.date, day]));
    if (days.length > 0) edit({ ...body, days: [...all.values()].sort((a, b) => (a.date < b.date ? -1 : 1)) });
    text.value = refused.join("\n");
    const without = refused.length > 0 ? ` ${format.count(refused.length)} ${refused.length === 1 ? "line has" : "lines have"} no date and stayed above.` : "";
    said.value = `${format.count(days.length)} ${days.length === 1 ? "date" : "dates"} added.${without}`;
  };
  return (
    <fieldset class="part">
      <legend>Paste dates</legend>
      <label class="raw">
        <span>A date and its name on each line: 2026-12-25 Christmas Day, or 25/12/2026 Christmas Day</span>
        <textarea rows={4} value={text.value} onInput={(event) => (text.value = event.currentTarget.value)} />
      </label>
      <button type="button" disabled={text.value.trim() === ""} onClick={add}>
        Add the dates
      </button>{" "}
      <span role="status">{said.value}</span>
    </fieldset>
  );
}
