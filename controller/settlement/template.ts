/**
 * Lines of fixed-width fields by a template: plain text with {field:width}. A template is read once, with all its mistakes; a value that
 * does not fit its width is a problem and is never cut.
 */
import type { SettlementProblem } from "./problem.ts";

type Part = string | { readonly field: string; readonly width: number | undefined };
export interface Template {
  readonly parts: readonly Part[];
}

/** Whole numbers are filled from the left with zeros; texts must have exactly the width, or any width where none is given. */
export type Value = string | number;

/** Widest field: more is a slip of the key. */
const widthMax = 40;

/** Reads a template whose fields are among those allowed. Fields need a width unless `widths` is "optional" (file names). */
export function parseTemplate(text: string, allowed: readonly string[], widths: "needed" | "optional" = "needed"): Template | readonly string[] {
  const mistakes: string[] = [];
  const parts = text.split(/(\{[^{}]*\})/).flatMap((piece): Part[] => {
    if (piece === "") return [];
    const read = /^\{([a-z]+)(?::(\d+))?\}$/.exec(piece);
    if (read === null) {
      const mistake = textMistake(piece);
      if (mistake !== undefined) mistakes.push(mistake);
      return [piece];
    }
    const [, field = "", width] = read;
    if (!allowed.includes(field)) mistakes.push(`there is no field {${field}}: there are ${allowed.map((name) => `{${name}}`).join(" ")}`);
    if (width === undefined && widths === "needed") mistakes.push(`{${field}} needs a width, such as {${field}:6}`);
    if (width !== undefined && (Number(width) < 1 || Number(width) > widthMax)) mistakes.push(`{${field}:${width}} has a width that is not 1 to ${widthMax}`);
    return [{ field, width: width === undefined ? undefined : Number(width) }];
  });
  return mistakes.length > 0 ? mistakes : { parts };
}

/** A line of the template, or every value that does not fit its field. */
export function fillTemplate({ parts }: Template, fieldValue: (field: string) => Value): string | readonly SettlementProblem[] {
  const problems: SettlementProblem[] = [];
  const line = parts.map((part) => {
    if (typeof part === "string") return part;
    const value = fieldValue(part.field);
    const text = typeof value === "number" ? String(value).padStart(part.width ?? 0, "0") : value;
    if (part.width !== undefined && text.length !== part.width)
      problems.push({ field: part.field, found: JSON.stringify(value), expected: `what fits the ${part.width} characters of {${part.field}:${part.width}}` });
    return text;
  });
  return problems.length > 0 ? problems : line.join("");
}

function textMistake(text: string): string | undefined {
  if (/[{}]/.test(text)) return `${JSON.stringify(text)} has a brace that is not part of a field such as {unit:12}`;
  return /^[ -~]*$/.test(text) ? undefined : `${JSON.stringify(text)} has a character that is not plain ASCII`;
}
