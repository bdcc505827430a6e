/** What a person is doing on the page: which alarms are ticked, which form is open, and how the last action went. */
import { computed, effect, signal } from "@preact/signals";
import type { AlarmAction } from "../../contract/alarms.ts";
import { address, announcement, go } from "../state.ts";
import { act } from "./feed.ts";
import { noRows, type Rows } from "./rows.ts";

export type FormName = "shelve" | "test" | "out-of-service" | "own";

export const ticked = signal<ReadonlySet<string>>(new Set());
export const form = signal<FormName | undefined>(undefined);
/** What was refused or failed, in words. */
export const problems = signal<readonly string[]>([]);
export const isActing = signal(false);
/** The rows as they stand in the list, and those of them that are in its window. */
export const rowsNow = signal<Rows>(noRows);
export const inWindow = signal<ReadonlySet<string>>(new Set());

/** The alarms an action is for: those ticked, else the open one. */
export const targets = computed<readonly string[]>(() => {
  if (ticked.value.size > 0) return [...ticked.value];
  return address.value.alarm === undefined ? [] : [address.value.alarm];
});

/** The address changes with every move of the map; what an action is for does not. */
const targetNames = computed(() => targets.value.join(" "));

/** An open form belongs to what it was opened for. */
export const followTargets = (): (() => void) =>
  effect(() => {
    targetNames.value;
    form.value = undefined;
    problems.value = [];
  });

/** Opens an alarm beside the map; what else was open or picked gives way. */
export function openAlarmOf(id: string, how: "push" | "replace" = "push"): void {
  go({ tab: "alarms", alarm: id, light: undefined, pick: undefined }, how);
}

/** Does it to the alarms named, tells how that went, and whether it did for all of them. */
export async function perform(action: AlarmAction, done: string): Promise<boolean> {
  isActing.value = true;
  problems.value = [];
  try {
    const acted = await act(action);
    ticked.value = new Set(acted.refused.map(({ id }) => id).filter((id) => ticked.peek().has(id)));
    problems.value = [...new Set(acted.refused.map(({ why }) => why))].map((why) => {
      const { length } = acted.refused.filter((refusal) => refusal.why === why);
      return action.ids.length === 1 ? why : `${length} of ${action.ids.length}: ${why}`;
    });
    if (acted.done.length > 0) announcement.value = `${done}: ${acted.done.length} ${acted.done.length === 1 ? "alarm" : "alarms"}`;
    return acted.refused.length === 0;
  } catch (failure) {
    problems.value = [failure instanceof Error ? failure.message : String(failure)];
    return false;
  } finally {
    isActing.value = false;
  }
}
