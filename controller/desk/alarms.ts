/** Alarms and incidents of a controller, as people ask for them. What stands comes from memory, what has ended from the registry. */
import * as api from "#contract/alarms";
import { LightingError } from "#contract/failures";
import { iso } from "#contract/units";
import { AlarmRecord, isActive, isAnnunciated, isUnanswered, listOf } from "../alarms/alarm.ts";
import { alarmHealth } from "../alarms/alarm-health.ts";
import { keptMs } from "../alarms/alarm-keeping.ts";
import { alarmView } from "../alarms/alarm-view.ts";
import type { AlarmsDesk } from "../api/alarms-desk.ts";
import type { Figure } from "../api/desk.ts";
import type { Controller } from "../controller.ts";
import type { IncidentRecord } from "../incidents/incident.ts";
import { incidentView } from "../incidents/incident-view.ts";
import { incidentOf } from "../incidents/kept.ts";

/** What one alarm can go through; a chattering one is not read whole. */
const historyMax = 1_000;
/** A year of 250 a day. */
const healthEventsMax = 100_000;
const dayMs = 24 * 3_600_000;

type FloodGroup = NonNullable<api.AlarmList["flood"]>["groups"][number];
interface Raised extends Pick<FloodGroup, "cause" | "kind" | "lights"> {
  readonly id: string;
  readonly raisedAtMs: number;
}

export class ControllerAlarms implements AlarmsDesk {
  readonly #controller: Controller;

  constructor(controller: Controller) {
    this.#controller = controller;
  }

  async list({ list, limit }: api.AlarmQuery): Promise<api.AlarmList> {
    const { alarms } = this.#controller.alarmKeeping;
    const found = alarms
      .list()
      .filter((alarm) => listOf(alarm) === list)
      .sort(inOrder)
      .slice(0, limit);
    const views = await Promise.all(found.map((alarm) => this.#view(alarm)));
    return {
      version: alarms.version,
      counts: alarms.counts(),
      ...this.#flood(),
      alarms: views.flatMap((view) => view ?? []),
    };
  }

  act(action: api.AlarmAction, by: string): Promise<api.AlarmActed> {
    return this.#controller.alarmKeeping.act(action, by);
  }

  async health({ from, to }: api.AlarmHealthQuery): Promise<api.AlarmHealth> {
    const nowMs = this.#controller.parts.clock.now();
    const toMs = to === undefined ? nowMs : Math.min(nowMs, Date.parse(to));
    const fromMs = from === undefined ? toMs - 30 * dayMs : Date.parse(from);
    if (fromMs >= toMs || toMs - fromMs > keptMs)
      throw new LightingError("BAD_INPUT", `from: found ${iso(fromMs)}, expected an instant before ${iso(toMs)}, at most ${keptMs / dayMs} days`);
    const { alarmKeeping } = this.#controller;
    await alarmKeeping.save();
    const records = await this.#controller.parts.registry.alarmEvents(fromMs, toMs, healthEventsMax + 1);
    const truncated = records.length > healthEventsMax;
    const events = records.slice(-healthEventsMax).map(({ body }) => api.AlarmEvent.parse(body));
    const begun = truncated ? Date.parse(events[0]?.at ?? iso(fromMs)) : fromMs;
    const activeSinceMs = alarmKeeping.alarms
      .list()
      .filter(isActive)
      .map(({ raisedAtMs }) => raisedAtMs);
    return alarmHealth({ events, fromMs: begun, toMs, truncated, activeSinceMs });
  }

  async incidents(query: api.IncidentQuery): Promise<api.IncidentList> {
    const { alarms } = this.#controller.alarmKeeping;
    const found = (query.state === "standing" ? this.#standing() : await this.#ended(query.since))
      .filter(({ id, cause, kind }) => cause === (query.cause ?? cause) && kind === (query.kind ?? kind) && !(query.work && alarms.find(id)))
      .sort((a, b) => (b.endedAtMs ?? b.startedAtMs) - (a.endedAtMs ?? a.startedAtMs) || (a.id < b.id ? -1 : 1));
    return { total: found.length, incidents: found.slice(0, query.limit).map(incidentView) };
  }

  async incident(id: string): Promise<api.IncidentDetail | undefined> {
    const { registry } = this.#controller.parts;
    const { alarmKeeping } = this.#controller;
    const record = await this.#record(id);
    if (!record) return undefined;
    await alarmKeeping.save();
    const kept = alarmKeeping.alarms.find(id) ?? (await registry.alarm(id))?.body;
    const history = (await registry.alarmHistory(id, historyMax)).map(({ body }) => api.AlarmEvent.parse(body));
    const view = incidentView(record);
    const lights = record.endedAtMs === undefined ? [...new Set(record.standing.map(({ light }) => light))] : [...record.lightsEver];
    return {
      incident: { ...view, lights },
      ...(kept === undefined ? {} : { alarm: alarmView(AlarmRecord.parse(kept), view) }),
      history,
    };
  }

  news(): api.AlarmNews {
    const { alarms } = this.#controller.alarmKeeping;
    const mostUrgent = alarms.mostUrgent();
    return { version: alarms.version, counts: alarms.counts(), ...(mostUrgent === undefined ? {} : { mostUrgent }), inFlood: alarms.flood !== undefined };
  }

  figures(): Figure[] {
    const { alarmKeeping, parts } = this.#controller;
    const { alarms, incidents } = alarmKeeping;
    const { active, unacknowledged, shelved, outOfService, suppressed } = alarms.counts();
    const { waiting, dropped } = alarmKeeping.unsaved();
    const authority = parts.config.authority.id;
    const one = (name: string, kind: Figure["kind"], help: string, value: number): Figure => ({ name, kind, help, values: [{ labels: { authority }, value }] });
    const lists = Object.entries({ active, unacknowledged, shelved, out_of_service: outOfService, suppressed });
    return [
      one("incidents", "gauge", "Incidents that stand, those that are no alarms too.", incidents.list().length),
      {
        name: "alarms",
        kind: "gauge",
        help: "Alarms by list; the unacknowledged are among the active.",
        values: lists.map(([list, value]) => ({ labels: { authority, list }, value })),
      },
      one("alarms_raised_total", "counter", "Alarms raised since the start.", alarms.raised),
      one("alarm_flood", "gauge", "1 while more alarms come than a person can answer.", alarms.flood === undefined ? 0 : 1),
      one("alarm_records_unsaved", "gauge", "Changes of incidents and alarms that the registry does not have yet.", waiting),
      one("alarm_events_dropped_total", "counter", "Events of alarms given up while the registry was away.", dropped),
    ];
  }

  #flood(): Pick<api.AlarmList, "flood"> {
    const { alarms, incidents } = this.#controller.alarmKeeping;
    if (alarms.flood === undefined) return {};
    const shown = alarms.list().filter(isAnnunciated);
    const groups = floodGroups(
      shown.flatMap(({ id, raisedAtMs }) => {
        const incident = incidents.find(id);
        return incident ? [{ id, raisedAtMs, cause: incident.cause, kind: incident.kind, lights: incident.lightsNow }] : [];
      }),
    );
    return { flood: { since: iso(alarms.flood.sinceMs), firstOut: alarms.flood.firstOut, groups } };
  }

  #standing(): IncidentRecord[] {
    return this.#controller.alarmKeeping.incidents.list().map((incident) => incident.record());
  }

  async #ended(since: string | undefined): Promise<IncidentRecord[]> {
    const { alarmKeeping, parts } = this.#controller;
    await alarmKeeping.save();
    const sinceMs = since === undefined ? parts.clock.now() - dayMs : Date.parse(since);
    return (await parts.registry.incidents(sinceMs)).flatMap(({ endedAtMs, body }) => (endedAtMs === undefined ? [] : [incidentOf(body)]));
  }

  async #record(id: string): Promise<IncidentRecord | undefined> {
    const { alarmKeeping, parts } = this.#controller;
    const standing = alarmKeeping.incidents.find(id);
    if (standing) return standing.record();
    await alarmKeeping.save();
    const kept = await parts.registry.incident(id);
    return kept && incidentOf(kept.body);
  }

  async #view(alarm: AlarmRecord): Promise<api.Alarm | undefined> {
    const record = await this.#record(alarm.id);
    return record && alarmView(alarm, incidentView(record));
  }
}

/** By cause and kind, the largest first. */
function floodGroups(alarms: readonly Raised[]): FloodGroup[] {
  const groups = new Map<string, FloodGroup>();
  for (const { id, cause, kind, lights } of [...alarms].sort((a, b) => a.raisedAtMs - b.raisedAtMs)) {
    const known = groups.get(`${cause} ${kind}`) ?? { cause, kind, alarms: 0, lights: 0, first: id };
    groups.set(`${cause} ${kind}`, { ...known, alarms: known.alarms + 1, lights: known.lights + lights });
  }
  return [...groups.values()].sort((a, b) => b.alarms - a.alarms || b.lights - a.lights);
}

/** Unacknowledged first, then the most urgent, then the newest. */
const inOrder = (a: AlarmRecord, b: AlarmRecord): number =>
  Number(isUnanswered(b)) - Number(isUnanswered(a)) || a.priority - b.priority || b.raisedAtMs - a.raisedAtMs || (a.id < b.id ? -1 : 1);
