import type { Preview } from "../../contract/design-api.ts";
import * as format from "../format.ts";
import { local } from "../state.ts";
import { isDate } from "./dates.ts";
import { figuresWords, isOfFigures } from "./figures-from.ts";
import { Findings } from "./findings.tsx";
import { isNightName, nightWords } from "./names.ts";
import { NightChart, NightSteps } from "./night-chart.tsx";
import { errors, isOld, night, preview, previewFailure } from "./preview-state.ts";
import { body, view } from "./work.ts";

/** What the draft, or without one what is in force, would do: a night, how many lights, and what should be known before it is published. */
export function PreviewPane() {
  const of = view.value;
  if (!of) return null;
  const hasNights = of.kind === "profile" || of.kind === "calendar";
  return (
    <section class={`preview${isOld.value ? " old" : ""}`} aria-label="Preview" aria-busy={isOld.value}>
      <h3>Preview</h3>
      {previewFailure.value && (
        <p class="problem" role="alert">
          {previewFailure.value}
        </p>
      )}
      {hasNights && <NightChoice />}
      {hasNights && <Night />}
      <Effect />
      <Findings />
    </section>
  );
}

function NightChoice() {
  const day = isNightName(night.value) ? "" : night.value;
  return (
    <div class="night-choice">
      <label>
        <span class="quiet-text">Night</span>{" "}
        <select value={isNightName(night.value) ? night.value : ""} onChange={(event) => showNight(event.currentTarget.value)}>
          {Object.entries(nightWords).map(([id, text]) => (
            <option key={id} value={id}>
              {text}
            </option>
          ))}
          {day !== "" && <option value="">of {day}</option>}
        </select>
      </label>
      <label>
        <span class="quiet-text">or of</span> <input type="date" value={day} onChange={(event) => showNight(event.currentTarget.value)} />
      </label>
    </div>
  );
}

function showNight(wanted: string): void {
  if (isNightName(wanted) || isDate(wanted)) night.value = wanted;
}

function Night() {
  const shown = preview.value?.nights[0];
  if (!shown) return <p class="empty">{preview.value ? "No night to show while there are errors." : "Loading…"}</p>;
  return (
    <>
      <p>
        <strong>Night of {local.value.day(Date.parse(shown.from))}</strong> <small class="quiet-text">{shown.day}</small>
      </p>
      <NightChart night={shown} />
      <NightSteps night={shown} />
    </>
  );
}

/** Lights and the first night, while a draft is being made; nothing is known while it has errors. */
export function Effect() {
  const now = preview.value;
  if (!now || errors.value.length > 0) return null;
  const of = view.value;
  if (of && isOfFigures(of.kind)) return <p>{figuresWords(of.kind, of.published?.body, body.value ?? of.published?.body)}</p>;
  return (
    <p>
      Acts on <strong>{format.lights(now.lights)}</strong>.{" "}
      {view.value?.kind === "demand-rule" ? "It lifts them when its sources say so." : changeOfNights(now)}
    </p>
  );
}

function changeOfNights({ changed, firstDay }: Preview): string {
  if (changed === 0) return "No light would have another night than now.";
  return `${format.lights(changed)} would have another night than now${firstDay ? `, first in the night of ${firstDay}` : ""}.`;
}
