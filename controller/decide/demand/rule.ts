/** What a rule makes of its sources' readings, apart from whom it reaches. */
import type { DemandRule } from "#contract/design";
import type { Source, SourceReading } from "./source.ts";

/** A rule that is in force, under its id. */
export interface RuleInForce {
  readonly id: string;
  readonly rule: DemandRule;
}

export interface Taken {
  readonly source: Source;
  /** The source's reading before this one. */
  readonly before: SourceReading | undefined;
  readonly nowMs: number;
}

export interface RuleState {
  /** A source's reading was accepted; it is the source's last now. */
  taken(taken: Taken): void;
  /** A source said something impossible: what it said before counts no more. */
  distrusted(source: Source, nowMs: number): void;
  /** What the rule asks for now; the same until it takes another reading or the answer's end comes. Undefined: nothing. */
  answer(nowMs: number): RuleAnswer | undefined;
  /** Whether a source, by this rule, has streets lit more than with no use at all. */
  isLifting(source: Source, nowMs: number): boolean;
}

export type RuleAnswer = LevelAnswer | ClassAnswer;

export interface LevelAnswer {
  readonly as: "level";
  readonly source: string;
  readonly levelPct: number;
  readonly untilMs: number;
  readonly words: string;
}

export interface ClassAnswer {
  readonly as: "class";
  readonly source: string;
  /** Steps below each section's own design class. */
  readonly below: number;
  readonly untilMs: number;
  /** "for 130 vehicles an hour at North Bridge". */
  readonly words: string;
}
