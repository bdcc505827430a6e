import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Alarm } from "../../contract/alarms.ts";
import type { Override, OverrideRequest } from "../../contract/api.ts";
import { post, remove } from "../api.ts";
import * as format from "../format.ts";
import { nowMs, tickMs } from "../page-clock.ts";
import { OverrideProgress } from "../panels/override-progress.tsx";
import { local, overrides } from "../state.ts";
import { alarmLights } from "./alarm-lights.ts";
import { form } from "./work.ts";

const testMinutes = 15;
/** As for every override: above this many lights a person types the number. */
const typeCountAbove = 100;

/** What names the test of an alarm among all overrides: a colleague's page finds the same one. */
export const testReason = (alarm: Alarm): string => `Test of alarm ${alarm.id}: ${alarm.incident.title}`.slice(0, 200);

/** Commands the alarm's lights on for a quarter of an hour, and shows what they report back; it ends by itself. */
export function TestCommand({ alarm }: { alarm: Alarm }) {
  const test = overrides.value.find((item) => item.reason === testReason(alarm) && item.state === "live");
  return (
    <>
      {test && <Running test={test} />}
      {form.value === "test" && <TestForm alarm={alarm} isAgain={test !== undefined} />}
    </>
  );
}

function TestForm({ alarm, isAgain }: { alarm: Alarm; isAgain: boolean }) {
  const typed = useSignal("");
  const problem = useSignal<string | undefined>(undefined);
  const isSending = useSignal(false);
  const apply = useRef<HTMLButtonElement>(null);
  const ids = alarmLights.value?.alarm === alarm.id ? alarmLights.value.ids : [];
  const isReady = ids.length > 0;
  // C and Enter do it, also when the lights are found only after C was pressed.
  useEffect(() => apply.current?.focus(), [isReady]);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (ids.length > typeCountAbove && Number(typed.value) !== ids.length) {
      problem.value = `Type ${ids.length} to confirm that you mean this many lights.`;
      return;
    }
    isSending.value = true;
    problem.value = await send(alarm, ids);
    isSending.value = false;
    if (problem.value === undefined) form.value = undefined;
  };
  return (
    <form class="alarm-form" aria-label="On for 15 minutes" onSubmit={(event) => void submit(event)} noValidate>
      <p>
        {format.lights(ids.length)} at 100 % until {local.value.near(nowMs() + testMinutes * 60_000, nowMs())}, then back to the schedule by themselves.
      </p>
      {ids.length > typeCountAbove && (
        <label class="field">
          <span>Type {ids.length}</span>
          <input type="text" inputMode="numeric" autocomplete="off" value={typed.value} onInput={(event) => (typed.value = event.currentTarget.value)} />
        </label>
      )}
      {problem.value && (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
      <div class="row-actions">
        <button ref={apply} type="submit" class="primary" disabled={isSending.value || !isReady}>
          {isSending.value ? "Sending…" : `Turn on ${format.lights(ids.length)}${isAgain ? " again" : ""}`}
        </button>
        <button type="button" onClick={() => (form.value = undefined)}>
          Cancel
        </button>
      </div>
    </form>
  );
}

/** Sends the command; what went wrong in words, or undefined. */
async function send(alarm: Alarm, ids: readonly string[]): Promise<string | undefined> {
  const endsAt = new Date(nowMs() + testMinutes * 60_000).toISOString();
  const request: OverrideRequest = { scope: { lights: [...ids] }, levelPct: 100, endsAt, reason: testReason(alarm) };
  try {
    const made = await post<Override>("/overrides", request);
    // Shown at once; the stream keeps it up to date.
    if (!overrides.peek().some(({ id }) => id === made.id)) overrides.value = [made, ...overrides.peek()];
    return undefined;
  } catch (failure) {
    return failure instanceof Error ? failure.message : String(failure);
  }
}

function Running({ test }: { test: Override }) {
  const problem = useSignal<string | undefined>(undefined);
  const { confirmed, failed } = test.progress;
  const end = (): void => {
    remove(`/overrides/${test.id}`).catch((failure: unknown) => {
      problem.value = failure instanceof Error ? failure.message : String(failure);
    });
  };
  return (
    <div class="test-running">
      <p>
        <strong>Test:</strong> {format.count(confirmed)} of {format.lights(test.lights)} report 100 %{failed > 0 ? `, ${format.count(failed)} failed` : ""}.
        Ends by itself in {format.duration(Date.parse(test.endsAt) - tickMs.value)}.{" "}
        <button type="button" class="link" onClick={end}>
          End it now
        </button>
      </p>
      <OverrideProgress override={test} />
      {problem.value && (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
    </div>
  );
}
