import * as format from "../format.ts";
import { tickMs } from "../page-clock.ts";
import { Glyph } from "../panels/glyph.tsx";
import { address, local } from "../state.ts";
import { fitAlarm } from "./alarm-lights.ts";
import { PriorityMark } from "./priority-mark.tsx";
import type { Row } from "./rows.ts";
import { classOfKind, clockOf, stateWords, whereOf } from "./words.ts";
import { openAlarmOf, ticked } from "./work.ts";

/** An alarm in the list. Its title opens it beside the map, with its lights ringed. */
export function AlarmRow({ row }: { row: Row }) {
  const { alarm, isGone } = row;
  const { incident } = alarm;
  const isOpen = address.value.alarm === alarm.id;
  const clock = clockOf(alarm, tickMs.value);
  const open = (): void => {
    openAlarmOf(alarm.id);
    fitAlarm(alarm.id);
  };
  return (
    <tr id={`alarm-${alarm.id}`} class={`${alarm.state}${isOpen ? " current" : ""}${isGone ? " gone" : ""}`}>
      <td>
        <label class="tick">
          <span class="unseen">Tick {incident.title}</span>
          <input type="checkbox" disabled={isGone} checked={ticked.value.has(alarm.id)} onChange={(event) => tick(alarm.id, event.currentTarget.checked)} />
        </label>
      </td>
      <td>
        <PriorityMark priority={alarm.priority} />
      </td>
      <td class="when">
        <time dateTime={alarm.raisedAt}>{local.value.near(Date.parse(alarm.raisedAt), tickMs.value)}</time>
      </td>
      <td class="what">
        <button type="button" aria-current={isOpen ? "true" : undefined} onClick={open}>
          <Glyph of={classOfKind(incident.kind)} />
          <span>
            <strong>{incident.title}</strong>
            <span>{whereOf(alarm)}</span>
          </span>
        </button>
      </td>
      <td class="number">{format.count(incident.lightsNow)}</td>
      <td class="state">
        {isGone ? "Left the list" : stateWords[alarm.state]}
        {alarm.owner && <span>{alarm.owner}</span>}
        <Aside row={row} />
      </td>
      <td class={`clock${clock.isLate ? " late" : ""}`}>{clock.text}</td>
    </tr>
  );
}

/** Why an alarm is not among the active, and until when. */
function Aside({ row: { alarm } }: { row: Row }) {
  const { shelved, outOfService, suppressed } = alarm;
  if (shelved) return <span>until {local.value.near(Date.parse(shelved.until), tickMs.value)}</span>;
  if (outOfService) return <span>{outOfService.reason}</span>;
  return suppressed === undefined ? null : <span>{suppressed}</span>;
}

function tick(id: string, on: boolean): void {
  const next = new Set(ticked.peek());
  if (on) next.add(id);
  else next.delete(id);
  ticked.value = next;
}
