/** What was measured against what was expected, in a sentence. */
import { faultBits } from "#contract/messages";
import type { Look } from "./look.ts";

export const watts = (value: number): string => `${value.toFixed(1)} W`;
const round = (value: number): number => Math.round(value);

export function power(look: Look): string {
  const basis = look.learnedFrom === undefined ? "" : ` (${look.learnedFrom})`;
  return `At ${look.levelPct} % it takes ${watts(look.powerW)}, expected ${watts(look.expectedW)}${basis}.`;
}

export const lampFailure = (look: Look): string => (look.levelPct > 0 ? power(look) : "When it was last told to be on it took next to no power.");

export function communicationFailure(look: Look): string {
  return look.connected ? `Nothing heard for ${round(look.silentForMs / 60_000)} min, on a connection that claims to live.` : "Its connection is lost.";
}

export const voltage = (look: Look): string =>
  `${look.voltageV.toFixed(1)} V, expected ${look.limits.voltageMinV} to ${look.limits.voltageMaxV} V${(look.faultBits & faultBits.supplyOutOfRange) === 0 ? "" : "; the node has seen it out of range"}.`;

export const temperature = (look: Look): string =>
  Number.isNaN(look.aboveOthersK)
    ? `${look.temperatureC.toFixed(0)} °C.`
    : `${look.temperatureC.toFixed(0)} °C, ${look.aboveOthersK.toFixed(0)} K above others at the same load.`;

export function clock(look: Look): string {
  if ((look.faultBits & faultBits.clockUnset) !== 0) return "The node does not know the time.";
  const ahead = look.clockOffsetMs > 0;
  return `The node's clock is ${round(Math.abs(look.clockOffsetMs) / 1_000)} s ${ahead ? "ahead" : "behind"}: it switches that much ${ahead ? "early" : "late"}.`;
}

export function command(look: Look): string {
  if ((look.faultBits & faultBits.commandRefused) !== 0) return "It refuses the command.";
  if (Math.abs(look.levelPct - look.targetPct) > 1) return `Reports ${look.levelPct} %, decided ${look.targetPct} %.`;
  if (look.otherProgrammeForMs > 0) return `It has held another programme than the one in force for ${round(look.otherProgrammeForMs / 3_600_000)} h.`;
  return `Takes ${watts(look.powerW)} although told to be off.`;
}

export const photocell = (look: Look): string =>
  look.isLocal
    ? `Gives ${look.levelPct} % on its own, decided ${look.targetPct} %, long before the photocells around it.`
    : "It brings light on at other times than the photocells around it.";

export const node = (look: Look): string =>
  `The node reports: ${Object.entries(faultBits)
    .filter(([, bit]) => (look.faultBits & bit) !== 0)
    .map(([name]) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`))
    .join(", ")}.`;
