import type { Alarm, AlarmEvent } from "../../contract/alarms.ts";
import * as format from "../format.ts";
import { tickMs } from "../page-clock.ts";
import { go, local } from "../state.ts";
import { alarmLights, fitAlarm } from "./alarm-lights.ts";
import { alarmLists, openAlarm } from "./feed.ts";
import { LightsOfAlarm } from "./lights-of-alarm.tsx";
import { OwnForm } from "./own-form.tsx";
import { PriorityMark } from "./priority-mark.tsx";
import { TestCommand } from "./test-command.tsx";
import { clockOf, stateWords, whereOf } from "./words.ts";
import { form } from "./work.ts";

/** One alarm: why it is one, what to do, its lights, and what can be done from here. */
export function AlarmPanel({ id }: { id: string }) {
  const now = openAlarm.value;
  const known = alarmLights.value?.alarm === id ? alarmLights.value : undefined;
  const alarm = now ?? known?.detail?.alarm;
  return (
    <article class="panel" aria-labelledby="alarm-title">
      <div class="panel-head">
        <h3 id="alarm-title">
          {alarm && <PriorityMark priority={alarm.priority} />} {alarm ? alarm.incident.title : id}
        </h3>
        <button type="button" class="quiet" onClick={() => go({ alarm: undefined })}>
          Close
        </button>
      </div>
      {!alarm && known && !known.isFinding && <p class="empty">{known.failure ?? "This is no alarm any more: its cause has ended and it was acknowledged."}</p>}
      {alarm && !now && alarmLists.value.active && <p class="hint">It is not in this list: {listOf(alarm)}.</p>}
      {alarm && <Facts alarm={alarm} />}
      {alarm && <Actions alarm={alarm} />}
      {alarm && <Why alarm={alarm} />}
      {known?.detail && <History events={known.detail.history} />}
      {known && <LightsOfAlarm found={known} />}
    </article>
  );
}

function listOf(alarm: Alarm): string {
  if (alarm.shelved) return "it is shelved";
  if (alarm.outOfService) return "it is out of service";
  if (alarm.suppressed !== undefined) return "it is suppressed";
  return alarm.state === "normal" ? "it is over" : "it is active";
}

function Facts({ alarm }: { alarm: Alarm }) {
  const at = (instant: string): string => local.value.near(Date.parse(instant), tickMs.value);
  const clock = clockOf(alarm, tickMs.value);
  const { incident, acknowledged, shelved, outOfService, suppressed } = alarm;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["State", `${stateWords[alarm.state]}, ${clock.text}`],
    ["Where", whereOf(alarm)],
    ["Lights", `${format.count(incident.lightsNow)} now, ${format.count(incident.lightsEver)} in all`],
    ["Since", at(incident.startedAt)],
    ["Owner", alarm.owner],
    ["Acknowledged", acknowledged && `${at(acknowledged.at)} by ${acknowledged.by}`],
    ["Cleared", alarm.clearedAt && at(alarm.clearedAt)],
    ["Escalated", alarm.escalatedAt && at(alarm.escalatedAt)],
    ["Shelved", shelved && `until ${at(shelved.until)} by ${shelved.by}: ${shelved.reason}`],
    ["Out of service", outOfService && `since ${at(outOfService.at)} by ${outOfService.by}: ${outOfService.reason}`],
    ["Suppressed", suppressed],
  ];
  return (
    <dl class="facts">
      {facts.map(([name, text]) =>
        text === undefined ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function Actions({ alarm }: { alarm: Alarm }) {
  const toggle = (name: "test" | "own"): void => {
    form.value = form.value === name ? undefined : name;
  };
  return (
    <>
      <div class="row-actions">
        <button type="button" onClick={() => fitAlarm(alarm.id)}>
          Show on the map
        </button>
        <button type="button" aria-expanded={form.value === "test"} onClick={() => toggle("test")}>
          On for 15 minutes… <kbd>C</kbd>
        </button>
        <button type="button" aria-expanded={form.value === "own"} onClick={() => toggle("own")}>
          Owner…
        </button>
      </div>
      <TestCommand alarm={alarm} />
      {form.value === "own" && <OwnForm alarm={alarm} />}
    </>
  );
}

function Why({ alarm: { incident, response } }: { alarm: Alarm }) {
  const answers = [
    ["Consequence", response.consequence],
    ["Likely cause", response.likelyCause],
    ["What to do", response.whatToDo],
    ["Time to respond", response.timeToRespond],
  ] as const;
  return (
    <section class="block">
      <dl class="response">
        {answers.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <h4>Evidence</h4>
      <ul class="evidence">
        {incident.evidence.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}

function History({ events }: { events: readonly AlarmEvent[] }) {
  if (events.length === 0) return null;
  return (
    <section class="block">
      <h4>What happened</h4>
      <ol class="coming">
        {events.map((event) => (
          <li key={`${event.at} ${event.event}`}>
            <time dateTime={event.at}>{local.value.near(Date.parse(event.at), tickMs.value)}</time>
            <span>
              {event.event}
              {event.by ? ` by ${event.by}` : ""}
              {event.why ? `: ${event.why}` : ""}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
