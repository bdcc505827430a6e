import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Calendar, When } from "../../contract/design.ts";
import type { Preview } from "../../contract/design-api.ts";
import { post } from "../api.ts";
import { nowMs } from "../page-clock.ts";
import { local } from "../state.ts";
import { published } from "./choices.ts";
import { isDate } from "./dates.ts";
import { ChoiceField, TextField } from "./fields.tsx";
import type { FormProps } from "./form.ts";
import { RowTools } from "./row-tools.tsx";
import { removed, replaced } from "./rows.ts";
import { blankWhen, WhenFields } from "./when-fields.tsx";
import { failureWords, name, pathOf } from "./work.ts";

type Rule = Calendar["rules"][number];

/** The default profile, and the rules before it: the first that matches a night wins. */
export function CalendarForm({ body, edit }: FormProps<Calendar>) {
  const setRules = (rules: Rule[], field?: string): void => edit({ ...body, rules }, field);
  const add = (when: When, ruleName: string): void => setRules([...body.rules, { name: ruleName, when: [when], profile: body.defaultProfile }]);
  return (
    <>
      <div class="fields">
        <TextField field="name" label="Name" value={body.name} set={(text) => edit({ ...body, name: text }, "name")} />
      </div>
      <h4>Rules</h4>
      <p class="hint">The first rule that matches a night decides its profile. A night is named after the day it starts on.</p>
      <ol class="rule-list">
        {body.rules.map((rule, i) => (
          <li key={i}>
            <RuleFields
              rule={rule}
              at={i}
              set={(next, field) => setRules(replaced(body.rules, i, next), field)}
              tools={<RowTools row={`rule ${i + 1}`} rows={body.rules} at={i} field="rules" set={(rules) => setRules(rules)} />}
            />
          </li>
        ))}
      </ol>
      <div class="row-actions">
        <button type="button" onClick={() => add(blankWhen("event"), "Event")}>
          Add an event
        </button>
        <button type="button" onClick={() => add(blankWhen("weekdays"), "Weekend")}>
          Add a rule
        </button>
      </div>
      <div class="fields default-profile">
        <ChoiceField
          field="defaultProfile"
          label="Every other night"
          value={body.defaultProfile}
          options={published("profile")}
          set={(defaultProfile) => edit({ ...body, defaultProfile }, "defaultProfile")}
        />
      </div>
      <WhichProfile body={body} />
    </>
  );
}

interface RuleFieldsProps {
  readonly rule: Rule;
  readonly at: number;
  readonly set: (rule: Rule, field?: string) => void;
  readonly tools: preact.JSX.Element;
}

function RuleFields({ rule, at, set, tools }: RuleFieldsProps) {
  const field = `rules.${at}`;
  const setWhen = (when: When[], part?: string): void => set({ ...rule, when }, part);
  return (
    <fieldset class="part">
      <legend>
        Rule {at + 1} {tools}
      </legend>
      <div class="fields">
        <TextField field={`${field}.name`} label="Name" value={rule.name} set={(text) => set({ ...rule, name: text }, `${field}.name`)} />
        <ChoiceField
          field={`${field}.profile`}
          label="Profile"
          value={rule.profile}
          options={published("profile")}
          set={(profile) => set({ ...rule, profile }, `${field}.profile`)}
        />
      </div>
      {rule.when.map((when, i) => (
        <div key={i} class="condition-row">
          <WhenFields when={when} field={`${field}.when.${i}`} set={(next, part) => setWhen(replaced(rule.when, i, next), part)} />
          {rule.when.length > 1 && (
            <button type="button" class="icon quiet" aria-label={`Remove condition ${i + 1} of rule ${at + 1}`} onClick={() => setWhen(removed(rule.when, i))}>
              ×
            </button>
          )}
        </div>
      ))}
      {rule.when.length < 8 && (
        <button type="button" class="quiet" onClick={() => setWhen([...rule.when, blankWhen("weekdays")])}>
          And also…
        </button>
      )}
    </fieldset>
  );
}

/** Which profile a night has by the rules as they stand in the form, and by which of them. */
function WhichProfile({ body }: { body: Calendar }) {
  const day = useSignal(local.value.isoDay(nowMs()));
  const answer = useSignal<string | undefined>(undefined);
  useEffect(() => {
    const of = name.value;
    answer.value = undefined;
    if (!of || !isDate(day.value)) return;
    let wanted = true;
    post<Preview>(`${pathOf(of)}/preview`, { body, nights: [], days: [day.value] }).then(
      ({ nights: [night] }) => {
        if (wanted)
          answer.value = night ? `${night.profile}, ${night.rule ? `by “${night.rule}”` : "as on every other night"}` : "Not known while there are errors.";
      },
      (problem: unknown) => {
        if (wanted) answer.value = failureWords(problem);
      },
    );
    return () => {
      wanted = false;
    };
  }, [day.value, body]);
  return (
    <p class="which">
      <label>
        Which profile on the night of <input type="date" value={day.value} onChange={(event) => (day.value = event.currentTarget.value)} />
      </label>{" "}
      <output aria-live="polite">{answer.value ?? "…"}</output>
    </p>
  );
}
