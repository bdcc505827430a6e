/** One incident while it stands: its faults, its lights, why they are one. */
import type { CauseKind } from "#contract/alarms";
import type { FaultKind } from "#contract/faults";
import type { LightPlace } from "./places.ts";

/** A fault that is believed, of a light. */
export interface Fault {
  readonly light: string;
  readonly kind: FaultKind;
  /** When its cause was first seen, ms since 1970 UTC. */
  readonly sinceMs: number;
}

/** As it is kept: what a restart needs. */
export interface IncidentRecord {
  readonly id: string;
  readonly cause: CauseKind;
  readonly subject: string;
  readonly kind: FaultKind;
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  /** The incident that it turned out to be part of; it has ended then, and its faults are that one's. */
  readonly partOf: string | undefined;
  readonly evidence: readonly string[];
  readonly standing: readonly Fault[];
  /** The most lights that stood at once. */
  readonly peakLights: number;
  readonly lightsEver: readonly string[];
}

export interface Member extends Fault {
  readonly place: LightPlace | undefined;
  /** Silent because its feeder's supply is gone: of no cause of its own while that is so. */
  readonly isExplained: boolean;
}

/** What is said for a cause, first to last; an incident that goes on for weeks does not gather more. */
const evidenceMax = 20;

export const faultKey = ({ light, kind }: Pick<Fault, "light" | "kind">): string => `${light} ${kind}`;

export class OpenIncident {
  readonly id: string;
  cause: CauseKind;
  subject: string;
  readonly kind: FaultKind;
  startedAtMs: number;
  endedAtMs: number | undefined;
  partOf: string | undefined;
  /** Somebody was told of it. */
  isTold = false;
  peakLights = 0;
  /** Onset of its newest fault, ms. */
  newestMs: number;
  /** Since when half of its lights are well again; NaN while more are not. */
  halfWellAtMs = Number.NaN;
  readonly lightsEver = new Set<string>();
  readonly standing = new Map<string, Member>();
  readonly evidence: string[] = [];
  /** Standing losses of supply by feeder. */
  readonly lost = new Map<string, number>();
  /** Standing faults by light. */
  readonly #lights = new Map<string, number>();

  constructor(id: string, cause: CauseKind, subject: string, kind: FaultKind, startedAtMs: number) {
    this.id = id;
    this.cause = cause;
    this.subject = subject;
    this.kind = kind;
    this.startedAtMs = startedAtMs;
    this.newestMs = startedAtMs;
  }

  /** Lights with a fault of it now. */
  get lightsNow(): number {
    return this.#lights.size;
  }

  lights(): IterableIterator<string> {
    return this.#lights.keys();
  }

  has(light: string): boolean {
    return this.#lights.has(light);
  }

  add(member: Member): void {
    this.standing.set(faultKey(member), member);
    this.lightsEver.add(member.light);
    this.#lights.set(member.light, (this.#lights.get(member.light) ?? 0) + 1);
    this.peakLights = Math.max(this.peakLights, this.#lights.size);
    this.startedAtMs = Math.min(this.startedAtMs, member.sinceMs);
    this.newestMs = Math.max(this.newestMs, member.sinceMs);
    this.#countLost(member, 1);
  }

  remove(key: string): Member | undefined {
    const member = this.standing.get(key);
    if (!member) return undefined;
    this.standing.delete(key);
    const left = (this.#lights.get(member.light) ?? 1) - 1;
    if (left > 0) this.#lights.set(member.light, left);
    else this.#lights.delete(member.light);
    this.#countLost(member, -1);
    return member;
  }

  says(sentence: string): void {
    if (this.evidence.length < evidenceMax && !this.evidence.includes(sentence)) this.evidence.push(sentence);
  }

  record(): IncidentRecord {
    const { id, cause, subject, kind, startedAtMs, endedAtMs, partOf, evidence, peakLights } = this;
    const standing = [...this.standing.values()].map(({ light, kind: of, sinceMs }) => ({ light, kind: of, sinceMs }));
    return { id, cause, subject, kind, startedAtMs, endedAtMs, partOf, evidence: [...evidence], standing, peakLights, lightsEver: [...this.lightsEver] };
  }

  #countLost({ kind, place }: Member, by: 1 | -1): void {
    if (kind !== "supply-loss" || place?.feeder === undefined) return;
    const left = (this.lost.get(place.feeder) ?? 0) + by;
    if (left > 0) this.lost.set(place.feeder, left);
    else this.lost.delete(place.feeder);
  }
}
