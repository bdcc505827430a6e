/**
 * The control file, UMSO to meter administrator: BSCP520 4.6.3.3(a), as of 25 February 2021. Fixed columns without separators, ASCII, each
 * line ended by CR LF (the procedure's excerpt counts characters of a line and does not name its end):
 *
 *     H mmmmmmm yyyymmdd VVV                       header, 19 characters: sub-meter in lower case, effective-from date, version
 *     UUUUUUUUUUUU NNNNNN RRR CCCCCCCCCCCCC        body, 34 characters: unit reference, items, switch regime, charge code
 *     T NNNNNN                                     trailer, 7 characters: lines of the file, header and trailer included
 */
import type { Settlement } from "#contract/design";
import type { SettlementProblem } from "./problem.ts";
import { referenceLength } from "./unit.ts";

export interface ControlItem {
  readonly reference: string;
  readonly code: string;
  /** Absent is one. */
  readonly items?: number;
}

export interface ControlFile {
  readonly subMeter: string;
  /** Effective from, yyyy-mm-dd. */
  readonly day: string;
  readonly version: number;
  readonly regime: Settlement["regime"];
  readonly units: readonly ControlItem[];
}

export const lineEnd = "\r\n";

/** `control`, the sub-meter, the date of the inventory and `.log`, all in lower case. */
export const controlFileName = (subMeter: string, day: string): string => `control${subMeter}${compactDay(day)}.log`.toLowerCase();

/** yyyymmdd. */
export const compactDay = (day: string): string => day.replaceAll("-", "");

/** The bytes of the file, or everything that does not fit its columns. Identical units are one line with their items; lines by reference. */
export function controlFile(file: ControlFile): Uint8Array | readonly SettlementProblem[] {
  const problems = problemsOf(file);
  if (problems.length > 0) return problems;
  const body = [...itemsByLine(file.units)]
    .map(([unit, { reference, code, items }]) => ({ unit, line: `${reference}${digits(items, 6)}${file.regime}${code}` }))
    .sort((a, b) => (a.unit < b.unit ? -1 : 1))
    .map(({ line }) => line);
  const header = `H${file.subMeter.toLowerCase()}${compactDay(file.day)}${digits(file.version, 3)}`;
  const lines = [header, ...body, `T${digits(body.length + 2, 6)}`];
  return Buffer.from(lines.map((line) => line + lineEnd).join(""), "ascii");
}

const digits = (value: number, width: number): string => String(value).padStart(width, "0");

function itemsByLine(units: readonly ControlItem[]): Map<string, Required<ControlItem>> {
  const lines = new Map<string, Required<ControlItem>>();
  for (const { reference, code, items = 1 } of units) {
    const key = reference + code;
    lines.set(key, { reference, code, items: (lines.get(key)?.items ?? 0) + items });
  }
  return lines;
}

const linesMax = 999_999;

function problemsOf({ subMeter, day, version, units }: ControlFile): SettlementProblem[] {
  const lines = itemsByLine(units);
  const whole: (SettlementProblem | undefined)[] = [
    problem(/^[a-z0-9]{7}$/i.test(subMeter), "subMeter", subMeter, "7 letters or digits"),
    problem(/^\d{4}-\d\d-\d\d$/.test(day), "day", day, "yyyy-mm-dd"),
    problem(Number.isInteger(version) && version >= 1 && version <= 999, "version", version, "1 to 999"),
    problem(lines.size + 2 <= linesMax, "units", lines.size, `at most ${linesMax - 2} lines: divide the sub-meter`),
  ];
  const each = [...lines.values()].flatMap(({ reference, code, items }) => [
    problem(new RegExp(`^[A-Z0-9]{${referenceLength}}$`).test(reference), "unitReference", reference, `${referenceLength} capitals or digits`),
    problem(/^\d{13}$/.test(code), "code", code, `13 digits, for ${reference}`),
    problem(Number.isInteger(items) && items >= 1 && items <= linesMax, "items", items, `1 to ${linesMax}, for ${reference}`),
  ]);
  return [...whole, ...each].filter((found) => found !== undefined);
}

const problem = (isGood: boolean, field: string, found: string | number, expected: string): SettlementProblem | undefined =>
  isGood ? undefined : { field, found: JSON.stringify(found), expected };
