/** When the node, its clock, its programme, its photocell or its column is what is wrong. */
import { faultBits } from "#contract/messages";
import { type Answer, answerOf, expectedLevel, type Look } from "../look.ts";
import { isBurning } from "./lamp.ts";

const minuteMs = 60_000;
/** Reported levels are rounded. */
const sameLevelPct = 1;

/** What a sensor of the column or the node itself tells, as long as it tells it. */
export const told =
  (bits: number) =>
  (look: Look): Answer =>
    look.isFresh ? answerOf((look.faultBits & bits) !== 0) : "unknown";

export function clockDrift(look: Look): Answer {
  if ((look.faultBits & faultBits.clockUnset) !== 0) return "yes";
  if (Number.isNaN(look.clockOffsetMs)) return "unknown";
  return answerOf(isClockOff(look));
}

/** What a wrong clock, a damaged programme or a photocell explains is told as that. */
export function commandNotFollowed(look: Look): Answer {
  if (!look.isFresh || !look.connected) return "unknown";
  if ((look.faultBits & faultBits.commandRefused) !== 0) return "yes";
  if (look.otherProgrammeForMs >= look.limits.programmeMin * minuteMs) return "yes";
  if (!look.isAnswered || isExplained(look)) return "unknown";
  const off = look.levelPct - expectedLevel(look, look.targetPct);
  if (Math.abs(off) > sameLevelPct) return look.isLocal && off > 0 ? "unknown" : "yes";
  if (look.levelPct > 0 || look.daylight) return "no";
  return isBurning(look);
}

const isClockOff = (look: Look): boolean => Math.abs(look.clockOffsetMs) > look.limits.clockDriftS * 1_000;

const isExplained = (look: Look): boolean =>
  isClockOff(look) || (look.faultBits & (faultBits.clockUnset | faultBits.programmeInvalid | faultBits.programmeExhausted)) !== 0;
