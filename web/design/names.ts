/**
 * Constants of the contract, checked against its types: a value taken from a schema's file would bring the whole of the schemas to the
 * browser.
 */
import type { DesignKind, LightingClass } from "../../contract/design.ts";
import type { NightName } from "../../contract/design-api.ts";

export const kinds = [
  "profile",
  "calendar",
  "holidays",
  "groups",
  "sections",
  "luminaires",
  "demand-rule",
  "tariffs",
  "carbon",
  "settlement",
] as const satisfies readonly DesignKind[];

export const lightingClasses = [
  ...(["M1", "M2", "M3", "M4", "M5", "M6"] as const),
  ...(["C0", "C1", "C2", "C3", "C4", "C5"] as const),
  ...(["P1", "P2", "P3", "P4", "P5", "P6"] as const),
] satisfies readonly LightingClass[];

export const nightWords = {
  tonight: "Tonight",
  shortest: "Shortest night",
  longest: "Longest night",
  "clocks-forward": "Clocks go forward",
  "clocks-back": "Clocks go back",
} as const satisfies Readonly<Record<NightName, string>>;

export const isNightName = (text: string): text is NightName => Object.hasOwn(nightWords, text);
