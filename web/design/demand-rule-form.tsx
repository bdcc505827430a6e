import type { DemandRule } from "../../contract/design.ts";
import { ScrollRegion } from "../panels/scroll-region.tsx";
import { groupOptions, sources, streetNames } from "./choices.ts";
import { ChoiceField, ManyField, NumberField, TextField } from "./fields.tsx";
import type { FormProps } from "./form.ts";
import { RowTools } from "./row-tools.tsx";
import { replaced } from "./rows.ts";

type Reach = DemandRule["reach"];
type Act = DemandRule["act"];
type ClassAct = Extract<Act, { as: "class" }>;

/** Which sources act on which lights, and how. */
export function DemandRuleForm({ body, edit }: FormProps<DemandRule>) {
  return (
    <>
      <div class="fields">
        <TextField field="name" label="Name" value={body.name} set={(name) => edit({ ...body, name }, "name")} />
      </div>
      <ManyField field="sources" legend="Sources" value={body.sources} options={sources.value} set={(ids) => edit({ ...body, sources: ids }, "sources")} />
      <fieldset class="part">
        <legend>Which lights</legend>
        <ReachFields reach={body.reach} set={(reach, field) => edit({ ...body, reach }, field)} />
      </fieldset>
      <fieldset class="part">
        <legend>What it does</legend>
        <div class="fields">
          <ChoiceField
            field="act.as"
            label="By"
            value={body.act.as}
            options={[
              ["class", "classes by flow"],
              ["presence", "presence"],
            ]}
            set={(as) => edit({ ...body, act: as === "class" ? blankClasses : blankPresence })}
          />
        </div>
        {body.act.as === "class" ? (
          <ClassFields act={body.act} set={(act, field) => edit({ ...body, act }, field)} />
        ) : (
          <PresenceFields act={body.act} set={(act, field) => edit({ ...body, act }, field)} />
        )}
      </fieldset>
    </>
  );
}

const blankClasses: ClassAct = { as: "class", steps: [{ fromPerHour: 0, below: 1 }], holdMin: 10, samplesDown: 2 };
const blankPresence: Act = { as: "presence", from: 1, levelPct: 100, holdS: 120 };

function ReachFields({ reach, set }: { reach: Reach; set: (reach: Reach, field?: string) => void }) {
  return (
    <>
      <div class="fields">
        <ChoiceField
          field="reach.by"
          label="By"
          value={reach.by}
          options={[
            ["groups", "groups"],
            ["distance", "distance from the source"],
            ["street", "next along the street"],
          ]}
          set={(by) => set(blankReach(by))}
        />
        {reach.by === "distance" && (
          <NumberField
            field="reach.withinM"
            label="Within, m"
            value={reach.withinM}
            min={1}
            max={5_000}
            set={(withinM) => set({ ...reach, withinM }, "reach.withinM")}
          />
        )}
        {reach.by === "street" && (
          <>
            <TextField
              field="reach.street"
              label="Street"
              list="street-names"
              value={reach.street}
              set={(street) => set({ ...reach, street }, "reach.street")}
            />
            <NumberField
              field="reach.lights"
              label="Next lights"
              value={reach.lights}
              min={1}
              max={1_000}
              set={(lights) => set({ ...reach, lights }, "reach.lights")}
            />
            <datalist id="street-names">
              {streetNames.value.map((street) => (
                <option key={street} value={street} />
              ))}
            </datalist>
          </>
        )}
      </div>
      {reach.by === "groups" && (
        <ManyField
          field="reach.groups"
          legend="Groups"
          value={reach.groups}
          options={groupOptions.value}
          set={(ids) => set({ ...reach, groups: ids }, "reach.groups")}
        />
      )}
    </>
  );
}

function blankReach(by: string): Reach {
  if (by === "distance") return { by, withinM: 100 };
  if (by === "street") return { by, street: "", lights: 10 };
  return { by: "groups", groups: [] };
}

function ClassFields({ act, set }: { act: ClassAct; set: (act: ClassAct, field?: string) => void }) {
  const setSteps = (steps: ClassAct["steps"], field?: string): void => set({ ...act, steps }, field);
  return (
    <>
      <ScrollRegion name="Table of class steps">
        <table class="plain rows">
          <thead>
            <tr>
              <th scope="col">From, an hour</th>
              <th scope="col">Classes below the design class</th>
              <th scope="col">
                <span class="unseen">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {act.steps.map((step, i) => (
              <tr key={i}>
                <td>
                  <NumberField
                    bare
                    field={`act.steps.${i}.fromPerHour`}
                    label={`Step ${i + 1}, from this flow an hour`}
                    value={step.fromPerHour}
                    min={0}
                    max={100_000}
                    step="any"
                    set={(fromPerHour) => setSteps(replaced(act.steps, i, { ...step, fromPerHour }), `act.steps.${i}.fromPerHour`)}
                  />
                </td>
                <td>
                  <NumberField
                    bare
                    field={`act.steps.${i}.below`}
                    label={`Step ${i + 1}, classes below the design class`}
                    value={step.below}
                    min={0}
                    max={5}
                    set={(below) => setSteps(replaced(act.steps, i, { ...step, below }), `act.steps.${i}.below`)}
                  />
                </td>
                <td>
                  <RowTools row={`class step ${i + 1}`} rows={act.steps} at={i} field="act.steps" ordered={false} keepsOne set={(steps) => setSteps(steps)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <button type="button" disabled={act.steps.length >= 6} onClick={() => setSteps([...act.steps, { fromPerHour: 100, below: 0 }])}>
        Add class step
      </button>
      <div class="fields">
        <NumberField
          field="act.holdMin"
          label="Held at least, min"
          value={act.holdMin}
          min={10}
          max={120}
          set={(holdMin) => set({ ...act, holdMin }, "act.holdMin")}
        />
        <NumberField
          field="act.samplesDown"
          label="Lower samples before a step down"
          value={act.samplesDown}
          min={2}
          max={10}
          set={(samplesDown) => set({ ...act, samplesDown }, "act.samplesDown")}
        />
      </div>
    </>
  );
}

function PresenceFields({ act, set }: { act: Extract<Act, { as: "presence" }>; set: (act: Act, field?: string) => void }) {
  return (
    <div class="fields">
      <NumberField
        field="act.from"
        label="From a reading of"
        value={act.from}
        min={0}
        max={100_000}
        step="any"
        set={(from) => set({ ...act, from }, "act.from")}
      />
      <NumberField field="act.levelPct" label="Level, %" value={act.levelPct} min={0} max={100} set={(levelPct) => set({ ...act, levelPct }, "act.levelPct")} />
      <NumberField field="act.holdS" label="Held after, s" value={act.holdS} min={10} max={14_400} set={(holdS) => set({ ...act, holdS }, "act.holdS")} />
    </div>
  );
}
