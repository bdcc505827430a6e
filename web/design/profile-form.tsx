import type { Profile, StepAnchor } from "../../contract/design.ts";
import { ScrollRegion } from "../panels/scroll-region.tsx";
import { ChoiceField, NumberField, OptionalNumberField, TextField } from "./fields.tsx";
import type { FormProps } from "./form.ts";
import { RowTools } from "./row-tools.tsx";
import { replaced } from "./rows.ts";
import { clockTime } from "./wall-time.ts";
import { sunNames } from "./words.ts";

type Step = Profile["steps"][number];

/** The steps of a night, and what goes with them. */
export function ProfileForm({ body, edit }: FormProps<Profile>) {
  const setSteps = (steps: Step[], field?: string): void => edit({ ...body, steps }, field);
  return (
    <>
      <div class="fields">
        <TextField field="name" label="Name" value={body.name} set={(name) => edit({ ...body, name }, "name")} />
        <NumberField
          field="fadeMs"
          label="Fade, s"
          value={body.fadeMs / 1_000}
          min={0}
          max={600}
          step="any"
          set={(seconds) => edit({ ...body, fadeMs: Math.round(seconds * 1_000) }, "fadeMs")}
        />
      </div>
      <h4>Steps</h4>
      <ScrollRegion name="Table of steps">
        <table class="plain rows">
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col">When</th>
              <th scope="col">Time, min or lx</th>
              <th scope="col">Level, %</th>
              <th scope="col">Fade, s</th>
              <th scope="col">
                <span class="unseen">Order</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {body.steps.map((step, i) => (
              <tr key={i}>
                <th scope="row">{i + 1}</th>
                <StepCells step={step} at={i} set={(next, field) => setSteps(replaced(body.steps, i, next), field)} />
                <td>
                  <RowTools row={`step ${i + 1}`} rows={body.steps} at={i} field="steps" set={(steps) => setSteps(steps)} keepsOne />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <button type="button" disabled={body.steps.length >= 48} onClick={() => setSteps([...body.steps, { at: { time: "23:00" }, levelPct: 50 }])}>
        Add step
      </button>
      <p class="hint">Steps act in the order of their instants on each night, whatever their order here.</p>
      <Photocell body={body} edit={edit} />
      <Approval body={body} edit={edit} />
    </>
  );
}

const anchorKinds = [
  ["time", "Clock"],
  ...Object.entries(sunNames).map(([id, name]) => [id, name.charAt(0).toUpperCase() + name.slice(1)] as const),
  ["falling", "Daylight falls to"],
  ["rising", "Daylight rises to"],
] as const;

function StepCells({ step, at, set }: { step: Step; at: number; set: (next: Step, field: string) => void }) {
  const field = `steps.${at}`;
  const n = at + 1;
  return (
    <>
      <td>
        <ChoiceField
          bare
          field={`${field}.at`}
          label={`Step ${n}, when`}
          value={kindOf(step.at)}
          options={anchorKinds}
          set={(kind) => set({ ...step, at: anchorOf(kind) }, `${field}.at`)}
        />
      </td>
      <td>
        <AnchorField at={step.at} field={`${field}.at`} n={n} set={(next, part) => set({ ...step, at: next }, part)} />
      </td>
      <td>
        <NumberField
          bare
          field={`${field}.levelPct`}
          label={`Step ${n}, level in percent`}
          value={step.levelPct}
          min={0}
          max={100}
          step="any"
          set={(levelPct) => set({ ...step, levelPct }, `${field}.levelPct`)}
        />
      </td>
      <td>
        <OptionalNumberField
          bare
          field={`${field}.fadeMs`}
          label={`Step ${n}, fade in seconds`}
          placeholder="as above"
          value={step.fadeMs === undefined ? undefined : step.fadeMs / 1_000}
          min={0}
          max={600}
          step="any"
          set={(seconds) => {
            const { fadeMs: _, ...rest } = step;
            set(seconds === undefined ? rest : { ...rest, fadeMs: Math.round(seconds * 1_000) }, `${field}.fadeMs`);
          }}
        />
      </td>
    </>
  );
}

function AnchorField({ at, field, n, set }: { at: StepAnchor; field: string; n: number; set: (at: StepAnchor, field: string) => void }) {
  if ("time" in at)
    return <TextField bare field={`${field}.time`} label={`Step ${n}, time`} value={at.time} set={(time) => set({ time: clockTime(time) }, `${field}.time`)} />;
  if ("lux" in at)
    return (
      <NumberField
        bare
        field={`${field}.lux`}
        label={`Step ${n}, daylight in lux`}
        value={at.lux}
        min={0.1}
        max={1_000}
        step="any"
        set={(lux) => set({ ...at, lux }, `${field}.lux`)}
      />
    );
  return (
    <NumberField
      bare
      field={`${field}.offsetMin`}
      label={`Step ${n}, minutes after (before is negative)`}
      value={at.offsetMin ?? 0}
      min={-720}
      max={720}
      set={(offsetMin) => set({ ...at, offsetMin }, `${field}.offsetMin`)}
    />
  );
}

const kindOf = (at: StepAnchor): string => ("time" in at ? "time" : "lux" in at ? at.edge : at.sun);

function anchorOf(kind: string): StepAnchor {
  if (kind === "falling") return { lux: 35, edge: kind };
  if (kind === "rising") return { lux: 18, edge: kind };
  if (kind === "sunset" || kind === "sunrise" || kind === "civil-dusk" || kind === "civil-dawn") return { sun: kind, offsetMin: 0 };
  return { time: "23:00" };
}

function Photocell({ body, edit }: FormProps<Profile>) {
  const { photocell, ...rest } = body;
  return (
    <fieldset class="part">
      <legend>
        <label class="check">
          <input
            type="checkbox"
            data-field="photocell"
            checked={photocell !== undefined}
            onChange={(event) => edit(event.currentTarget.checked ? { ...rest, photocell: { onLux: 35, earlierMin: 30 } } : rest)}
          />
          A photocell may bring the light on earlier
        </label>
      </legend>
      {photocell && (
        <div class="fields">
          <NumberField
            field="photocell.onLux"
            label="Below, lx"
            value={photocell.onLux}
            min={1}
            max={500}
            set={(onLux) => edit({ ...body, photocell: { ...photocell, onLux } }, "photocell.onLux")}
          />
          <NumberField
            field="photocell.earlierMin"
            label="At most earlier, min"
            value={photocell.earlierMin}
            min={1}
            max={240}
            set={(earlierMin) => edit({ ...body, photocell: { ...photocell, earlierMin } }, "photocell.earlierMin")}
          />
        </div>
      )}
    </fieldset>
  );
}

function Approval({ body, edit }: FormProps<Profile>) {
  const { approval, ...rest } = body;
  return (
    <fieldset class="part">
      <legend>
        <label class="check">
          <input
            type="checkbox"
            data-field="approval"
            checked={approval !== undefined}
            onChange={(event) => edit(event.currentTarget.checked ? { ...rest, approval: { approver: "", reviewBy: "" } } : rest)}
          />
          Approved to go below the class floor
        </label>
      </legend>
      {approval && (
        <div class="fields">
          <TextField
            field="approval.approver"
            label="Approver"
            value={approval.approver}
            set={(approver) => edit({ ...body, approval: { ...approval, approver } }, "approval.approver")}
          />
          <TextField
            field="approval.reviewBy"
            label="Review by"
            type="date"
            value={approval.reviewBy}
            set={(reviewBy) => edit({ ...body, approval: { ...approval, reviewBy } }, "approval.reviewBy")}
          />
          <TextField
            field="approval.reference"
            label="Reference"
            value={approval.reference ?? ""}
            set={(reference) => edit({ ...body, approval: { ...approval, reference } }, "approval.reference")}
          />
        </div>
      )}
    </fieldset>
  );
}
