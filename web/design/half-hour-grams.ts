/** Half-hour carbon factors as people paste them: a column of numbers. */

/** The API's most: a leap year. */
export const halfHoursMax = 17_568;
const gramsMax = 5_000;
/** Lines told of: a column of another kind is wrong in every line. */
const mistakesMax = 20;

export interface PastedGrams {
  readonly values: readonly number[];
  /** Why nothing can be taken: a value left out would move all that follow. */
  readonly mistakes: readonly string[];
}

/** Reads one number a line, g/kWh, with a point. Blank lines at the end say nothing; every other line must be a number. */
export function readGrams(text: string): PastedGrams {
  const lines = text.replace(/\s+$/, "").split(/\r?\n/);
  const values: number[] = [];
  const mistakes: string[] = [];
  for (const [at, line] of lines.entries()) {
    const value = Number(line.trim());
    const isGood = /^\d+(\.\d+)?$/.test(line.trim()) && value <= gramsMax;
    if (isGood) values.push(value);
    else mistakes.push(`Line ${at + 1}: ${line.trim() === "" ? "blank" : line.trim().slice(0, 40)}; a number from 0 to 5,000 is expected, such as 151.2.`);
  }
  if (lines.length > halfHoursMax) mistakes.push(`${lines.length} lines; at most ${halfHoursMax} half hours (366 days) are taken.`);
  const told = mistakes.length > mistakesMax ? [...mistakes.slice(0, mistakesMax), `And ${mistakes.length - mistakesMax} lines more.`] : mistakes;
  return { values, mistakes: told };
}

/** The end of the last of so many half hours from 00:00 UTC of a day: "2026-02-01 00:00 UTC". */
export function endOfGrams(from: string, count: number): string | undefined {
  const startMs = Date.parse(`${from}T00:00:00Z`);
  if (Number.isNaN(startMs)) return undefined;
  return `${new Date(startMs + count * 1_800_000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
