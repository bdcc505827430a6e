/** When the lamp, its driver or its relay is what is wrong: from power against what the level should take. */
import { faultBits } from "#contract/messages";
import { curveAt } from "../../decide/luminaire.ts";
import { type Answer, answerOf, type Look } from "../look.ts";

/** Between an alarm's threshold and this part of it lies nothing: what is there neither begins nor ends a fault. */
const quietPart = 0.6;
/** Power this near that of full level is full level's: a meter's error and a driver's spread. */
const sameAsFull = 0.08;
/** Below this part of full power, no driver that takes too much would come to full power by accident (60 % is the most that is common). */
const farBelowFull = 0.6;
/** Gear and housing have taken on a lit lamp's temperature: two time constants of about 25 min. */
const warmMs = 50 * 60_000;
/** This far below the limit it is cool again. */
const coolerK = 10;
const hourMs = 60 * 60_000;
/** A power factor this much above its limit is good again. */
const powerFactorBack = 0.03;

export function lampFailure(look: Look): Answer {
  if (!look.isFresh || isCycling(look)) return "unknown";
  if ((look.faultBits & (faultBits.lampFailure | faultBits.driverFailure)) !== 0) return "yes";
  if (!isMeasurable(look)) return "unknown";
  if (look.powerW < look.limits.lampFailureShare * expectedOrRatedW(look)) return "yes";
  return "no";
}

/** Told to be off, and takes more than standby. At night its name would be wrong: see commandNotFollowed. */
export function dayBurning(look: Look): Answer {
  const burns = isBurning(look);
  return burns === "yes" && !look.daylight ? "unknown" : burns;
}

export function isBurning(look: Look): Answer {
  if (!look.isFresh || look.levelPct > 0) return "unknown";
  if (look.powerW <= look.standbyW + look.limits.burningShare * look.ratedW) return "no";
  return look.settled ? "yes" : "unknown";
}

export function powerLow(look: Look): Answer {
  const over = excess(look);
  if (over === undefined) return "unknown";
  if (look.powerW < look.limits.lampFailureShare * look.expectedW) return "unknown";
  if (over > -quietPart * look.limits.powerLowShare) return "no";
  return over < -look.limits.powerLowShare && look.expectedW - look.powerW > look.limits.powerToleranceW ? "yes" : "unknown";
}

export function powerHigh(look: Look): Answer {
  const over = excess(look);
  if (over === undefined) return "unknown";
  if (over < quietPart * look.limits.powerHighShare) return "no";
  if (over <= look.limits.powerHighShare || look.powerW - look.expectedW <= look.limits.powerToleranceW) return "unknown";
  if (!isAtFullPower(look)) return "yes";
  return dimmingFailure(look) === "yes" ? "no" : "unknown";
}

/**
 * Power stays at that of full level though the level is lower. A driver that takes too much can come to the same power at one level, so
 * either the level is far below, or the light was seen to be right at full level and wrong from the first moment at this one.
 */
export function dimmingFailure(look: Look): Answer {
  const over = excess(look);
  if (over === undefined || !isDimmed(look)) return "unknown";
  if (over < quietPart * look.limits.powerHighShare) return "no";
  // It takes too much, but something else than at full level: it does follow.
  if (Math.abs(look.powerW / look.fullW - 1) > 2 * sameAsFull) return "no";
  if (!isAtFullPower(look) || look.powerW - look.expectedW <= look.limits.powerToleranceW) return "unknown";
  if (look.expectedW <= farBelowFull * look.fullW) return "yes";
  return look.entryRatio > 1 + look.limits.powerHighShare ? "yes" : "unknown";
}

export function cycling(look: Look): Answer {
  if (look.transitions >= look.limits.cyclingTransitions) return "yes";
  if (!look.isFresh || look.levelPct <= 0 || look.litForMs < hourMs) return "unknown";
  return look.transitions === 0 ? "no" : "unknown";
}

export function powerFactorLow(look: Look): Answer {
  if (!isMeasurable(look) || !look.isFresh || look.powerW < look.limits.lampFailureShare * expectedOrRatedW(look)) return "unknown";
  // The driver's load counts, however it came to it: TALQ's curve is by dim level, of a lamp that is whole.
  const loadPct = Math.min(look.levelPct, (100 * look.powerW) / look.ratedW);
  const limit = curveAt(look.limits.powerFactorMin, loadPct);
  if (look.powerFactor < limit) return "yes";
  return look.powerFactor >= limit + powerFactorBack || !look.isActive ? "no" : "unknown";
}

export function driverHot(look: Look): Answer {
  if (!look.isFresh) return "unknown";
  const { driverMaxC, driverAboveOthersK } = look.limits;
  if ((look.faultBits & faultBits.overTemperature) !== 0 || look.temperatureC > driverMaxC) return "yes";
  if (look.levelPct <= 0 || look.litForMs < warmMs) return "unknown";
  // Too few lights to compare with: only the limit itself can tell.
  if (Number.isNaN(look.aboveOthersK)) return look.temperatureC < driverMaxC - coolerK ? "no" : "unknown";
  if (look.aboveOthersK > driverAboveOthersK) return "yes";
  // Dimmed, a hot driver is less hot: only light as full as that of the others ends it.
  return look.aboveOthersK < quietPart * driverAboveOthersK && (!look.isActive || look.powerW > farBelowFull * look.ratedW) ? "no" : "unknown";
}

export const endOfLife = (look: Look): Answer => (Number.isNaN(look.burningHours) ? "unknown" : answerOf(look.burningHours >= look.limits.lifeHours));

const fullPct = 90;
const isDimmed = (look: Look): boolean => look.levelPct > 0 && look.levelPct <= fullPct;
const isCycling = (look: Look): boolean => look.transitions >= look.limits.cyclingTransitions;
const isAtFullPower = (look: Look): boolean => isDimmed(look) && Math.abs(look.powerW / look.fullW - 1) <= sameAsFull;
const isMeasurable = (look: Look): boolean => look.levelPct > 0 && look.settled && look.voltageV >= look.limits.lampVoltageMinV;
const expectedOrRatedW = (look: Look): number => (Number.isNaN(look.expectedW) ? look.ratedW : look.expectedW);

/** How much more than expected it takes, as a share; undefined when that cannot be said. */
function excess(look: Look): number | undefined {
  if (!look.isFresh || !isMeasurable(look) || isCycling(look) || Number.isNaN(look.expectedW)) return undefined;
  return look.powerW / look.expectedW - 1;
}
