import type { Alarm, AlarmList } from "../../contract/alarms.ts";
import * as format from "../format.ts";
import { tickMs } from "../page-clock.ts";
import { local } from "../state.ts";
import { fitAlarm } from "./alarm-lights.ts";
import { alarmLists } from "./feed.ts";
import { causesWords } from "./words.ts";
import { openAlarmOf } from "./work.ts";

/** Says that alarms come faster than a person can answer, and which came first: it is likeliest the cause. */
export function Flood({ flood }: { flood: NonNullable<AlarmList["flood"]> }) {
  const first = alarmLists.value.active?.alarms.find(({ id }) => id === flood.firstOut);
  return (
    <div class="banner flood" role="status">
      <p>
        <strong>Alarm flood since {local.value.near(Date.parse(flood.since), tickMs.value)}.</strong> More than 10 alarms came within 10 minutes; they stand by
        cause below.{" "}
        <button type="button" class="link" onClick={() => open(flood.firstOut)}>
          The first was: {first?.incident.title ?? flood.firstOut}
        </button>
      </p>
      <ul class="flood-groups">
        {groupsOf(Date.parse(flood.since)).map(([name, members]) => (
          <li key={name}>
            {name}: {members.length} {members.length === 1 ? "alarm" : "alarms"},{" "}
            {format.lights(members.reduce((lights, { incident }) => lights + incident.lightsNow, 0))}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The alarms of the flood by cause and kind, largest group first. */
function groupsOf(sinceMs: number): readonly (readonly [string, readonly Alarm[]])[] {
  const alarms = alarmLists.value.active?.alarms.filter(({ raisedAt }) => Date.parse(raisedAt) >= sinceMs) ?? [];
  const groups = Map.groupBy(alarms, ({ incident }) => `${causesWords[incident.cause]}, ${incident.kind.replaceAll("-", " ")}`);
  return [...groups].sort((a, b) => b[1].length - a[1].length).slice(0, groupsShown);
}

/** Enough to see what it is about; the rows below have the rest. */
const groupsShown = 4;

function open(id: string): void {
  openAlarmOf(id);
  fitAlarm(id);
}
