/** A light as settlement knows it: a CMS unit with a reference of 12 characters, a charge code and its circuit watts. */
import type { Settlement } from "#contract/design";
import { type FittedLight, lampPowerW } from "../decide/lamp.ts";
import type { SettlementProblem } from "./problem.ts";

export interface Unit {
  readonly light: FittedLight;
  readonly reference: string;
  /** 13 digits. */
  readonly code: string;
  /** Circuit watts of the code: what it takes at full. */
  readonly circuitW: number;
}

/** A CMS unit reference has exactly this many characters (BSCP520 4.6.3.3). */
export const referenceLength = 12;

/** The unit of a light, or everything that stands in its way. */
export function unitOf(light: FittedLight, settlement: Settlement): Unit | readonly SettlementProblem[] {
  const reference = unitReference(light, settlement.unitReference);
  const fitting = settlement.chargeCodes.find(
    ({ luminaire, powerW }) => (luminaire === undefined || luminaire === light.luminaire) && (powerW === undefined || powerW === light.powerW),
  );
  if (reference !== undefined && fitting) return { light, reference, code: fitting.code, circuitW: fitting.circuitW };
  return [...(reference === undefined ? [badReference(light, settlement)] : []), ...(fitting ? [] : [noCode(light)])];
}

/**
 * Prefix, then the light's column number or id in capitals without signs, filled from the left with zeros to 12 characters. Undefined when
 * nothing is left of it or it is longer: a reference that was cut could be another light's.
 */
export function unitReference(light: Pick<FittedLight, "column" | "id">, { prefix, from }: Settlement["unitReference"]): string | undefined {
  const own = light[from].toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
  const room = referenceLength - prefix.length;
  return own.length > 0 && own.length <= room ? prefix + own.padStart(room, "0") : undefined;
}

/**
 * Power of a unit at a level, W: its circuit watts × the share of full power that its lamp takes at this level; at level 0 what node and
 * gear take. A lamp with constant light output is taken at the end of its life, as its circuit watts are.
 */
export function unitPowerW({ light, circuitW }: Unit, levelPct: number): number {
  if (levelPct <= 0) return light.standbyW;
  return circuitW * powerShare(light, levelPct);
}

/** Power at a level over power at full, 0–1. */
export function powerShare(light: FittedLight, levelPct: number): number {
  const fullW = lampPowerW(light, 100, undefined);
  return fullW > 0 ? Math.min(1, lampPowerW(light, levelPct, undefined) / fullW) : levelPct / 100;
}

function badReference(light: FittedLight, { unitReference: { prefix, from } }: Settlement): SettlementProblem {
  const expected = `1 to ${referenceLength - prefix.length} letters or digits, which with the prefix "${prefix}" make ${referenceLength}`;
  return { light: light.id, field: from, found: JSON.stringify(light[from]), expected };
}

function noCode({ id, luminaire, powerW }: FittedLight): SettlementProblem {
  const found = `luminaire ${luminaire === undefined ? "unknown" : JSON.stringify(luminaire)}, ${powerW} W`;
  return { light: id, field: "chargeCodes", found, expected: "a charge code that fits its type of luminaire and its power" };
}
