/** What demand asks of a light: at least this level until then, if its schedule has it lit. */
import { classBelow, levelForClass, type Section, stepsBelow } from "../classes.ts";
import type { ClassAnswer, LevelAnswer } from "./rule.ts";

export interface DemandLift {
  /** The source behind it. */
  readonly source: string;
  readonly levelPct: number;
  readonly untilMs: number;
  /** The reading behind it, for people: "420 cycles an hour at Leith Walk". */
  readonly words: string;
}

export const levelLift = ({ source, levelPct, untilMs, words }: LevelAnswer): DemandLift => ({ source, levelPct, untilMs, words });

/**
 * The lift of a class rule for lights of a section whose luminaires give at least `minLevelPct`: the level of the class, which is never
 * below the floor class. Between the two of a profile and a class the brighter counts: a profile states the least an engineer wants, and
 * a street that is to follow its use alone has a profile at its floor.
 */
export function classLift(answer: ClassAnswer, section: Section, minLevelPct: number): DemandLift {
  const { source, below, untilMs } = answer;
  const { designClass } = section;
  const now = classBelow(section, below);
  const steps = stepsBelow(designClass, now);
  const which = steps === 0 ? "as designed" : `${stepWords[steps] ?? steps} below design ${designClass}`;
  return { source, levelPct: levelForClass(section, now, minLevelPct), untilMs, words: `class ${now} (${which}) ${answer.words}` };
}

const stepWords: Readonly<Record<number, string>> = { 1: "one", 2: "two", 3: "three", 4: "four", 5: "five" };
