import { type Signal, useSignal } from "@preact/signals";
import type { Override, OverrideRequest, Scope } from "../../contract/api.ts";
import { ApiFailure, post } from "../api.ts";
import * as format from "../format.ts";
import { nowMs } from "../page-clock.ts";
import { local, overrides, status } from "../state.ts";
import { type EndChoice, endOf } from "../store/override-end.ts";
import { OverrideProgress } from "./override-progress.tsx";

export interface OverrideFormProps {
  /** Asked for at the moment of applying: a drawn pick is rows of the geometry at that moment. */
  readonly scope: Scope | undefined;
  readonly lights: number;
  readonly areas: readonly string[];
  readonly ratedKw: number;
  readonly loadNowKw: number;
  readonly exact: boolean;
}

/** Above this many lights a person types the number: a slip must not darken a district. */
const typeCountAbove = 100;
const reasonLettersMin = 3;

const ends: readonly (readonly [EndChoice, string])[] = [
  ["sunrise", "Next sunrise"],
  ["15min", "15 minutes"],
  ["1h", "1 hour"],
  ["time", "A time"],
];

/** Level, end and reason; then a review; then how far it got. An override always has an end. */
export function OverrideForm(props: OverrideFormProps) {
  const step = useSignal<"edit" | "review" | "sending">("edit");
  const draft = useSignal<Draft>({ levelPct: 100, end: "sunrise", time: "23:00", reason: "", typed: "" });
  const problems = useSignal<readonly string[]>([]);
  const sent = useSignal<Override | undefined>(undefined);

  const endsAtMs = endOf(draft.value.end, { nowMs: nowMs(), sunrise: status.value?.sunrise, time: draft.value.time, local: local.value });
  const check = (): void => {
    problems.value = problemsOf(draft.value, endsAtMs, props.lights);
    if (problems.value.length === 0) step.value = "review";
  };
  const apply = async (): Promise<void> => {
    if (!props.scope) return;
    if (props.lights > typeCountAbove && Number(draft.value.typed) !== props.lights) {
      problems.value = [`Type ${props.lights} to confirm that you mean this many lights.`];
      return;
    }
    step.value = "sending";
    try {
      sent.value = await post<Override>("/overrides", requestOf(draft.value, endsAtMs, props.scope));
      problems.value = [];
      draft.value = { ...draft.value, reason: "", typed: "" };
      step.value = "edit";
    } catch (failure) {
      problems.value = wordsOf(failure);
      step.value = "review";
    }
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (step.value === "edit") check();
    else void apply();
  };

  const live = sent.value && (overrides.value.find((item) => item.id === sent.value?.id) ?? sent.value);
  return (
    <div class="override-form">
      {live && live.state !== "ended" && live.state !== "released" && <OverrideProgress override={live} />}
      <form onSubmit={submit} noValidate>
        <Problems list={problems.value} />
        {step.value === "edit" ? (
          <EditStep draft={draft} />
        ) : (
          <ReviewStep draft={draft} endsAtMs={endsAtMs} of={props} sending={step.value === "sending"} onBack={() => (step.value = "edit")} />
        )}
      </form>
    </div>
  );
}

/** What a person has entered so far. */
interface Draft {
  readonly levelPct: number;
  readonly end: EndChoice;
  readonly time: string;
  readonly reason: string;
  /** The number of lights, typed as a confirmation. */
  readonly typed: string;
}

function problemsOf(draft: Draft, endsAtMs: number | undefined, lights: number): string[] {
  return [
    ...(draft.reason.trim().length < reasonLettersMin ? ["Give a reason of at least 3 letters: colleagues will ask."] : []),
    ...(draft.end === "time" && endsAtMs === undefined ? [`“${draft.time}” is not a time like 23:30.`] : []),
    ...(lights === 0 ? ["No lights are picked."] : []),
  ];
}

const requestOf = (draft: Draft, endsAtMs: number | undefined, scope: Scope): OverrideRequest => ({
  scope,
  levelPct: draft.levelPct,
  reason: draft.reason.trim(),
  ...(endsAtMs !== undefined && { endsAt: new Date(endsAtMs).toISOString() }),
});

function EditStep({ draft }: { draft: Signal<Draft> }) {
  const { levelPct, end, time, reason } = draft.value;
  const set = (part: Partial<Draft>): void => {
    draft.value = { ...draft.value, ...part };
  };
  const setLevel = (level: number): void => set({ levelPct: Math.min(100, Math.max(0, level || 0)) });
  return (
    <>
      <div class="field">
        <span>Level</span>
        <span class="level-input">
          <input
            type="range"
            min="0"
            max="100"
            step="5"
            aria-label="Level, percent"
            value={levelPct}
            onInput={(event) => setLevel(event.currentTarget.valueAsNumber)}
          />
          <input
            type="number"
            min="0"
            max="100"
            aria-label="Level as a number, percent"
            value={levelPct}
            onInput={(event) => setLevel(event.currentTarget.valueAsNumber)}
          />
          %
        </span>
      </div>
      <fieldset class="field">
        <legend>Until</legend>
        <div class="choices">
          {ends.map(([choice, name]) => (
            <label key={choice} class="choice">
              <input type="radio" name="end" checked={end === choice} onChange={() => set({ end: choice })} /> {name}
            </label>
          ))}
          {end === "time" && <input type="time" aria-label="Ends at" value={time} onInput={(event) => set({ time: event.currentTarget.value })} />}
        </div>
      </fieldset>
      <label class="field">
        <span>Reason</span>
        <input type="text" maxLength={200} autocomplete="off" value={reason} onInput={(event) => set({ reason: event.currentTarget.value })} />
      </label>
      <button type="submit" class="primary">
        Review
      </button>
    </>
  );
}

interface ReviewStepProps {
  readonly draft: Signal<Draft>;
  readonly endsAtMs: number | undefined;
  readonly of: OverrideFormProps;
  readonly sending: boolean;
  readonly onBack: () => void;
}

function ReviewStep({ draft, endsAtMs, of, sending, onBack }: ReviewStepProps) {
  const until = endsAtMs === undefined ? "next sunrise" : local.value.near(endsAtMs, nowMs());
  const facts = [
    ["Lights", `${format.count(of.lights)}${of.areas.length > 0 ? ` in ${listed(of.areas)}` : ""}`],
    ["Level", format.percent(draft.value.levelPct)],
    ["Load", effectOf(of, draft.value.levelPct)],
    ["Until", `${until}, then back to the schedule`],
    ["Reason", draft.value.reason],
  ] as const;
  return (
    <>
      <dl class="review">
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {of.lights > typeCountAbove && (
        <label class="field">
          <span>Type {of.lights} to confirm</span>
          <input
            type="text"
            inputMode="numeric"
            autocomplete="off"
            value={draft.value.typed}
            onInput={(event) => (draft.value = { ...draft.value, typed: event.currentTarget.value })}
          />
        </label>
      )}
      <div class="row-actions">
        <button type="submit" class="primary" disabled={sending || !of.scope}>
          {sending ? "Sending…" : "Apply"}
        </button>
        <button type="button" onClick={onBack}>
          Back
        </button>
      </div>
    </>
  );
}

function Problems({ list }: { list: readonly string[] }) {
  if (list.length === 0) return null;
  return (
    <ul class="problem" role="alert">
      {list.map((problem) => (
        <li key={problem}>{problem}</li>
      ))}
    </ul>
  );
}

const listed = (areas: readonly string[]): string =>
  areas.length > 3 ? `${areas.slice(0, 3).join(", ")} and ${areas.length - 3} more areas` : areas.join(", ");

/** What the override does to the load: rated power × level, against what the lights take now. */
function effectOf(props: OverrideFormProps, levelPct: number): string {
  const thenKw = (props.ratedKw * levelPct) / 100;
  if (!props.exact) return `about ${format.kilowatts(thenKw)} (by the estate’s average wattage)`;
  const change = thenKw - props.loadNowKw;
  const small = Math.abs(thenKw) < 1 && props.loadNowKw < 1;
  const text = (kw: number): string => (small ? format.watts(kw * 1_000) : format.kilowatts(kw));
  return `about ${text(thenKw)}, ${change >= 0 ? "+" : "−"}${text(Math.abs(change))} against now`;
}

function wordsOf(failure: unknown): string[] {
  if (failure instanceof ApiFailure && failure.problems.length > 0)
    return failure.problems.map((problem) => `${problem.field}: ${problem.expected} (found ${problem.found})`);
  return [failure instanceof Error ? failure.message : String(failure)];
}
