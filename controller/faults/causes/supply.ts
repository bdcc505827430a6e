/** When the supply or the way to a node is what is wrong. */
import { faultBits } from "#contract/messages";
import { type Answer, answerOf, type Look } from "../look.ts";

const minuteMs = 60_000;
/** A volt inside the limit before it counts as back: meters are ±0.5 V. */
const backInsideV = 1;
/** A node that says its supply is out of range has seen it between two reports. Above nominal it was high, else low. */
const nominalV = 230;

export function supplyLoss(look: Look): Answer {
  if (look.connected) return "no";
  if (!look.busUp) return "unknown";
  return answerOf(look.feederGone);
}

export function communicationFailure(look: Look): Answer {
  if (!look.busUp) return "unknown";
  if (look.feederGone && !look.connected) return "no";
  const { lostMin, silentMin } = look.limits;
  if (!look.connected && look.lostForMs >= lostMin * minuteMs) return "yes";
  if (look.silentForMs >= silentMin * minuteMs + look.latencyMs) return "yes";
  return look.connected ? "no" : "unknown";
}

export function voltageHigh(look: Look): Answer {
  if (!look.isFresh) return "unknown";
  const limitV = look.limits.voltageMaxV - (look.isActive ? backInsideV : 0);
  return answerOf(look.voltageV > limitV || (isOutOfRange(look) && look.voltageV >= nominalV));
}

export function voltageLow(look: Look): Answer {
  if (!look.isFresh) return "unknown";
  const limitV = look.limits.voltageMinV + (look.isActive ? backInsideV : 0);
  return answerOf(look.voltageV < limitV || (isOutOfRange(look) && look.voltageV < nominalV));
}

const isOutOfRange = (look: Look): boolean => (look.faultBits & faultBits.supplyOutOfRange) !== 0;
