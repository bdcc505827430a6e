/**
 * The states of every (light, fault): nothing → pending → active → cleared. It knows nothing of lamps: it is given an answer and says what
 * changed. Most cells hold nothing, so a light has one word of bits and only what stands has a record.
 */
import type { Answer } from "./look.ts";
import type { Rule } from "./rules.ts";

export type Step = "none" | "pending" | "dropped" | "active" | "cleared";

/** What stands of one light and rule. `goneAtMs`: since when an active one's cause is gone, NaN while it is there. */
export interface Cell {
  pendingAtMs: number;
  /** NaN while it is pending. */
  activeAtMs: number;
  goneAtMs: number;
  /** Reports that said yes since it is pending, or no since its cause is gone. */
  reports: number;
}

/** Bits of a word: more kinds than this would need a second one. */
export const rulesMax = 31;

export class FaultBook {
  readonly #rules: number;
  /** A bit for each rule of which something stands. */
  readonly #standing: Uint32Array;
  readonly #active: Uint32Array;
  readonly #cells = new Map<number, Cell>();

  constructor(lights: number, rules: number) {
    if (rules > rulesMax) throw new RangeError(`${rules} rules, at most ${rulesMax}`);
    this.#rules = rules;
    this.#standing = new Uint32Array(lights);
    this.#active = new Uint32Array(lights);
  }

  standing(row: number): number {
    return this.#standing[row] ?? 0;
  }

  active(row: number): number {
    return this.#active[row] ?? 0;
  }

  cell(row: number, rule: number): Cell | undefined {
    return this.#cells.get(row * this.#rules + rule);
  }

  /** Takes an answer. `sinceMs`: since when what the answer says is known to hold, at most `nowMs`. */
  take(row: number, r: number, rule: Rule, answer: Answer, at: { readonly nowMs: number; readonly sinceMs: number; readonly isReport: boolean }): Step {
    const cell = (this.standing(row) & (1 << r)) === 0 ? undefined : this.cell(row, r);
    if (!cell) return answer === "yes" ? this.#begin(row, r, rule, at) : "none";
    if (answer === "unknown") return "none";
    // A clock put back must not make a wait longer than it is.
    if (cell.pendingAtMs > at.nowMs) cell.pendingAtMs = at.nowMs;
    return Number.isNaN(cell.activeAtMs) ? this.#whilePending(row, r, rule, answer, at) : this.#whileActive(row, r, rule, answer, at);
  }

  /** When a cell changes by time alone if the answer stays; Infinity when it does not. */
  dueAt(row: number, r: number, rule: Rule): number {
    const cell = this.cell(row, r);
    if (!cell) return Number.POSITIVE_INFINITY;
    if (Number.isNaN(cell.activeAtMs)) return cell.reports >= rule.onset.reports ? cell.pendingAtMs + rule.onset.ms : Number.POSITIVE_INFINITY;
    return cell.reports >= rule.clear.reports && !Number.isNaN(cell.goneAtMs) ? cell.goneAtMs + rule.clear.ms : Number.POSITIVE_INFINITY;
  }

  /** Puts a state back as it was saved. */
  restore(row: number, r: number, pendingAtMs: number, activeAtMs: number | undefined): void {
    this.#cells.set(row * this.#rules + r, { pendingAtMs, activeAtMs: activeAtMs ?? Number.NaN, goneAtMs: Number.NaN, reports: 0 });
    this.#standing[row] = this.standing(row) | (1 << r);
    if (activeAtMs !== undefined) this.#active[row] = this.active(row) | (1 << r);
  }

  #begin(row: number, r: number, rule: Rule, { nowMs, sinceMs, isReport }: { nowMs: number; sinceMs: number; isReport: boolean }): Step {
    const cell: Cell = { pendingAtMs: Math.min(sinceMs, nowMs), activeAtMs: Number.NaN, goneAtMs: Number.NaN, reports: isReport ? 1 : 0 };
    this.#cells.set(row * this.#rules + r, cell);
    this.#standing[row] = this.standing(row) | (1 << r);
    return this.#believe(row, r, rule, cell, nowMs) ? "active" : "pending";
  }

  #whilePending(row: number, r: number, rule: Rule, answer: Answer, { nowMs, isReport }: { nowMs: number; isReport: boolean }): Step {
    const cell = this.cell(row, r);
    if (!cell) return "none";
    if (answer === "no") {
      this.#forget(row, r);
      return "dropped";
    }
    if (isReport) cell.reports += 1;
    return this.#believe(row, r, rule, cell, nowMs) ? "active" : "none";
  }

  #believe(row: number, r: number, rule: Rule, cell: Cell, nowMs: number): boolean {
    if (cell.reports < rule.onset.reports || nowMs - cell.pendingAtMs < rule.onset.ms) return false;
    cell.activeAtMs = nowMs;
    cell.reports = 0;
    this.#active[row] = this.active(row) | (1 << r);
    return true;
  }

  #whileActive(row: number, r: number, rule: Rule, answer: Answer, { nowMs, isReport }: { nowMs: number; isReport: boolean }): Step {
    const cell = this.cell(row, r);
    if (!cell) return "none";
    if (answer === "yes") {
      cell.goneAtMs = Number.NaN;
      cell.reports = 0;
      return "none";
    }
    if (Number.isNaN(cell.goneAtMs) || cell.goneAtMs > nowMs) cell.goneAtMs = nowMs;
    if (isReport) cell.reports += 1;
    if (cell.reports < rule.clear.reports || nowMs - cell.goneAtMs < rule.clear.ms) return "none";
    this.#forget(row, r);
    return "cleared";
  }

  #forget(row: number, r: number): void {
    this.#cells.delete(row * this.#rules + r);
    this.#standing[row] = this.standing(row) & ~(1 << r);
    this.#active[row] = this.active(row) & ~(1 << r);
  }
}
