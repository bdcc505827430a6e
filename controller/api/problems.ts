/** Turns what zod finds wrong into the API's own words: the field, what was found, what was expected. */
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { expectedBy } from "#config/problems";
import type { ApiError } from "#contract/api";

export type Problem = NonNullable<ApiError["problems"]>[number];
type Issue = z.core.$ZodIssue;

/** A body may hold a million rows, each of them bad: nobody reads more than this, and the answer must stay small. */
const problemsMax = 200;
/** Enough of a value to recognise it; a body is not echoed back. */
const foundLengthMax = 100;

/** Every problem of a request at once, in path, query and body. Fastify itself stops at the first bad part. */
export function problemsOfRequest(request: FastifyRequest): Problem[] {
  const schema = request.routeOptions.schema;
  return [
    ...problemsOfPart("path", schema?.params, request.params),
    ...problemsOfPart("query", schema?.querystring, request.query),
    ...problemsOfPart("body", schema?.body, request.body),
  ];
}

/** Every problem of a value by a schema, for what is read after the request itself was good; empty when there is none. */
export const problemsOfValue = (schema: z.ZodType, value: unknown): Problem[] => problemsOfPart("body", schema, value);

/** One sentence for people, before the list. */
export function problemsMessage(problems: readonly Problem[]): string {
  const [first] = problems;
  if (!first) return "The request was not understood.";
  const more = problems.length - 1;
  const rest = more === 0 ? "" : more === 1 ? " (and 1 more problem)" : ` (and ${more} more problems)`;
  return `${first.field}: found ${first.found}, expected ${first.expected}${rest}. Nothing was changed.`;
}

function problemsOfPart(part: string, schema: unknown, value: unknown): Problem[] {
  if (!(schema instanceof z.ZodType)) return [];
  const result = schema.safeParse(value);
  if (result.success) return [];
  const issues = result.error.issues.slice(0, problemsMax);
  return issues.flatMap((issue) => problemsOfIssue(issue, part, value, [])).slice(0, problemsMax);
}

function problemsOfIssue(issue: Issue, part: string, value: unknown, at: readonly PropertyKey[]): Problem[] {
  const path = [...at, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => problem([...path, key], part, value, "no such field"));
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const meant = meantAlternative(issue.errors);
    if (meant) return meant.slice(0, problemsMax).flatMap((inner) => problemsOfIssue(inner, part, value, path));
    return [problem(path, part, value, `exactly one of: ${issue.errors.map(alternative).join("; ")}`)];
  }
  return [problem(path, part, value, expectedBy(issue))];
}

/** The alternative a person meant: the only one that knows every field they gave. */
function meantAlternative(alternatives: readonly Issue[][]): Issue[] | undefined {
  const known = alternatives.filter((issues) => !issues.some((issue) => issue.code === "unrecognized_keys" && issue.path.length === 0));
  return known.length === 1 ? known[0] : undefined;
}

/** An alternative in few words: the fields it needs, or what is wrong with the value itself. */
function alternative(issues: readonly Issue[]): string {
  const needs = issues.flatMap((issue) => (issue.path.length > 0 ? [String(issue.path[0])] : []));
  return needs.length > 0 ? [...new Set(needs)].join(" with ") : issues[0] ? expectedBy(issues[0]) : "";
}

function problem(path: readonly PropertyKey[], part: string, value: unknown, expected: string): Problem {
  return { field: path.length === 0 ? part : path.map(String).join("."), found: shown(valueAt(value, path)), expected };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined), value);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > foundLengthMax ? `${text.slice(0, foundLengthMax)}…` : text;
}
