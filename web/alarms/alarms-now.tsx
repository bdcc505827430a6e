import "../style/alarms.css";
import * as format from "../format.ts";
import { Glyph } from "../panels/glyph.tsx";
import { go } from "../state.ts";
import { fitAlarm } from "./alarm-lights.ts";
import { alarmFailure, alarmLists, hasNoAlarms } from "./feed.ts";
import { PriorityMark } from "./priority-mark.tsx";
import { classOfKind, stateWords } from "./words.ts";
import { openAlarmOf } from "./work.ts";

/** As many as leave room for the faults below; the Alarms page has all. */
const shown = 8;

/** The most urgent alarms, beside the map; nothing when the controller tells no alarms. */
export function AlarmsNow() {
  const list = alarmLists.value.active;
  if (!list && hasNoAlarms.value) return null;
  if (!list) return <p class={alarmFailure.value ? "problem" : "pane-wait"}>{alarmFailure.value ?? "Loading…"}</p>;
  const rest = list.counts.active - Math.min(shown, list.alarms.length);
  return (
    <section class="alarms-now" aria-labelledby="alarms-now">
      <h3 id="alarms-now">
        Alarms <span class="hint">{format.count(list.counts.unacknowledged)} unacknowledged</span>
      </h3>
      {list.alarms.length === 0 && <p class="empty">No alarms.</p>}
      <ul class="fault-list">
        {list.alarms.slice(0, shown).map((alarm) => (
          <li key={alarm.id}>
            <button type="button" onClick={() => open(alarm.id)}>
              <PriorityMark priority={alarm.priority} />
              <Glyph of={classOfKind(alarm.incident.kind)} />
              <span class="fault-what">
                <strong>{alarm.incident.title}</strong>
                <span>{stateWords[alarm.state]}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <button type="button" class="link" onClick={() => go({ tab: "alarms" }, "push")}>
          {format.count(rest)} more on the page Alarms
        </button>
      )}
    </section>
  );
}

function open(id: string): void {
  openAlarmOf(id);
  fitAlarm(id);
}
