import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import * as format from "../format.ts";
import { nowMs } from "../page-clock.ts";
import { local, status } from "../state.ts";
import { problemOf, shelvings } from "./shelving.ts";
import { form, isActing, perform, problems, targets } from "./work.ts";

/** The form that is open for the alarms ticked or open, and what was refused of the last action. */
export function Forms() {
  return (
    <>
      {form.value === "shelve" && <ShelveForm />}
      {form.value === "out-of-service" && <ServiceForm />}
      {problems.value.length > 0 && (
        <ul class="problem" role="alert">
          {problems.value.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
    </>
  );
}

/** How long and why; the alarms come back by themselves. */
function ShelveForm() {
  const choices = shelvings(nowMs(), status.value?.sunset);
  const chosen = useSignal(choices[0].name);
  const choice = choices.find(({ name }) => name === chosen.value) ?? choices[0];
  const submit = (reason: string): void => {
    void perform({ do: "shelve", ids: [...targets.value], minutes: choice.minutes, reason }, `Shelved for ${choice.name}`).then(closeIf);
  };
  return (
    <ReasonForm title={`Shelve ${alarmsOf(targets.value.length)}`} apply="Shelve" onSubmit={submit}>
      <fieldset class="field">
        <legend>For</legend>
        <div class="choices">
          {choices.map(({ name }) => (
            <label key={name} class="choice">
              <input type="radio" name="shelve-for" checked={choice.name === name} onChange={() => (chosen.value = name)} /> {name}
            </label>
          ))}
        </div>
      </fieldset>
      <p class="hint">Back by itself at {local.value.near(nowMs() + choice.minutes * 60_000, nowMs())}, if its cause still stands.</p>
    </ReasonForm>
  );
}

function ServiceForm() {
  const submit = (reason: string): void => {
    void perform({ do: "out-of-service", ids: [...targets.value], reason }, "Out of service").then(closeIf);
  };
  return (
    <ReasonForm title={`Take ${alarmsOf(targets.value.length)} out of service`} apply="Take out of service" onSubmit={submit}>
      <p class="hint">For works on a feeder or a column that is down. It stays out until someone puts it back.</p>
    </ReasonForm>
  );
}

interface ReasonFormProps {
  readonly title: string;
  readonly apply: string;
  readonly onSubmit: (reason: string) => void;
  readonly children: preact.ComponentChildren;
}

function ReasonForm(props: ReasonFormProps) {
  const reason = useSignal("");
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const problem = problemOf(reason.value);
    if (problem) problems.value = [problem];
    else props.onSubmit(reason.value.trim());
  };
  return (
    <form class="alarm-form" aria-label={props.title} onSubmit={submit} noValidate>
      <h3>{props.title}</h3>
      {props.children}
      <label class="field">
        <span>Reason</span>
        <input
          ref={input}
          type="text"
          maxLength={200}
          autocomplete="off"
          value={reason.value}
          onInput={(event) => (reason.value = event.currentTarget.value)}
        />
      </label>
      <div class="row-actions">
        <button type="submit" class="primary" disabled={isActing.value}>
          {props.apply}
        </button>
        <button type="button" onClick={() => (form.value = undefined)}>
          Cancel
        </button>
      </div>
    </form>
  );
}

const closeIf = (isDone: boolean): void => {
  if (isDone) form.value = undefined;
};

const alarmsOf = (count: number): string => (count === 1 ? "this alarm" : `${format.count(count)} alarms`);
