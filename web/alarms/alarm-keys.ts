import { pageActions } from "../keys.ts";
import { address, announcement } from "../state.ts";
import { acknowledge } from "./acknowledging.ts";
import { fitAlarm } from "./alarm-lights.ts";
import { listNow } from "./feed.ts";
import { readPlace } from "./place.ts";
import { neighbour } from "./rows.ts";
import { type FormName, form, openAlarmOf, rowsNow, targets } from "./work.ts";

/** Gives the page's keys their meaning on Alarms, in an effect; its end takes it back. */
export function followKeys(): () => void {
  const isList = readPlace(address.value.alarms).at === "list";
  const isActive = isList && listNow.value === "active";
  pageActions.value = {
    ...(isList && { n: () => walk(1), p: () => walk(-1) }),
    ...(isActive && { a: () => void acknowledge(), s: () => openForm("shelve") }),
    ...(isList && { c: () => openForm("test") }),
    ...(form.value !== undefined && { escape: () => (form.value = undefined) }),
  };
  return () => {
    pageActions.value = {};
  };
}

function walk(step: 1 | -1): void {
  const { rows } = rowsNow.value;
  const id = neighbour(rows, address.value.alarm, step);
  const alarm = rows.find((row) => row.alarm.id === id)?.alarm;
  if (!alarm) {
    announcement.value = "No alarms in this list";
    return;
  }
  openAlarmOf(alarm.id, "replace");
  fitAlarm(alarm.id);
  announcement.value = `Priority ${alarm.priority}, ${alarm.incident.title}, ${alarm.state}`;
  document.getElementById(`alarm-${alarm.id}`)?.scrollIntoView({ block: "nearest" });
}

function openForm(name: FormName): void {
  // A test is of the open alarm only; shelving is of what is ticked, too.
  if (name === "test" ? address.value.alarm === undefined : targets.value.length === 0) announcement.value = "Open an alarm first: N goes to the next";
  else form.value = name;
}
