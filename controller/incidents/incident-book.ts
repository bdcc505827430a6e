/** The incidents that stand and the faults that are in them. It knows where everything is; why, is decided in incidents.ts. */
import type { CauseKind } from "#contract/alarms";
import type { FaultKind } from "#contract/faults";
import { Gathering, groupKey, rankOf } from "./gathering.ts";
import { type Fault, faultKey, type IncidentRecord, OpenIncident } from "./incident.ts";
import type { Places } from "./places.ts";
import * as words from "./words.ts";

export class IncidentBook {
  places: Places;
  readonly open = new Map<string, OpenIncident>();
  /** The incident each fault is in. */
  readonly of = new Map<string, OpenIncident>();
  /** Groups that stand, by what they share; a district under each of its feeders. */
  readonly groups = new Map<string, OpenIncident>();
  readonly gathering = new Gathering();
  readonly changed = new Set<OpenIncident>();
  /** Lights that have a kind of fault, grouped or not. */
  readonly #having = new Map<FaultKind, Set<string>>();
  #nr = 0;

  constructor(places: Places) {
    this.places = places;
  }

  make(cause: CauseKind, subject: string, { kind, sinceMs }: Fault, nowMs: number): OpenIncident {
    // The instant it was found and a number: an earlier run cannot have given the same.
    this.#nr += 1;
    const incident = new OpenIncident(`i-${Math.max(0, Math.round(nowMs)).toString(36)}-${this.#nr}`, cause, subject, kind, sinceMs);
    this.open.set(incident.id, incident);
    return incident;
  }

  /** As it was saved. */
  restore(record: IncidentRecord): void {
    const incident = new OpenIncident(record.id, record.cause, record.subject, record.kind, record.startedAtMs);
    incident.evidence.push(...record.evidence);
    incident.isTold = true;
    for (const light of record.lightsEver) incident.lightsEver.add(light);
    this.open.set(incident.id, incident);
    for (const fault of record.standing) this.put(incident, fault);
    incident.peakLights = record.peakLights;
    this.changed.delete(incident);
  }

  /** A fault that is in no incident comes into this one. */
  put(incident: OpenIncident, fault: Fault): void {
    const key = faultKey(fault);
    const place = this.places.of(fault.light);
    const { light, kind, sinceMs } = fault;
    incident.add({ light, kind, sinceMs, place, isExplained: incident.kind === "supply-loss" && kind === "communication-failure" });
    incident.endedAtMs = undefined;
    this.of.set(key, incident);
    this.having(kind).add(light);
    this.changed.add(incident);
    if (place) this.gathering.add(fault, place, rankOf(incident.cause, incident.kind));
    if (incident.cause === "single") return;
    const isDistrict = incident.cause === "district";
    const shared = isDistrict ? place?.feeder : incident.subject;
    if (kind === incident.kind && shared !== undefined) this.groups.set(groupKey(isDistrict ? "feeder" : incident.cause, shared, kind), incident);
  }

  /** A fault leaves its incident, if it is in one; answers which. */
  take(key: string): OpenIncident | undefined {
    const incident = this.of.get(key);
    if (!incident) return undefined;
    incident.remove(key);
    this.of.delete(key);
    this.changed.add(incident);
    return incident;
  }

  close(incident: OpenIncident, atMs: number): void {
    incident.endedAtMs = Math.max(atMs, incident.startedAtMs);
    if (incident.partOf !== undefined) incident.says(words.partOfBecause(incident.partOf));
    this.open.delete(incident.id);
    this.forgetGroup(incident);
  }

  /** Nothing joins it any more. */
  forgetGroup(incident: OpenIncident): void {
    for (const [name, group] of this.groups) if (group === incident) this.groups.delete(name);
  }

  /** Incidents that began, changed or ended since the last call. */
  takeChanged(): OpenIncident[] {
    // One that began and became part of another between two looks was never told of.
    const changed = [...this.changed].filter(({ isTold, endedAtMs }) => isTold || endedAtMs === undefined);
    for (const incident of changed) incident.isTold = true;
    this.changed.clear();
    return changed;
  }

  /** The lights that have a kind of fault. */
  having(kind: FaultKind): Set<string> {
    const known = this.#having.get(kind);
    if (known) return known;
    const lights = new Set<string>();
    this.#having.set(kind, lights);
    return lights;
  }
}
