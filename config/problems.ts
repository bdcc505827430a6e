/** What the schema finds wrong, as sentences for the person who wrote the file: where, what was found, what was expected. */
import type { z } from "zod";

export interface Problem {
  readonly path: readonly (string | number)[];
  readonly found: string;
  readonly expected: string;
}

/** Every problem of a value the schema refused, in the order of the schema. */
export function problemsOf(error: z.ZodError, value: unknown): Problem[] {
  return error.issues.flatMap((issue) => fromIssue(issue, [], value));
}

/** A value in a message: as JSON, cut to what fits on a line. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > foundLengthMax ? `${text.slice(0, foundLengthMax)}…` : text;
}

const foundLengthMax = 60;

type Issue = z.core.$ZodIssue;
type Path = Problem["path"];

function fromIssue(issue: Issue, base: Path, value: unknown): Problem[] {
  const path = [...base, ...issue.path.map((part) => (typeof part === "symbol" ? String(part) : part))];
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => ({ path: [...path, key], found: "a key that does not exist here", expected: "none" }));
  if (issue.code === "invalid_key") return [{ path, found: `the name ${shown(path.at(-1))}`, expected: issue.issues.map((inner) => inner.message).join("; ") }];
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    // Of the forms it could have, the one it is nearest to tells most.
    const nearest = issue.errors.reduce((best, candidate) => (candidate.length < best.length ? candidate : best));
    return nearest.flatMap((inner) => fromIssue(inner, path, value));
  }
  return [{ path, found: shown(valueAt(value, path)), expected: expectedBy(issue) }];
}

/** What was expected, in words a person can act on. A schema that brings words of its own is taken at them. */
export function expectedBy(issue: Issue): string {
  if (!/^(Too (small|big)|Invalid)\b/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return article(issue.expected);
    case "too_small":
      return `at least ${sized(issue.minimum, issue.origin)}`;
    case "too_big":
      return `at most ${sized(issue.maximum, issue.origin)}`;
    case "invalid_value":
      return `one of ${issue.values.map(String).join(", ")}`;
    case "invalid_union":
      return "options" in issue && Array.isArray(issue.options) ? `one of ${issue.options.map(String).join(", ")}` : issue.message;
    case "invalid_format":
      return formats[issue.format] ?? issue.message;
    default:
      return issue.message;
  }
}

const formats: Readonly<Record<string, string>> = {
  datetime: "an instant in UTC, such as 2026-11-21T18:00:00Z",
  date: "a date, such as 2026-11-21",
};

function article(kind: string): string {
  if (kind === "object") return "keys and values";
  if (kind === "record") return "names and values";
  if (kind === "array") return "a list";
  if (kind === "string") return "text";
  if (kind === "int") return "a whole number";
  return `a ${kind}`;
}

/** A bound with what it counts: "1 character", "17,568 entries"; a number that counts nothing as it is. */
function sized(bound: number | bigint, origin: string): string {
  if (origin !== "string" && origin !== "array") return String(bound);
  const [one, many] = origin === "string" ? ["character", "characters"] : ["entry", "entries"];
  return `${bound.toLocaleString("en-GB")} ${bound === 1 ? one : many}`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, part) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, part) : undefined), value);
}
