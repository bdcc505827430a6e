/** Reads an installation's configuration: YAML, one strict schema, checks across fields. Everything wrong with it is told at once. */

import { readFileSync, statSync } from "node:fs";
import { type Document, LineCounter, parseDocument } from "yaml";
import { messageOf } from "#contract/failures";
import { crossProblems } from "./checks.ts";
import { type Problem, problemsOf } from "./problems.ts";
import { stockProfiles, stockRegimes } from "./profiles.ts";
import { Config, type ConfigInput } from "./schema.ts";
import { type Lines, linesOf } from "./yaml-lines.ts";

export interface ConfigSource {
  /** Path of the YAML file; absent when everything is in `overrides`. */
  readonly file?: string;
  /** What the command line says; it outranks the file key by key, one level deep. */
  readonly overrides?: Partial<ConfigInput>;
}

/** A configuration that cannot be used. `message` is ready for the console: what is wrong, where, and what to do. */
export class ConfigProblem extends Error {
  readonly problems: readonly Problem[];
  constructor(message: string, problems: readonly Problem[] = [], options?: ErrorOptions) {
    super(message, options);
    this.name = "ConfigProblem";
    this.problems = problems;
  }
}

/** The configuration with all defaults and the stock profiles in it. Throws ConfigProblem. Paths in it are as written, relative to the working folder. */
export function loadConfig({ file, overrides = {} }: ConfigSource): Config {
  return file === undefined ? parseConfig("", "the command line", overrides) : parseConfig(readText(file), file, overrides);
}

/** As loadConfig, from YAML text; `title` names it in messages. */
export function parseConfig(text: string, title: string, overrides: Partial<ConfigInput> = {}): Config {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  refuseBrokenYaml(document, title);
  const raw = merge(content(document, title), overrides);
  const lines = linesOf(document, lineCounter, overrides);
  const parsed = Config.safeParse(raw);
  const problems = parsed.success ? crossProblems(parsed.data) : [...problemsOf(parsed.error, raw), ...crossProblems(goodParts(raw))];
  if (problems.length > 0 || !parsed.success) throw new ConfigProblem(problemText(title, problems, lines), problems);
  const { data } = parsed;
  return { ...data, profiles: { ...stockProfiles, ...data.profiles }, regimes: { ...stockRegimes, ...data.regimes } };
}

/** A configuration is a page or two; something far larger was named by mistake. */
const fileBytesMax = 4 * 1024 * 1024;

function readText(file: string): string {
  try {
    const { size } = statSync(file);
    if (size > fileBytesMax)
      throw new ConfigProblem(`${file} is ${size} bytes, too large for a configuration (at most ${fileBytesMax}). Is it the right file?`);
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof ConfigProblem) throw error;
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") {
      throw new ConfigProblem(`There is no configuration at ${file}. Copy config/leerie.yaml there and change it, or name another with --config.`, [], {
        cause: error,
      });
    }
    const why = code === "EISDIR" ? "it is a folder" : code === "EACCES" ? "this user may not read it" : String(error);
    throw new ConfigProblem(`The configuration ${file} cannot be read: ${why}.`, [], { cause: error });
  }
}

function refuseBrokenYaml(document: Document, title: string): void {
  if (document.errors.length === 0) return;
  const problems = document.errors.map((error) => {
    const advice =
      error.code === "TAB_AS_INDENT" ? "tabs cannot indent; use spaces" : (error.message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");
    return `  line ${error.linePos?.[0].line ?? "?"}: ${advice}`;
  });
  throw new ConfigProblem(
    `${title} is not YAML that can be read:\n${problems.join("\n")}\nCorrect ${counted(problems.length, "this", "these")} and start again.`,
  );
}

function content(document: Document, title: string): Record<string, unknown> {
  const value = fromYaml(document, title) ?? {};
  if (isRecord(value)) return value;
  throw new ConfigProblem(`${title} must be a list of keys and values, such as "timeZone: Europe/London". config/leerie.yaml shows every key.`);
}

function fromYaml(document: Document, title: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // More aliases than a person writes: an "alias bomb".
    throw new ConfigProblem(`${title} is not YAML that can be read: ${messageOf(error)}.`, [], { cause: error });
  }
}

/** Lays what the command line says over the file. A section of another kind (another broker, another store) replaces the file's. */
function merge(file: Record<string, unknown>, overrides: Partial<ConfigInput>): Record<string, unknown> {
  const merged = { ...file };
  for (const [key, value] of Object.entries<unknown>(overrides)) {
    const below = merged[key];
    const same = isRecord(below) && isRecord(value) && (value.kind === undefined || value.kind === below.kind);
    if (value !== undefined) merged[key] = same ? { ...below, ...value } : value;
  }
  return merged;
}

/** The sections that are right by themselves, so that what contradicts between them is told in the same message. */
function goodParts(raw: Record<string, unknown>): Partial<Config> {
  const parts: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(Config.shape)) {
    const section = schema.safeParse(raw[key]);
    if (section.success) parts[key] = section.data;
  }
  // Each value came out of the schema of its key.
  return parts as Partial<Config>;
}

function problemText(title: string, problems: readonly Problem[], lines: Lines): string {
  const told = problems.map(({ path, found, expected }) => `  ${lines(path)}${pathText(path)}: found ${found}, expected ${expected}`);
  const head = `${title} cannot be used, ${problems.length} ${counted(problems.length, "problem", "problems")}:`;
  return `${head}\n${told.join("\n")}\nCorrect ${counted(problems.length, "this", "these")} and start again; config/leerie.yaml explains every key.`;
}

const pathText = (path: Problem["path"]): string =>
  path.map((part, index) => (typeof part === "number" ? `[${part}]` : `${index > 0 ? "." : ""}${part}`)).join("");

const counted = (count: number, one: string, many: string): string => (count === 1 ? one : many);

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
