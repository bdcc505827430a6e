/**
 * The daily event file of a sub-meter: a line for each change of a unit's level, and one for its state at midnight. Its layout is a template,
 * because the one that meter administrators take could not be confirmed: a draft wherever it shows.
 *
 * Times are local clock time. On the day the clocks go back the repeated hour is written twice, in the order in which it happened; {offset}
 * tells the two apart (+0100, then +0000). On the day they go forward no line lies in the hour that is left out.
 */
import { setImmediate as turn } from "node:timers/promises";
import type { Settlement } from "#contract/design";
import { offsetMs } from "../decide/local-time.ts";
import { compactDay, lineEnd } from "./control-file.ts";
import { offsetText } from "./half-hour-file.ts";
import type { SettlementProblem } from "./problem.ts";
import type { Segment } from "./segments.ts";
import { fillTemplate, parseTemplate, type Template, type Value } from "./template.ts";
import { powerShare, type Unit, unitPowerW } from "./unit.ts";

const fileFields = ["submeter", "day", "version"] as const;
const lineFields = [...fileFields, "unit", "time", "offset", "pct", "load", "watts", "regime", "code", "flag"] as const;
const trailerFields = [...fileFields, "lines", "events"] as const;

export interface EventTemplates {
  readonly name: Template;
  readonly header: Template;
  readonly line: Template;
  readonly trailer: Template;
}

/** The templates of the settlement data, or every mistake in them with its field. */
export function eventTemplates(events: Settlement["events"]): EventTemplates | readonly { readonly field: keyof EventTemplates; readonly text: string }[] {
  const mistakes: { field: keyof EventTemplates; text: string }[] = [];
  const read = (field: keyof EventTemplates, allowed: readonly string[], widths: "needed" | "optional" = "needed"): Template => {
    const template = parseTemplate(events[field], allowed, widths);
    if ("parts" in template) return template;
    mistakes.push(...template.map((text) => ({ field, text })));
    return { parts: [] };
  };
  const name = read("name", fileFields, "optional");
  const templates = { name, header: read("header", fileFields), line: read("line", lineFields), trailer: read("trailer", trailerFields) };
  return mistakes.length > 0 ? mistakes : templates;
}

/** What the information flag says. */
const flags = { reported: "A", estimated: "E" } as const;

export interface EventFileOf {
  readonly subMeter: string;
  readonly day: string;
  readonly zone: string;
  readonly regime: string;
}

/** What a template may ask about an event. */
type LineValues = Readonly<Record<Exclude<(typeof lineFields)[number], (typeof fileFields)[number]>, Value>>;

export class EventFile {
  readonly #of: EventFileOf;
  /** Changes of each unit, by its place in the order of references. */
  readonly #units: { readonly light: string; readonly lines: readonly LineValues[] }[] = [];

  constructor(of: EventFileOf) {
    this.#of = of;
  }

  /** Adds the day of a unit. A unit that no reading tells of has no line. */
  add(unit: Unit, index: number, segments: readonly Segment[]): void {
    const lines: LineValues[] = [];
    for (const { fromMs, levelPct, isEstimated } of segments) {
      if (levelPct === undefined) continue;
      const values = this.#values(unit, fromMs, levelPct, isEstimated);
      const before = lines.at(-1);
      if (before?.pct === values.pct && before.load === values.load && before.flag === values.flag) continue;
      // Two changes in one second are one event: the later.
      if (before?.time === values.time && before.offset === values.offset) lines.pop();
      lines.push(values);
    }
    this.#units[index] = { light: unit.light.id, lines };
  }

  /** The bytes of the file as a version, lines ended by CR LF; or every value that does not fit its field. */
  async content(templates: EventTemplates, version: number): Promise<Uint8Array | readonly SettlementProblem[]> {
    const problems: SettlementProblem[] = [];
    const fill = (template: Template, values: Readonly<Record<string, Value>>, light?: string): string => {
      const line = fillTemplate(template, (field) => values[field] ?? "");
      if (typeof line === "string") return line + lineEnd;
      if (problems.length < problemsMax) problems.push(...line.map((problem) => ({ ...problem, ...(light === undefined ? {} : { light }) })));
      return "";
    };
    const file = { submeter: this.#of.subMeter, day: compactDay(this.#of.day), version };
    const lines: string[] = [];
    for (const [index, { light, lines: own }] of this.#units.entries()) {
      for (const values of own) lines.push(fill(templates.line, { ...file, ...values }, light));
      if (index % unitsPerTurn === unitsPerTurn - 1) await turn();
    }
    const trailer = { ...file, lines: lines.length + 2, events: lines.length };
    const text = [fill(templates.header, file), ...lines, fill(templates.trailer, trailer)].join("");
    return problems.length > 0 ? problems : Buffer.from(text, "ascii");
  }

  #values(unit: Unit, fromMs: number, levelPct: number, isEstimated: boolean): LineValues {
    const { zone, regime } = this.#of;
    const watts = unitPowerW(unit, levelPct);
    return {
      unit: unit.reference,
      time: new Date(fromMs + offsetMs(fromMs, zone)).toISOString().slice(11, 19).replaceAll(":", ""),
      offset: offsetText(fromMs, zone),
      pct: Math.round(levelPct),
      load: Math.round(levelPct <= 0 ? 0 : powerShare(unit.light, levelPct) * 100),
      watts: watts.toFixed(1).padStart(6, "0"),
      regime,
      code: unit.code,
      flag: isEstimated ? flags.estimated : flags.reported,
    };
  }
}

/** Lines of so many units take some ms: then others get their turn, for half a million lines are a second of work. */
const unitsPerTurn = 1_000;

/** A template that is too narrow is too narrow for every line: nobody reads more. */
const problemsMax = 200;

/** The file's name as its template says. */
export function eventFileName({ name }: EventTemplates, subMeter: string, day: string, version: number): string {
  const text = fillTemplate(name, (field) => ({ submeter: subMeter, day: compactDay(day), version: String(version).padStart(3, "0") })[field] ?? "");
  return fileNameOf(typeof text === "string" ? text : `events${subMeter}${compactDay(day)}.log`);
}

/** Nothing that leaves a folder or breaks a header. */
export const fileNameOf = (text: string): string => text.replaceAll(/[^A-Za-z0-9._-]/g, "-").replace(/^\.+/, "");
