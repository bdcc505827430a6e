import type { AlarmList, Priority } from "../../contract/alarms.ts";
import * as format from "../format.ts";
import { go } from "../state.ts";
import { acknowledge, acknowledgeable, acknowledgeVisible, visibleUnanswered } from "./acknowledging.ts";
import { listNow } from "./feed.ts";
import { Forms } from "./forms.tsx";
import { priorities as allPriorities, writePlace } from "./place.ts";
import { PriorityMark } from "./priority-mark.tsx";
import { setSound, soundOn } from "./sound.ts";
import { form, isActing, perform, targets, ticked } from "./work.ts";

/** Above the list: priorities as filter with their counts, and what can be done to the alarms ticked or to the open one. */
export function AlarmBar({ list, priorities }: { list: AlarmList; priorities: readonly Priority[] }) {
  return (
    <div class="alarm-bar">
      <div class="alarm-filter">
        <fieldset class="chips">
          <legend class="unseen">Only of these priorities</legend>
          {allPriorities.map((priority) => (
            <PriorityChip key={priority} priority={priority} list={list} asked={priorities} />
          ))}
        </fieldset>
        <span class="hint">
          {format.count(list.counts.unacknowledged)} unacknowledged of {format.count(list.counts.active)}
        </span>
        <label class="check" title="One tone for each priority when an alarm is new. The browser lets a page sound after the first press on it.">
          <input type="checkbox" checked={soundOn.value} onChange={(event) => setSound(event.currentTarget.checked)} /> Sound
        </label>
      </div>
      <Actions />
      <Forms />
    </div>
  );
}

function PriorityChip(props: { priority: Priority; list: AlarmList; asked: readonly Priority[] }) {
  const { priority, asked } = props;
  const isAsked = asked.includes(priority);
  const toggle = (): void => {
    const next = allPriorities.filter((each) => (each === priority ? !isAsked : asked.includes(each)));
    go({ alarms: writePlace({ at: "list", list: listNow.value, priorities: next }) });
  };
  const { length } = props.list.alarms.filter((alarm) => alarm.priority === priority);
  return (
    <button type="button" aria-pressed={isAsked} aria-label={`Priority ${priority}: ${length} alarms`} onClick={toggle}>
      <PriorityMark priority={priority} /> {format.count(length)}
    </button>
  );
}

function Actions() {
  const many = ticked.value.size > 0 ? ` ${format.count(ticked.value.size)}` : "";
  const none = targets.value.length === 0;
  const why = none ? "Tick alarms or open one first: N opens the next" : undefined;
  const visible = visibleUnanswered.value.length;
  return (
    <div class="row-actions">
      {listNow.value === "active" && (
        <>
          <button type="button" class="primary" disabled={acknowledgeable.value.length === 0 || isActing.value} title={why} onClick={() => void acknowledge()}>
            Acknowledge{many} <kbd>A</kbd>
          </button>
          <button type="button" disabled={none || isActing.value} title={why} aria-expanded={form.value === "shelve"} onClick={() => toggleForm("shelve")}>
            Shelve{many}… <kbd>S</kbd>
          </button>
          <button
            type="button"
            disabled={none || isActing.value}
            title={why}
            aria-expanded={form.value === "out-of-service"}
            onClick={() => toggleForm("out-of-service")}
          >
            Out of service{many}…
          </button>
          <button type="button" disabled={visible === 0 || isActing.value} onClick={() => void acknowledgeVisible()}>
            Acknowledge {format.count(visible)} visible
          </button>
        </>
      )}
      {listNow.value === "shelved" && <Return what="unshelve" name={`Unshelve${many}`} />}
      {listNow.value === "out-of-service" && <Return what="in-service" name={`Back in service${many}`} />}
      {listNow.value === "suppressed" && <p class="hint">Not shown among the active by design: each says why. They return when that ends.</p>}
    </div>
  );
}

function Return({ what, name }: { what: "unshelve" | "in-service"; name: string }) {
  const isOff = targets.value.length === 0 || isActing.value;
  return (
    <button type="button" class="primary" disabled={isOff} onClick={() => void perform({ do: what, ids: [...targets.value] }, "Returned to the active list")}>
      {name}
    </button>
  );
}

const toggleForm = (name: "shelve" | "out-of-service"): void => {
  form.value = form.value === name ? undefined : name;
};
