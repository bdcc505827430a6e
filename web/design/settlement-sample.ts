/** What the settlement data would write, tried on made-up values while it is being edited. The files themselves are made by the controller. */
import type { Settlement } from "../../contract/design.ts";

/** Characters of a unit reference (BSCP520 4.6.3.3). */
const referenceLength = 12;

/** The reference of a light with this column number or id: capitals without signs, filled with zeros; undefined when it does not fit. */
export function sampleReference(text: string, { prefix = "" }: Partial<Settlement["unitReference"]>): string | undefined {
  const own = text.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
  const room = referenceLength - prefix.length;
  return own.length > 0 && own.length <= room ? prefix + own.padStart(room, "0") : undefined;
}

/** A light at 60 % at a quarter past ten in the evening, as the fields of the event file tell it. */
const sample: Readonly<Record<string, string | number>> = {
  submeter: "kx01abc",
  day: "20261101",
  version: 1,
  unit: "EDI000012345",
  time: "221500",
  offset: "+0000",
  pct: 60,
  load: 63,
  watts: "0023.3",
  regime: "999",
  code: "4100230050110",
  flag: "A",
  lines: 3,
  events: 1,
};

/** A template filled with the sample, or what does not fit in words. */
export function sampleLine(template: string): { readonly line: string } | { readonly mistake: string } {
  const mistakes: string[] = [];
  const line = template.replaceAll(/\{([a-z]+)(?::(\d+))?\}/g, (found, field: string, width: string | undefined) => {
    const value = sample[field];
    if (value === undefined) mistakes.push(`there is no field {${field}}`);
    const text = typeof value === "number" ? String(value).padStart(Number(width ?? 0), "0") : (value ?? "");
    if (width !== undefined && value !== undefined && text.length !== Number(width)) mistakes.push(`${text} does not fit ${found}`);
    return text;
  });
  return mistakes.length > 0 ? { mistake: mistakes.join("; ") } : { line };
}
