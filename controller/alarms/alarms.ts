/**
 * Alarms: the incidents that need a person now, from raised to normal (ISA-18.2). Told of each incident that changed, of what people do and of
 * time; no clock, no I/O. Whatever ends the incident clears its alarm; acknowledging hides nothing that stands.
 */
import type { AlarmActed, AlarmAction, AlarmCounts, CauseKind, Priority } from "#contract/alarms";
import type { FaultKind } from "#contract/faults";
import { responses } from "../faults/responses.ts";
import { type AlarmHappening, type AlarmRecord, isActive, isAnnunciated, isOver, isUnanswered, listOf } from "./alarm.ts";
import { type AlarmRule, type AlarmRules, type IncidentFacts, ruleFor } from "./alarm-rules.ts";
import { Flood, type FloodState } from "./flood.ts";

/** What alarms need to know of an incident that changed. */
export interface IncidentNews extends IncidentFacts {
  readonly id: string;
  readonly subject: string;
  readonly ended: boolean;
  /** The incident it turned out to be part of. */
  readonly partOf: string | undefined;
  /** A standing incident that explains it, though it is not part of it. */
  readonly explainedBy: string | undefined;
}

/** Something happened to an alarm. */
export interface AlarmChange {
  readonly alarm: AlarmRecord;
  readonly event: AlarmHappening;
  readonly atMs: number;
  readonly nr: number;
  readonly annunciated: boolean;
  readonly by: string | undefined;
  readonly why: string | undefined;
}

/** An alarm whose rule has not fitted for so long is work now: one light of a group that burns by day. Long enough not to chatter. */
const unfitMs = 15 * 60_000;
/** Cleared, and nobody cared to say that they saw it. */
const forgottenMs = 7 * 24 * 3_600_000;
const minuteMs = 60_000;

/** What an alarm is of. */
export const pointOf = ({ cause, subject, kind }: { readonly cause: CauseKind; readonly subject: string; readonly kind: FaultKind }): string =>
  `${cause} ${kind} ${subject}`;

export class Alarms {
  readonly #rules: AlarmRules;
  readonly #alarms = new Map<string, AlarmRecord>();
  /** The newest alarm of each point. */
  readonly #points = new Map<string, string>();
  readonly #flood = new Flood();
  #changes: AlarmChange[] = [];
  #version = 0;
  #raised = 0;

  constructor(rules: AlarmRules) {
    this.#rules = rules;
  }

  /** Rises with every change. */
  get version(): number {
    return this.#version;
  }

  /** Alarms raised since the start. */
  get raised(): number {
    return this.#raised;
  }

  get flood(): FloodState | undefined {
    return this.#flood.state;
  }

  /** All that are not over. */
  list(): AlarmRecord[] {
    return [...this.#alarms.values()];
  }

  find(id: string): AlarmRecord | undefined {
    return this.#alarms.get(id);
  }

  /** What happened since the last call, oldest first. */
  takeChanges(): AlarmChange[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  restore(records: readonly AlarmRecord[]): void {
    for (const record of records) {
      this.#alarms.set(record.id, { ...record });
      const newest = this.#alarms.get(this.#points.get(record.point) ?? "");
      if (!newest || newest.raisedAtMs <= record.raisedAtMs) this.#points.set(record.point, record.id);
    }
  }

  /** After a restart: alarms whose incident no longer stands are cleared. */
  reconcile(standing: ReadonlySet<string>, nowMs: number): void {
    for (const alarm of this.list()) if (!standing.has(alarm.id)) this.#clear(alarm, nowMs, "its cause ended while the controller was away");
  }

  incident(news: IncidentNews, nowMs: number): void {
    const alarm = this.#alarms.get(news.id);
    if (news.ended) {
      if (alarm) this.#clear(alarm, nowMs, news.partOf === undefined ? undefined : `part of ${news.partOf}`, news.partOf !== undefined);
      return;
    }
    const rule = ruleFor(this.#rules, news);
    if (rule) this.#ask(alarm, rule, news, nowMs);
    else if (alarm && isActive(alarm)) alarm.unfitSinceMs ??= nowMs;
    const asked = this.#alarms.get(news.id);
    if (asked) this.#explain(asked, news.explainedBy, nowMs);
  }

  tick(nowMs: number): void {
    for (const alarm of this.list()) {
      if (alarm.shelved && nowMs >= alarm.shelved.untilMs) this.#unshelve(alarm, "shelf ended", nowMs);
      if (alarm.unfitSinceMs !== undefined && nowMs - alarm.unfitSinceMs >= unfitMs) this.#clear(alarm, nowMs, "what is left of it is work");
      if (alarm.state === "unacknowledged" && isAnnunciated(alarm)) this.#escalate(alarm, nowMs);
      if (alarm.state === "cleared-unacknowledged" && nowMs - (alarm.clearedAtMs ?? nowMs) >= forgottenMs) this.#close(alarm, nowMs);
    }
    if (this.#flood.tick(nowMs)) this.#version += 1;
  }

  /** Each alarm is answered for itself. */
  act(action: AlarmAction, by: string, nowMs: number): AlarmActed {
    const done: string[] = [];
    const refused: { id: string; why: string }[] = [];
    for (const id of new Set(action.ids)) {
      const alarm = this.#alarms.get(id);
      const why = alarm ? this.#do(alarm, action, by, nowMs) : "no such alarm, or it is over";
      if (why === undefined) done.push(id);
      else refused.push({ id, why });
    }
    return { done, refused };
  }

  counts(): AlarmCounts {
    const counts = { active: 0, unacknowledged: 0, shelved: 0, outOfService: 0, suppressed: 0 };
    for (const alarm of this.#alarms.values()) {
      const list = listOf(alarm);
      if (list === "active") counts.active += 1;
      if (list === "active" && isUnanswered(alarm)) counts.unacknowledged += 1;
      if (list === "shelved") counts.shelved += 1;
      if (list === "out-of-service") counts.outOfService += 1;
      if (list === "suppressed") counts.suppressed += 1;
    }
    return counts;
  }

  /** The most urgent on the list of active alarms that nobody has acknowledged and whose cause stands. */
  mostUrgent(): Priority | undefined {
    let most: Priority | undefined;
    for (const alarm of this.#alarms.values())
      if (alarm.state === "unacknowledged" && isAnnunciated(alarm) && alarm.priority < (most ?? 5)) most = alarm.priority;
    return most;
  }

  #ask(alarm: AlarmRecord | undefined, rule: AlarmRule, news: IncidentNews, nowMs: number): void {
    if (!alarm) {
      this.#raise(rule, news, nowMs);
      return;
    }
    delete alarm.unfitSinceMs;
    if (!isActive(alarm)) {
      delete alarm.clearedAtMs;
      this.#askAgain(alarm, rule, "raised again", nowMs);
      return;
    }
    if (rule.priority < alarm.priority) this.#askAgain(alarm, rule, "more urgent", nowMs);
  }

  #raise(rule: AlarmRule, news: IncidentNews, nowMs: number): void {
    const point = pointOf(news);
    const before = this.#alarms.get(this.#points.get(point) ?? "");
    const alarm: AlarmRecord = {
      id: news.id,
      point,
      priority: rule.priority,
      state: "unacknowledged",
      raisedAtMs: nowMs,
      askedAtMs: nowMs,
      escalateMs: rule.escalateMin * minuteMs,
      dueAtMs: nowMs + responses[news.kind].withinHours * 3_600_000,
      events: 0,
    };
    // Put aside is the thing, not one time that it was seen.
    if (before?.shelved && before.shelved.untilMs > nowMs) alarm.shelved = before.shelved;
    if (before?.outOfService) alarm.outOfService = before.outOfService;
    if (news.explainedBy !== undefined) alarm.suppressed = `explained by ${news.explainedBy}`;
    if (before) {
      delete before.shelved;
      delete before.outOfService;
    }
    this.#alarms.set(alarm.id, alarm);
    this.#points.set(point, alarm.id);
    this.#raised += 1;
    if (before && isOver(before)) this.#happened(before, "closed", nowMs, undefined, `followed by ${alarm.id}`);
    this.#annunciate(alarm, "raised", nowMs);
    this.#dropIfOver(before);
  }

  #askAgain(alarm: AlarmRecord, rule: AlarmRule, event: "raised again" | "more urgent", nowMs: number): void {
    alarm.state = "unacknowledged";
    alarm.priority = rule.priority;
    alarm.askedAtMs = nowMs;
    alarm.escalateMs = rule.escalateMin * minuteMs;
    delete alarm.acknowledged;
    delete alarm.escalatedAtMs;
    this.#annunciate(alarm, event, nowMs);
  }

  #annunciate(alarm: AlarmRecord, event: AlarmHappening, nowMs: number): void {
    if (isAnnunciated(alarm)) this.#flood.raised(alarm.id, nowMs);
    this.#happened(alarm, event, nowMs);
  }

  #explain(alarm: AlarmRecord, explainedBy: string | undefined, nowMs: number): void {
    const why = explainedBy === undefined ? undefined : `explained by ${explainedBy}`;
    if (alarm.suppressed === why) return;
    if (why !== undefined) {
      alarm.suppressed = why;
      this.#happened(alarm, "suppressed", nowMs, undefined, why);
      return;
    }
    delete alarm.suppressed;
    alarm.askedAtMs = nowMs;
    this.#annunciate(alarm, "unsuppressed", nowMs);
  }

  #clear(alarm: AlarmRecord, nowMs: number, why?: string, isAnswered = false): void {
    delete alarm.unfitSinceMs;
    delete alarm.suppressed;
    if (!isActive(alarm)) return;
    // What went on as part of another alarm is acknowledged there.
    alarm.state = alarm.state === "acknowledged" || isAnswered ? "normal" : "cleared-unacknowledged";
    alarm.clearedAtMs = nowMs;
    this.#happened(alarm, "cleared", nowMs, undefined, why);
    this.#dropIfOver(alarm);
  }

  #close(alarm: AlarmRecord, nowMs: number): void {
    alarm.state = "normal";
    this.#happened(alarm, "closed", nowMs, undefined, "cleared a week ago, and nobody acknowledged it");
    this.#dropIfOver(alarm);
  }

  #escalate(alarm: AlarmRecord, nowMs: number): void {
    // A clock put back must not make a wait longer than it is.
    if (alarm.askedAtMs > nowMs) alarm.askedAtMs = nowMs;
    if (alarm.escalatedAtMs !== undefined || nowMs - alarm.askedAtMs < alarm.escalateMs) return;
    alarm.escalatedAtMs = nowMs;
    this.#happened(alarm, "escalated", nowMs, undefined, `nobody acknowledged it for ${Math.round(alarm.escalateMs / minuteMs)} min`);
  }

  /** Why not, or undefined when it is done. */
  #do(alarm: AlarmRecord, action: AlarmAction, by: string, nowMs: number): string | undefined {
    switch (action.do) {
      case "acknowledge":
        return this.#acknowledge(alarm, by, nowMs);
      case "shelve":
        if (alarm.outOfService) return "it is out of service";
        alarm.shelved = { untilMs: nowMs + action.minutes * minuteMs, reason: action.reason, by };
        return this.#happened(alarm, "shelved", nowMs, by, `for ${action.minutes} min: ${action.reason}`);
      case "unshelve":
        if (!alarm.shelved) return "it is not shelved";
        return this.#unshelve(alarm, "unshelved", nowMs, by);
      case "out-of-service":
        if (alarm.outOfService) return "it is out of service already";
        delete alarm.shelved;
        alarm.outOfService = { atMs: nowMs, reason: action.reason, by };
        return this.#happened(alarm, "out of service", nowMs, by, action.reason);
      case "in-service":
        if (!alarm.outOfService) return "it is in service";
        delete alarm.outOfService;
        return this.#shownAgain(alarm, "in service", nowMs, by);
      case "own":
        alarm.owner = action.owner;
        return this.#happened(alarm, "owned", nowMs, by, action.owner);
    }
  }

  #acknowledge(alarm: AlarmRecord, by: string, nowMs: number): string | undefined {
    if (!isUnanswered(alarm)) return "it is acknowledged already";
    alarm.state = alarm.state === "unacknowledged" ? "acknowledged" : "normal";
    alarm.acknowledged = { atMs: nowMs, by };
    this.#happened(alarm, "acknowledged", nowMs, by);
    this.#dropIfOver(alarm);
    return undefined;
  }

  #unshelve(alarm: AlarmRecord, event: "unshelved" | "shelf ended", nowMs: number, by?: string): undefined {
    delete alarm.shelved;
    return this.#shownAgain(alarm, event, nowMs, by);
  }

  /** Its cause may have stood all the while: it is asked anew, and its time to escalate begins. */
  #shownAgain(alarm: AlarmRecord, event: AlarmHappening, nowMs: number, by?: string): undefined {
    alarm.askedAtMs = nowMs;
    if (isAnnunciated(alarm) && isActive(alarm)) this.#flood.raised(alarm.id, nowMs);
    this.#happened(alarm, event, nowMs, by);
    this.#dropIfOver(alarm);
    return undefined;
  }

  #happened(alarm: AlarmRecord, event: AlarmHappening, atMs: number, by?: string, why?: string): undefined {
    this.#changes.push({ alarm, event, atMs, nr: alarm.events, annunciated: isAnnunciated(alarm), by, why });
    alarm.events += 1;
    this.#version += 1;
    return undefined;
  }

  /** The point is kept: a thing that was shelved is found by the next alarm of it only while its own stands or is shelved. */
  #dropIfOver(alarm: AlarmRecord | undefined): void {
    if (!alarm || !isOver(alarm)) return;
    this.#alarms.delete(alarm.id);
    if (this.#points.get(alarm.point) === alarm.id) this.#points.delete(alarm.point);
  }
}
