import { useSignal } from "@preact/signals";
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
  const levelPct = useSignal(100);
  const end = useSignal<EndChoice>("sunrise");
  const time = useSignal("23:00");
  const reason = useSignal("");
  const typed = useSignal("");
  const problems = useSignal<readonly string[]>([]);
  const sent = useSignal<Override | undefined>(undefined);

  const endsAtMs = endOf(end.value, { nowMs: nowMs(), sunrise: status.value?.sunrise, time: time.value, local: local.value });
  const check = (event: SubmitEvent): void => {
    event.preventDefault();
    problems.value = [
      ...(reason.value.trim().length < reasonLettersMin ? ["Give a reason of at least 3 letters: colleagues will ask."] : []),
      ...(end.value === "time" && endsAtMs === undefined ? [`“${time.value}” is not a time like 23:30.`] : []),
      ...(props.lights === 0 ? ["No lights are picked."] : []),
    ];
    if (problems.value.length === 0) step.value = "review";
  };
  const apply = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (!props.scope) return;
    if (props.lights > typeCountAbove && Number(typed.value) !== props.lights) {
      problems.value = [`Type ${props.lights} to confirm that you mean this many lights.`];
      return;
    }
    step.value = "sending";
    const request: OverrideRequest = {
      scope: props.scope,
      levelPct: levelPct.value,
      reason: reason.value.trim(),
      ...(endsAtMs !== undefined && { endsAt: new Date(endsAtMs).toISOString() }),
    };
    try {
      sent.value = await post<Override>("/overrides", request);
      problems.value = [];
      reason.value = "";
      typed.value = "";
      step.value = "edit";
    } catch (failure) {
      problems.value = wordsOf(failure);
      step.value = "review";
    }
  };

  const live = sent.value && (overrides.value.find((item) => item.id === sent.value?.id) ?? sent.value);
  return (
    <div class="override-form">
      {live && live.state !== "ended" && live.state !== "released" && <OverrideProgress override={live} />}
      <form onSubmit={step.value === "edit" ? check : (event) => void apply(event)} noValidate>
        <Problems list={problems.value} />
        {step.value === "edit" ? (
          <>
            <label class="field">
              <span>Level</span>
              <span class="level-input">
                <input
                  type="range"
                  min="0"
                  max="100"
                  step="5"
                  aria-label="Level, percent"
                  value={levelPct.value}
                  onInput={(event) => (levelPct.value = event.currentTarget.valueAsNumber)}
                />
                <input
                  type="number"
                  min="0"
                  max="100"
                  aria-label="Level as a number, percent"
                  value={levelPct.value}
                  onInput={(event) => (levelPct.value = Math.min(100, Math.max(0, event.currentTarget.valueAsNumber || 0)))}
                />
                %
              </span>
            </label>
            <fieldset class="field">
              <legend>Until</legend>
              <div class="choices">
                {ends.map(([choice, name]) => (
                  <label key={choice} class="choice">
                    <input type="radio" name="end" checked={end.value === choice} onChange={() => (end.value = choice)} /> {name}
                  </label>
                ))}
                {end.value === "time" && (
                  <input type="time" aria-label="Ends at" value={time.value} onInput={(event) => (time.value = event.currentTarget.value)} />
                )}
              </div>
            </fieldset>
            <label class="field">
              <span>Reason</span>
              <input type="text" maxLength={200} autocomplete="off" value={reason.value} onInput={(event) => (reason.value = event.currentTarget.value)} />
            </label>
            <button type="submit" class="primary">
              Review
            </button>
          </>
        ) : (
          <>
            <dl class="review">
              <div>
                <dt>Lights</dt>
                <dd>
                  {format.count(props.lights)}
                  {props.areas.length > 0 ? ` in ${listed(props.areas)}` : ""}
                </dd>
              </div>
              <div>
                <dt>Level</dt>
                <dd>{format.percent(levelPct.value)}</dd>
              </div>
              <div>
                <dt>Load</dt>
                <dd>{effectOf(props, levelPct.value)}</dd>
              </div>
              <div>
                <dt>Until</dt>
                <dd>{endsAtMs === undefined ? "next sunrise" : local.value.near(endsAtMs, nowMs())}, then back to the schedule</dd>
              </div>
              <div>
                <dt>Reason</dt>
                <dd>{reason.value}</dd>
              </div>
            </dl>
            {props.lights > typeCountAbove && (
              <label class="field">
                <span>Type {props.lights} to confirm</span>
                <input type="text" inputMode="numeric" autocomplete="off" value={typed.value} onInput={(event) => (typed.value = event.currentTarget.value)} />
              </label>
            )}
            <div class="row-actions">
              <button type="submit" class="primary" disabled={step.value === "sending" || !props.scope}>
                {step.value === "sending" ? "Sending…" : "Apply"}
              </button>
              <button type="button" onClick={() => (step.value = "edit")}>
                Back
              </button>
            </div>
          </>
        )}
      </form>
    </div>
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
