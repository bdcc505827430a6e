/**
 * Faults that have one cause, as one incident. It is told of each fault that is believed or gone, and of time; it keeps no clock and does no
 * I/O. A fault is in one incident at most. The work is in proportion to what changes.
 */
import type { FaultKind } from "#contract/faults";
import { atOnce, type CauseRule, causeRules, darkInARow, district, gatherMs, refutedAfterMs, silentBeforeMs } from "./cause-rules.ts";
import { type Gathered, groupKey, rankOf, subjectOf } from "./gathering.ts";
import { type Fault, faultKey, type IncidentRecord, type Member, type OpenIncident } from "./incident.ts";
import { IncidentBook } from "./incident-book.ts";
import type { LightPlace, Places } from "./places.ts";
import * as words from "./words.ts";

/** A fault that is believed, or gone. */
export interface FaultEvent extends Fault {
  readonly to: "active" | "cleared";
  readonly atMs: number;
}

export class Incidents {
  readonly #book: IncidentBook;
  /** Faults that wait for others of their cause, oldest first. */
  readonly #waiting = new Map<string, Fault & { readonly fromMs: number }>();
  /** New since the last look: compared with the others when all that comes at one instant is there, so that the widest cause is found. */
  readonly #fresh = new Map<string, Fault>();
  /** Groups of which half is well: looked at until they end, fill again or are refuted. */
  readonly #doubted = new Set<OpenIncident>();
  #nowMs = 0;

  constructor(places: Places) {
    this.#book = new IncidentBook(places);
  }

  /** Other lights, or other facts about them. */
  setPlaces(places: Places): void {
    this.#book.places = places;
  }

  apply({ light, kind, sinceMs, to, atMs }: FaultEvent): void {
    this.#nowMs = atMs;
    if (to === "active") this.#begin({ light, kind, sinceMs }, atMs);
    else this.#end(faultKey({ light, kind }), atMs);
  }

  /** Ends what has nothing left, splits what is refuted, makes single incidents of what has waited long enough. */
  tick(nowMs: number): void {
    this.#nowMs = nowMs;
    for (const fault of this.#fresh.values()) this.#gather(fault);
    this.#fresh.clear();
    for (const incident of [...this.#book.changed]) {
      this.#releaseUnexplained(incident, nowMs);
      this.#doubt(incident, nowMs);
    }
    for (const incident of [...this.#doubted]) if (nowMs - incident.halfWellAtMs >= refutedAfterMs) this.#split(incident, nowMs);
    for (const [key, fault] of this.#waiting) {
      // A clock put back must not make a wait longer than it is.
      if (nowMs - fault.fromMs < gatherMs && fault.fromMs <= nowMs) break;
      this.#waiting.delete(key);
      this.#alone(fault, nowMs);
    }
    for (const incident of [...this.#book.changed]) if (incident.standing.size === 0) this.#close(incident, nowMs);
  }

  /** Incidents that began, changed or ended since the last call. */
  takeChanged(): OpenIncident[] {
    return this.#book.takeChanged();
  }

  /** Those that stand. */
  list(): OpenIncident[] {
    return [...this.#book.open.values()];
  }

  find(id: string): OpenIncident | undefined {
    return this.#book.open.get(id);
  }

  /** The incident a fault is in, if it is in one. */
  of(light: string, kind: FaultKind): OpenIncident | undefined {
    return this.#book.of.get(faultKey({ light, kind }));
  }

  /** Puts back what stood before a restart: nothing is raised by that. */
  restore(records: readonly IncidentRecord[]): void {
    for (const record of records) if (record.endedAtMs === undefined) this.#book.restore(record);
  }

  /** After a restart or with another inventory: what stands now, of all lights. What is gone since is taken as cleared, what is new as begun. */
  reconcile(standing: readonly Fault[], nowMs: number): void {
    this.#nowMs = nowMs;
    const now = new Set(standing.map(faultKey));
    for (const key of [...this.#book.of.keys(), ...this.#waiting.keys()]) if (!now.has(key)) this.#end(key, nowMs);
    // An incident that was saved when its last fault had gone.
    for (const incident of this.#book.open.values()) if (incident.standing.size === 0) this.#book.changed.add(incident);
    for (const fault of standing) this.#begin(fault, nowMs);
  }

  #begin(fault: Fault, nowMs: number): void {
    const key = faultKey(fault);
    if (this.#book.of.has(key) || this.#waiting.has(key)) return;
    this.#book.having(fault.kind).add(fault.light);
    const place = this.#book.places.of(fault.light);
    const known = place && this.#groupFor(fault, place);
    if (known) {
      this.#book.put(known, fault);
      this.#fresh.set(key, fault);
      return;
    }
    this.#waiting.set(key, { ...fault, fromMs: nowMs });
    if (place) this.#book.gathering.add(fault, place, rankOf("single", fault.kind));
    this.#fresh.set(key, fault);
    if (atOnce.has(fault.kind) && this.#waiting.delete(key)) this.#alone(fault, nowMs);
  }

  #end(key: string, atMs: number): void {
    const fault = this.#waiting.get(key) ?? this.#book.of.get(key)?.standing.get(key);
    if (!fault) return;
    this.#book.having(fault.kind).delete(fault.light);
    this.#waiting.delete(key);
    this.#fresh.delete(key);
    this.#book.gathering.remove(key);
    const incident = this.#book.take(key);
    if (incident?.standing.size === 0) incident.endedAtMs = atMs;
  }

  /** The group that stands and that a new fault belongs to. */
  #groupFor(fault: Fault, place: LightPlace): OpenIncident | undefined {
    const supply = this.#explaining(fault, place);
    if (supply) return supply;
    for (const rule of causeRules) {
      const subject = rule.kinds.includes(fault.kind) ? subjectOf(rule.cause, place) : undefined;
      const group = subject === undefined ? undefined : this.#book.groups.get(groupKey(rule.cause, subject, fault.kind));
      if (group && !this.#doubted.has(group) && fault.sinceMs - group.newestMs <= rule.togetherMs) return group;
    }
    return undefined;
  }

  /** A light that is not heard while its feeder has no supply. */
  #explaining({ kind, sinceMs }: Fault, { feeder }: LightPlace): OpenIncident | undefined {
    if (kind !== "communication-failure" || feeder === undefined) return undefined;
    const group = this.#book.groups.get(groupKey("feeder", feeder, "supply-loss"));
    return group?.lost.has(feeder) && sinceMs >= group.startedAtMs - silentBeforeMs ? group : undefined;
  }

  /** Makes a group, when there are enough now; of a cause that comes before the one it has. */
  #gather(fault: Fault): void {
    const place = this.#book.places.of(fault.light);
    if (!place) return;
    const incident = this.#book.of.get(faultKey(fault));
    const rank = incident ? rankOf(incident.cause, incident.kind) : rankOf("single", fault.kind);
    const gathered = this.#book.gathering.enough(fault, place, this.#book.places, this.#book.having(fault.kind).size, rank);
    if (gathered) this.#form(gathered, fault);
    else if (fault.kind === "lamp-failure") this.#lookAlong(fault, place);
  }

  #form({ rule, subject, faults }: Gathered, newest: Fault): void {
    const group = this.#group(rule.cause, subject, newest, faults);
    group.says(words.groupedBecause(group, this.#book.places.sizeOf(rule.cause, subject)));
    if (newest.kind === "supply-loss") this.#supplyLost(group, subject);
  }

  /** Six dark lights next to each other are one matter, however long ago each went out. */
  #lookAlong(fault: Fault, { street }: LightPlace): void {
    const dark = this.#book.having("lamp-failure");
    const run = this.#book.places.run(fault.light, (light) => dark.has(light));
    if (run.length < darkInARow) return;
    const keys = run.map((light) => faultKey({ light, kind: fault.kind }));
    this.#group("street", street, fault, keys).says(words.darkBecause(run.length, street));
  }

  /** Brings these faults into one incident: that which stands for the cause, else the oldest of their own, else a new one. */
  #group(cause: CauseRule["cause"], subject: string, newest: Fault, keys: readonly string[]): OpenIncident {
    const name = groupKey(cause, subject, newest.kind);
    const alone = keys.flatMap((key) => this.#book.of.get(key) ?? []).filter((incident) => incident.cause === "single");
    const oldest = alone.reduce<OpenIncident | undefined>((first, each) => (first && first.startedAtMs <= each.startedAtMs ? first : each), undefined);
    const group = this.#book.groups.get(name) ?? oldest ?? this.#book.make(cause, subject, newest, this.#nowMs);
    if (group.cause === "single") {
      group.cause = cause;
      group.subject = subject;
    }
    this.#book.groups.set(name, group);
    for (const key of keys) this.#bring(key, group);
    return group;
  }

  /** A fault that waits, or is alone, joins a group; one that is in a group already, only of a cause that comes before its own. */
  #bring(key: string, group: OpenIncident): void {
    const from = this.#book.of.get(key);
    if (from && from !== group && rankOf(from.cause, from.kind) <= rankOf(group.cause, group.kind)) return;
    const fault = this.#waiting.get(key) ?? from?.standing.get(key);
    if (!fault) return;
    this.#waiting.delete(key);
    if (from === group) {
      this.#book.take(key);
      this.#book.put(group, fault);
      return;
    }
    if (from) {
      this.#book.take(key);
      if (from.standing.size === 0) from.partOf = group.id;
    }
    this.#book.put(group, fault);
  }

  /** What else a feeder's loss explains, and whether it is one of several. */
  #supplyLost(group: OpenIncident, feeder: string): void {
    for (const light of this.#book.places.onFeeder(feeder)) {
      const key = faultKey({ light, kind: "communication-failure" });
      const silent = this.#waiting.get(key) ?? this.#book.of.get(key)?.standing.get(key);
      if (!silent || silent.sinceMs < group.startedAtMs - silentBeforeMs) continue;
      this.#bring(key, group);
      group.says(words.explainedBecause(feeder));
    }
    this.#joinDistrict(group);
  }

  #joinDistrict(newest: OpenIncident): void {
    const near = [...new Set(this.#book.groups.values())].filter(
      (group) => group.kind === "supply-loss" && Math.abs(newest.startedAtMs - group.newestMs) <= district.togetherMs && group.standing.size > 0,
    );
    const feeders = near.reduce((sum, { lost }) => sum + lost.size, 0);
    const first = near.sort((a, b) => a.startedAtMs - b.startedAtMs)[0];
    if (!first || feeders < district.feedersMin) return;
    first.cause = "district";
    first.subject = [...first.standing.values()][0]?.place?.area || first.subject;
    for (const other of near) if (other !== first) this.#merge(other, first);
    first.says(words.districtBecause(feeders));
    this.#book.changed.add(first);
  }

  #merge(from: OpenIncident, into: OpenIncident): void {
    for (const sentence of from.evidence) into.says(sentence);
    for (const [key, fault] of [...from.standing]) {
      this.#book.take(key);
      this.#book.put(into, fault);
    }
    from.partOf = into.id;
    for (const [name, group] of this.#book.groups) if (group === from) this.#book.groups.set(name, into);
  }

  /** Lights that are still not heard though the supply of their feeder is back have a cause of their own. */
  #releaseUnexplained(incident: OpenIncident, nowMs: number): void {
    if (incident.kind !== "supply-loss") return;
    const freed = [...incident.standing.values()].filter(({ isExplained, place }) => isExplained && !incident.lost.has(place?.feeder ?? ""));
    if (freed.length > 0) this.#release(incident, freed, nowMs);
  }

  #doubt(incident: OpenIncident, nowMs: number): void {
    const isRefutable = causeRules.some(({ cause, kinds, isRefutable: may }) => may && cause === incident.cause && kinds.includes(incident.kind));
    const isDoubted = isRefutable && incident.standing.size > 0 && incident.lightsNow <= incident.peakLights / 2;
    if (!isDoubted) this.#doubted.delete(incident);
    else if (!this.#doubted.has(incident)) {
      incident.halfWellAtMs = nowMs;
      this.#doubted.add(incident);
    }
    // A clock put back.
    if (incident.halfWellAtMs > nowMs) incident.halfWellAtMs = nowMs;
  }

  #split(incident: OpenIncident, nowMs: number): void {
    this.#doubted.delete(incident);
    this.#book.forgetGroup(incident);
    this.#release(incident, [...incident.standing.values()], nowMs);
  }

  /** Takes faults out of an incident that does not explain them, and looks at each anew. */
  #release(incident: OpenIncident, members: readonly Member[], nowMs: number): void {
    incident.says(words.splitBecause(members.length));
    for (const member of members) this.#book.take(faultKey(member));
    if (incident.standing.size === 0) incident.endedAtMs = nowMs;
    for (const { light, kind, sinceMs } of members) this.#begin({ light, kind, sinceMs }, nowMs);
  }

  #alone(fault: Fault, nowMs: number): void {
    const incident = this.#book.make("single", fault.light, fault, nowMs);
    incident.says(words.singleBecause(this.#book.places.of(fault.light)));
    incident.newestMs = Math.min(nowMs, fault.sinceMs);
    this.#book.put(incident, fault);
  }

  #close(incident: OpenIncident, nowMs: number): void {
    this.#book.close(incident, incident.endedAtMs ?? nowMs);
    this.#doubted.delete(incident);
  }
}
