/** What demand asks of a light: at least this level until then, if its schedule has it lit. */
export interface DemandLift {
  /** The source behind it. */
  readonly source: string;
  readonly levelPct: number;
  readonly untilMs: number;
  /** The reading behind it, for people: "420 cycles an hour at Leith Walk". */
  readonly words: string;
}
