/** Up to a level while a reading is high enough, and for a hold time after; then back. */
import type { DemandRule } from "#contract/design";
import type { DemandKind } from "#contract/messages";
import type { LevelAnswer, RuleState, Taken } from "./rule.ts";
import type { Source } from "./source.ts";

export type PresenceAct = Extract<DemandRule["act"], { as: "presence" }>;

/** Kinds whose reading is about a moment (someone passed) and lifts for the hold time; the others hold good until the next reading. */
const momentary: ReadonlySet<DemandKind> = new Set<DemandKind>(["presence"]);

/** The last reading that was high enough. */
interface Seen {
  readonly atMs: number;
  readonly value: number;
  readonly untilMs: number;
  /** No lower reading has come since. */
  readonly lasts: boolean;
}

export class PresenceRule implements RuleState {
  readonly #act: PresenceAct;
  readonly #seen = new Map<Source, Seen>();

  constructor(act: PresenceAct) {
    this.#act = act;
  }

  taken({ source }: Taken): void {
    const reading = source.last;
    if (reading === undefined) return;
    const holdMs = this.#act.holdS * 1_000;
    const isMomentary = momentary.has(source.config.kind);
    const seen = this.#seen.get(source);
    if (reading.value >= this.#act.from) {
      // Without a further word it lifts until it is stale, or for the hold time if that is longer: a lower word would do no less.
      const lastsMs = isMomentary ? holdMs : Math.max(holdMs, source.staleMs);
      this.#seen.set(source, { ...reading, untilMs: reading.atMs + lastsMs, lasts: true });
    } else if (seen?.lasts) {
      const endedMs = isMomentary ? seen.atMs : Math.min(reading.atMs, seen.atMs + source.staleMs);
      this.#seen.set(source, { ...seen, untilMs: endedMs + holdMs, lasts: false });
    }
  }

  distrusted(source: Source): void {
    this.#seen.delete(source);
  }

  /** By the source that lifts longest. */
  answer(nowMs: number): LevelAnswer | undefined {
    let best: LevelAnswer | undefined;
    for (const [source, { value, untilMs }] of this.#seen) {
      if (!this.isLifting(source, nowMs) || untilMs <= (best?.untilMs ?? 0)) continue;
      best = { as: "level", source: source.config.id, levelPct: this.#act.levelPct, untilMs, words: source.words(value) };
    }
    return best;
  }

  isLifting(source: Source, nowMs: number): boolean {
    return source.isTrusted && nowMs < (this.#seen.get(source)?.untilMs ?? 0);
  }
}
