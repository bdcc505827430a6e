/** An alarm as people are shown it. */
import type { Alarm, Incident } from "#contract/alarms";
import { iso } from "#contract/units";
import { responses } from "../faults/responses.ts";
import type { AlarmRecord } from "./alarm.ts";

export function alarmView(alarm: AlarmRecord, incident: Incident): Alarm {
  const { consequence, likelyCause, action, withinHours } = responses[incident.kind];
  const { acknowledged, clearedAtMs, shelved, outOfService, suppressed, owner, dueAtMs, escalatedAtMs } = alarm;
  return {
    id: alarm.id,
    incident,
    priority: alarm.priority,
    state: alarm.state,
    raisedAt: iso(alarm.raisedAtMs),
    ...(acknowledged === undefined ? {} : { acknowledged: { at: iso(acknowledged.atMs), by: acknowledged.by } }),
    ...(clearedAtMs === undefined ? {} : { clearedAt: iso(clearedAtMs) }),
    ...(shelved === undefined ? {} : { shelved: { until: iso(shelved.untilMs), reason: shelved.reason, by: shelved.by } }),
    ...(outOfService === undefined ? {} : { outOfService: { reason: outOfService.reason, by: outOfService.by, at: iso(outOfService.atMs) } }),
    ...(suppressed === undefined ? {} : { suppressed }),
    ...(owner === undefined ? {} : { owner }),
    ...(dueAtMs === undefined ? {} : { dueAt: iso(dueAtMs) }),
    ...(escalatedAtMs === undefined ? {} : { escalatedAt: iso(escalatedAtMs) }),
    response: { consequence, likelyCause, whatToDo: action, timeToRespond: withinHours < 48 ? `${withinHours} h` : `${Math.round(withinHours / 24)} days` },
  };
}
