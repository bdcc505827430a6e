/** Faults that are in no group yet, by what they could have in common: where a group forms as soon as enough of them are together. */
import type { CauseKind } from "#contract/alarms";
import type { FaultKind } from "#contract/faults";
import { type CauseRule, causeRules, familyOf } from "./cause-rules.ts";
import { type Fault, faultKey } from "./incident.ts";
import type { LightPlace, Places } from "./places.ts";

/** Enough faults for one cause. */
export interface Gathered {
  readonly rule: CauseRule;
  readonly subject: string;
  /** Keys of the faults. */
  readonly faults: readonly string[];
}

/** The feeder, gateway, street or firmware of a light; undefined where it has none. */
export function subjectOf(cause: CauseRule["cause"], place: LightPlace): string | undefined {
  const subject = place[cause];
  return subject === "" ? undefined : subject;
}

/** A group by what its lights share: at most one stands at a time. */
export const groupKey = (cause: string, subject: string, kind: FaultKind): string => `${cause} ${familyOf(kind)} ${subject}`;

/** The place of a cause among the rules: one before it may take its faults over. */
export function rankOf(cause: CauseKind, kind: FaultKind): number {
  if (cause === "single") return causeRules.length;
  return causeRules.findIndex((rule) => rule.kinds.includes(kind) && rule.cause === (cause === "district" ? "feeder" : cause));
}

export class Gathering {
  /** Onsets by fault, by what is shared; oldest first but for small disorder. */
  readonly #sets = new Map<string, Map<string, number>>();
  /** Where each fault is, so that it leaves everywhere at once. */
  readonly #of = new Map<string, readonly string[]>();

  /** Puts a fault where causes before `rank` would find it. */
  add(fault: Fault, place: LightPlace, rank: number): void {
    const key = faultKey(fault);
    this.remove(key);
    const sets = causeRules.slice(0, rank).flatMap((rule) => {
      const subject = rule.kinds.includes(fault.kind) ? subjectOf(rule.cause, place) : undefined;
      return subject === undefined ? [] : [groupKey(rule.cause, subject, fault.kind)];
    });
    if (sets.length === 0) return;
    this.#of.set(key, sets);
    for (const name of sets) {
      const set = this.#sets.get(name) ?? new Map<string, number>();
      set.set(key, fault.sinceMs);
      this.#sets.set(name, set);
    }
  }

  remove(key: string): void {
    for (const name of this.#of.get(key) ?? []) {
      const set = this.#sets.get(name);
      set?.delete(key);
      if (set?.size === 0) this.#sets.delete(name);
    }
    this.#of.delete(key);
  }

  /** The first cause that a fault and others make together, of those before `rank`. `elsewhere`: lights that have the kind, all in all. */
  enough(fault: Fault, place: LightPlace, places: Places, elsewhere: number, rank: number): Gathered | undefined {
    for (const rule of causeRules.slice(0, rank)) {
      const subject = rule.kinds.includes(fault.kind) ? subjectOf(rule.cause, place) : undefined;
      const set = subject === undefined ? undefined : this.#sets.get(groupKey(rule.cause, subject, fault.kind));
      if (subject === undefined || set === undefined) continue;
      dropBefore(set, fault.sinceMs - rule.togetherMs);
      if (set.size < rule.lightsMin) continue;
      const size = places.sizeOf(rule.cause, subject);
      if (set.size < rule.shareMin * size || !stands(rule, set.size, size, elsewhere, places.size)) continue;
      return { rule, subject, faults: [...set.keys()] };
    }
    return undefined;
  }
}

/** Much more common here than among all other lights, where the rule asks that; without others nothing can be said. */
function stands({ contrast }: CauseRule, here: number, size: number, all: number, lights: number): boolean {
  if (contrast === undefined) return true;
  return lights > size && here / Math.max(1, size) >= (contrast * Math.max(0, all - here)) / (lights - size);
}

/** Too long ago to be together with what comes now. */
function dropBefore(set: Map<string, number>, beforeMs: number): void {
  for (const [key, sinceMs] of set) {
    if (sinceMs >= beforeMs) return;
    set.delete(key);
  }
}
