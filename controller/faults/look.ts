/** What the rules look at: one light at one instant. */
import type { Thresholds } from "./thresholds.ts";

/** What is known says that it holds, that it does not, or neither. */
export type Answer = "yes" | "no" | "unknown";

/** NaN: not known. Durations are by the clock of whoever measured them. */
export interface Look {
  /** The fault asked about is active: what ends it may ask for more than what began it. */
  readonly isActive: boolean;
  readonly limits: Thresholds;

  /** Link. `silentForMs` counts while the broker is there; `busUp` false: silence says nothing. */
  readonly busUp: boolean;
  readonly connected: boolean;
  readonly lostForMs: number;
  readonly silentForMs: number;
  readonly feederGone: boolean;
  readonly feederGoneForMs: number;
  readonly latencyMs: number;

  /** The last report tells of now, not of hours ago. */
  readonly isFresh: boolean;
  readonly levelPct: number;
  readonly powerW: number;
  readonly voltageV: number;
  readonly powerFactor: number;
  readonly temperatureC: number;
  readonly burningHours: number;
  readonly faultBits: number;
  /** The node does it on its own: its photocell, or a switch on the column. */
  readonly isLocal: boolean;

  readonly ratedW: number;
  readonly standbyW: number;
  /** At the level given; NaN where the type's figures are neither known nor learned. */
  readonly expectedW: number;
  /** At full level, as this light was last seen to take, else as expected. */
  readonly fullW: number;
  /** What `expectedW` rests on, when it is not the list. */
  readonly learnedFrom: string | undefined;
  /** Power over expected when the present level was first seen settled, if the light had just been right at full level; else 0. */
  readonly entryRatio: number;
  /** The level has been given for long enough that power tells of it. */
  readonly settled: boolean;
  readonly litForMs: number;
  /** How long it has burned though told to be off, by its energy counter. */
  readonly burningForMs: number;
  /** Uncommanded changes between lit and dark within the last hour of light. */
  readonly transitions: number;
  /** Above what others have at the same share of their power, K. */
  readonly aboveOthersK: number;

  readonly daylight: boolean;
  readonly targetPct: number;
  readonly minLevelPct: number;
  /** The report was made long enough after the decision to show what became of it. */
  readonly isAnswered: boolean;
  /** How long the node has held another programme than the one in force, connected throughout. */
  readonly otherProgrammeForMs: number;

  /** How far the node's clock is ahead, ms. */
  readonly clockOffsetMs: number;
  readonly photocell: Answer;
}

/** What a luminaire gives when told a level: less than its minimum is its minimum, 0 is off. */
export const expectedLevel = (light: { readonly minLevelPct: number } | undefined, levelPct: number): number =>
  levelPct > 0 ? Math.max(levelPct, light?.minLevelPct ?? 0) : 0;

export const answerOf = (holds: boolean): Answer => (holds ? "yes" : "no");
