import { computed } from "@preact/signals";
import { announcement } from "../state.ts";
import { alarmLists, openAlarm } from "./feed.ts";
import { needsAnswer } from "./words.ts";
import { inWindow, perform, rowsNow, targets } from "./work.ts";

/** Ids of the alarms ticked, or of the open one, that still ask to be acknowledged. */
export const acknowledgeable = computed<readonly string[]>(() => {
  const open = openAlarm.value;
  const known = [...(alarmLists.value.active?.alarms ?? []), ...(open ? [open] : [])];
  const asking = new Set(known.filter(needsAnswer).map(({ id }) => id));
  return targets.value.filter((id) => asking.has(id));
});

/** Ids of unacknowledged alarms whose rows are within the list's window: what nobody sees, nobody acknowledges. */
export const visibleUnanswered = computed<readonly string[]>(() =>
  rowsNow.value.rows.filter(({ alarm, isGone }) => !isGone && needsAnswer(alarm) && inWindow.value.has(alarm.id)).map(({ alarm }) => alarm.id),
);

/** Acknowledges what is ticked, else the open alarm. */
export async function acknowledge(): Promise<void> {
  if (acknowledgeable.value.length === 0) announcement.value = "Nothing to acknowledge: tick alarms or open one that is unacknowledged";
  else await perform({ do: "acknowledge", ids: [...acknowledgeable.value] }, "Acknowledged");
}

export const acknowledgeVisible = async (): Promise<void> => {
  if (visibleUnanswered.value.length > 0) await perform({ do: "acknowledge", ids: [...visibleUnanswered.value] }, "Acknowledged");
};
