/**
 * Judges each light by the rules, on data and on time: on its reports, on what becomes of its connection, and when a wait ends. It keeps
 * no clock and does no I/O. The map shows the first fault that stands.
 */
import type { FaultKind } from "#contract/faults";
import type { Condition } from "#contract/live";
import { type Fleet, ruleNames } from "../fleet/fleet.ts";
import type { FaultRecord } from "../registry/port.ts";
import type { Detecting, FaultChange, StandingFault } from "./detecting.ts";
import { DueRows } from "./due-rows.ts";
import { Evidence, type EvidenceParts } from "./evidence.ts";
import { FaultBook, type Step } from "./fault-book.ts";
import type { WrongWattage } from "./power-figures.ts";
import { type Rule, rules } from "./rules.ts";

/** What the map shows first when several faults stand. */
const shownFirst: readonly Condition[] = ["no-supply", "comms-lost", "cycling", "lamp-failure", "day-burning", "mismatch", "other-fault"];
const rankOf = (condition: Condition): number => shownFirst.indexOf(condition);
const inOrderShown: readonly number[] = rules.map((_, r) => r).sort((a, b) => rankOf(ruleAt(a).condition) - rankOf(ruleAt(b).condition) || a - b);
const ruleOfKind = new Map<FaultKind, number>(rules.map(({ kind }, r) => [kind, r]));
const linkRules = bitsOf("supply-loss", "communication-failure");
/** Faults of power: a light that has one teaches nothing about power. */
const powerRules = bitsOf("lamp-failure", "power-low", "power-high", "dimming-failure", "cycling", "day-burning");

export class Detection implements Detecting {
  readonly #fleet: Fleet;
  readonly #book: FaultBook;
  readonly #due: DueRows;
  readonly #evidence: Evidence;
  readonly #handlers: ((change: FaultChange) => void)[] = [];

  constructor(parts: EvidenceParts) {
    const { fleet } = parts;
    this.#fleet = fleet;
    this.#book = new FaultBook(fleet.size, rules.length);
    this.#due = new DueRows(fleet.size);
    this.#evidence = new Evidence(parts);
  }

  onChange(handler: (change: FaultChange) => void): void {
    this.#handlers.push(handler);
  }

  reported(row: number, atMs: number, nowMs: number): void {
    this.#back(row, nowMs);
    this.#evidence.reported(row, atMs, nowMs, (this.#book.standing(row) & powerRules) === 0);
    this.#judge(row, nowMs, true);
  }

  heard(row: number, nowMs: number): void {
    this.#back(row, nowMs);
    this.#judge(row, nowMs, false);
  }

  lost(rows: Iterable<number>, nowMs: number): void {
    for (const row of rows) {
      this.#evidence.lost(row);
      this.#judgeAll(this.#evidence.feeders.changed(row, nowMs), nowMs);
      this.#judge(row, nowMs, false);
    }
  }

  decided(row: number, nowMs: number): void {
    this.#due.by(row, nowMs);
  }

  setBus(isUp: boolean, nowMs: number): void {
    this.#evidence.setBus(isUp, nowMs);
  }

  tick(nowMs: number): void {
    this.#due.take(nowMs, (row) => this.#judge(row, nowMs, false));
  }

  faultsOf(row: number, nowMs: number): readonly StandingFault[] {
    const standing = this.#book.standing(row);
    if (standing === 0) return [];
    const look = this.#evidence.lookAt(row, nowMs);
    return inOrderShown.flatMap((r) => {
      const cell = (standing & (1 << r)) === 0 ? undefined : this.#book.cell(row, r);
      if (!cell) return [];
      const { kind, severity, condition, text } = ruleAt(r);
      const isActive = !Number.isNaN(cell.activeAtMs);
      const activeAtMs = isActive ? cell.activeAtMs : undefined;
      return [{ kind, state: isActive ? "active" : "pending", severity, condition, pendingAtMs: cell.pendingAtMs, activeAtMs, text: text(look) }];
    });
  }

  /** Wattages of the list that the lights do not bear out: a matter of data, told once for all lights of the type. */
  wrongWattages(): readonly WrongWattage[] {
    return this.#evidence.power.wrongWattages();
  }

  /** What stands of a light, to be saved. */
  recordsOf(row: number): FaultRecord[] {
    const standing = this.#book.standing(row);
    return rules.flatMap(({ kind }, r) => {
      const cell = (standing & (1 << r)) === 0 ? undefined : this.#book.cell(row, r);
      if (!cell) return [];
      const activeAtMs = Number.isNaN(cell.activeAtMs) ? undefined : Math.round(cell.activeAtMs);
      return [{ kind, pendingAtMs: Math.round(cell.pendingAtMs), activeAtMs }];
    });
  }

  /** Puts back what stood before a restart: neither raised nor cleared by that, only by what the light says, or its silence, from now on. */
  restore(row: number, faults: readonly FaultRecord[], nowMs: number): void {
    for (const { kind, pendingAtMs, activeAtMs } of faults) {
      const r = ruleOfKind.get(kind);
      if (r === undefined) continue;
      this.#book.restore(row, r, pendingAtMs, activeAtMs);
      if (activeAtMs === undefined || (linkRules & (1 << r)) === 0) continue;
      this.#fleet.missing(row, pendingAtMs);
      if (kind === "supply-loss") this.#evidence.feeders.restore(row, pendingAtMs);
    }
    this.#show(row);
    this.#due.by(row, nowMs);
  }

  /** Lights that were there before a restart: their silence counts from now. */
  await(rows: Iterable<number>, nowMs: number): void {
    for (const row of rows) {
      this.#evidence.await(row, nowMs);
      this.#due.by(row, nowMs);
    }
  }

  #back(row: number, nowMs: number): void {
    if (this.#evidence.heard(row, nowMs)) this.#judgeAll(this.#evidence.feeders.changed(row, nowMs), nowMs);
  }

  #judgeAll(rows: readonly number[], nowMs: number): void {
    for (const row of rows) this.#judge(row, nowMs, false);
  }

  #judge(row: number, nowMs: number, isReport: boolean): void {
    // Of a light never heard since the start nothing new is known: what stood, stands.
    if (this.#evidence.isKnown(row)) this.#answerAll(row, nowMs, isReport);
    this.#show(row);
  }

  #answerAll(row: number, nowMs: number, isReport: boolean): void {
    const look = this.#evidence.lookAt(row, nowMs);
    let dueMs = Number.POSITIVE_INFINITY;
    for (let r = 0; r < rules.length; r++) {
      const rule = ruleAt(r);
      look.isActive = (this.#book.active(row) & (1 << r)) !== 0;
      const answer = rule.holds(look);
      const sinceMs = answer === "yes" ? nowMs - rule.heldForMs(look) : nowMs;
      const step = this.#book.take(row, r, rule, answer, { nowMs, sinceMs, isReport: isReport && look.isFresh });
      if (step !== "none") this.#tell(row, r, step, nowMs);
      // What is not known does not become known by waiting.
      if (answer !== "unknown" && (this.#book.standing(row) & (1 << r)) !== 0) dueMs = Math.min(dueMs, this.#book.dueAt(row, r, rule));
    }
    const isMissing = (this.#book.active(row) & linkRules) !== 0;
    this.#due.by(row, Math.min(dueMs, this.#evidence.linkDueMs(row, isMissing)));
  }

  #tell(row: number, r: number, step: Step, atMs: number): void {
    const { kind } = ruleAt(r);
    const tell = (from: FaultChange["from"], to: FaultChange["to"]): void => {
      for (const handler of this.#handlers) handler({ row, kind, from, to, atMs });
    };
    if (step === "pending") tell(undefined, "pending");
    else if (step === "dropped") tell("pending", undefined);
    else if (step === "cleared") tell("active", "cleared");
    else if (step === "active") tell("pending", "active");
  }

  #show(row: number): void {
    const active = this.#book.active(row);
    const shown = active === 0 ? undefined : inOrderShown.find((r) => (active & (1 << r)) !== 0);
    this.#fleet.setCondition(row, shown === undefined ? this.#quiet(row) : ruleAt(shown).condition);
  }

  #quiet(row: number): Condition {
    if (Number.isNaN(this.#fleet.levelPct[row] ?? Number.NaN)) return "unknown";
    return ruleNames[this.#fleet.rule[row] ?? 0] === "override" ? "override" : "normal";
  }
}

/** A number of a rule is always that of one in the table. */
function ruleAt(r: number): Rule {
  const rule = rules[r];
  if (!rule) throw new RangeError(`no rule ${r} of ${rules.length}`);
  return rule;
}

function bitsOf(...kinds: readonly FaultKind[]): number {
  return rules.reduce((bits, { kind }, r) => (kinds.includes(kind) ? bits | (1 << r) : bits), 0);
}
