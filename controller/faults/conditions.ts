/**
 * What is wrong with a light, from what it reports and from its silence, by the rules of rules.ts. The map shows the first that holds.
 * Level-based: evaluated on data and on time, so whatever ends the cause ends the fault.
 */
import type { Condition } from "#contract/live";
import { lampPowerW } from "../decide/lamp.ts";
import { type Fleet, ruleNames } from "../fleet/fleet.ts";
import { clockDriftMs, cyclingMs, type Look, rules, settleMs } from "./rules.ts";

/** Share of a feeder's lights that must be gone together for the cause to be the supply. */
const feederShare = 0.8;
const feederLightsMin = 3;
/** A report this old when it arrives waited in a log: it says nothing of the node's clock. */
const delayedMs = 20 * 60_000;
/** Offsets kept per light. Delay only ever makes a clock look behind, so the largest of the last few is the nearest to the truth. */
const offsetsKept = 3;

export interface Fault {
  readonly name: string;
  readonly sinceMs: number;
  readonly text: string;
}

export class Conditions {
  readonly #fleet: Fleet;
  readonly #latencyMs: () => number;
  /** Since when each rule holds without a break, by row × rule; NaN while it does not. */
  readonly #sinceMs: Float64Array;
  readonly #lit: Uint8Array;
  readonly #changedAtMs: Float64Array;
  readonly #clockOffsetsMs: Float64Array;
  readonly #offsetsSeen: Uint32Array;
  /** Instants of uncommanded transitions within the hour; only rows that ever had one. */
  readonly #transitions = new Map<number, number[]>();
  readonly #lastLevel: Float32Array;
  #feedersGone = new Set<string>();

  /** `latencyMs`: how late a healthy report may arrive, on the clock in use (a demo clock runs many times real). */
  constructor(fleet: Fleet, latencyMs: () => number) {
    this.#fleet = fleet;
    this.#latencyMs = latencyMs;
    this.#sinceMs = new Float64Array(fleet.size * rules.length).fill(Number.NaN);
    this.#lit = new Uint8Array(fleet.size);
    this.#lastLevel = new Float32Array(fleet.size).fill(Number.NaN);
    this.#changedAtMs = new Float64Array(fleet.size).fill(Number.NaN);
    this.#clockOffsetsMs = new Float64Array(fleet.size * offsetsKept);
    this.#offsetsSeen = new Uint32Array(fleet.size);
  }

  /** Takes note of a live report: what level change and what light it shows. `atMs` is the node's instant. */
  reported(row: number, atMs: number, heardAtMs: number): void {
    const level = this.#fleet.levelPct[row] ?? Number.NaN;
    const light = this.#fleet.geometry.lights[row];
    if (!light) return;
    if (this.#lastLevel[row] !== level) {
      this.#lastLevel[row] = level;
      this.#changedAtMs[row] = atMs;
      this.#lit[row] = 2;
    }
    const isLit = (this.#fleet.powerW[row] ?? 0) > light.standbyW + 0.1 * light.powerW ? 1 : 0;
    const wasLit = this.#lit[row];
    this.#lit[row] = isLit;
    if (level > 0 && wasLit !== 2 && wasLit !== isLit) this.#transition(row, atMs);
    if (heardAtMs - atMs < delayedMs) this.#offset(row, atMs - heardAtMs);
  }

  /** Once a tick, before the rows: which feeders are gone as a whole. */
  startTick(): void {
    this.#feedersGone = new Set();
    for (const [feeder, rows] of this.#fleet.geometry.feeders) {
      if (rows.length < feederLightsMin) continue;
      let gone = 0;
      for (const row of rows) if (this.#fleet.connected[row] === 0 && !Number.isNaN(this.#fleet.lostAtMs[row] ?? Number.NaN)) gone += 1;
      if (gone >= feederShare * rows.length) this.#feedersGone.add(feeder);
    }
  }

  /** Evaluates a row and sets its condition. `busUp`: while the broker is away, silence says nothing about the nodes. */
  evaluate(row: number, nowMs: number, daylight: boolean, busUp: boolean): void {
    const look = this.#look(row, nowMs, daylight, busUp);
    const neverHeard = Number.isNaN(this.#fleet.heardAtMs[row] ?? Number.NaN);
    let shown: Condition | undefined;
    for (let r = 0; r < rules.length; r++) {
      const rule = rules[r];
      if (!rule) continue;
      const cell = row * rules.length + r;
      const isHeld = !Number.isNaN(this.#sinceMs[cell] ?? Number.NaN);
      if (neverHeard || !(rule.holds(look) ?? isHeld)) {
        this.#sinceMs[cell] = Number.NaN;
        continue;
      }
      if (!isHeld) this.#sinceMs[cell] = nowMs;
      if (shown === undefined && nowMs - (this.#sinceMs[cell] ?? nowMs) >= rule.holdMs) shown = rule.condition;
    }
    this.#fleet.setCondition(row, shown ?? this.#quiet(row));
  }

  /** Faults that hold now, worst first. */
  faults(row: number, nowMs: number, daylight: boolean, busUp: boolean): Fault[] {
    const look = this.#look(row, nowMs, daylight, busUp);
    return rules.flatMap((rule, r) => {
      const sinceMs = this.#sinceMs[row * rules.length + r] ?? Number.NaN;
      return Number.isNaN(sinceMs) || nowMs - sinceMs < rule.holdMs ? [] : [{ name: rule.name, sinceMs, text: rule.text(look) }];
    });
  }

  #quiet(row: number): Condition {
    if (Number.isNaN(this.#fleet.levelPct[row] ?? Number.NaN)) return "unknown";
    return ruleNames[this.#fleet.rule[row] ?? 0] === "override" ? "override" : "normal";
  }

  /** Lateness that the way here explains counts as none, at once: a demo clock's latency changes with its speed. */
  #offset(row: number, givenMs: number): void {
    const offsetMs = givenMs < 0 && -givenMs <= clockDriftMs + this.#latencyMs() ? 0 : givenMs;
    const seen = this.#offsetsSeen[row] ?? 0;
    this.#clockOffsetsMs[row * offsetsKept + (seen % offsetsKept)] = offsetMs;
    this.#offsetsSeen[row] = seen + 1;
  }

  /** Best guess of how far the node's clock is ahead, ms; 0 until enough reports came. */
  #clockOffset(row: number): number {
    if ((this.#offsetsSeen[row] ?? 0) < offsetsKept) return 0;
    let largest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < offsetsKept; i++) largest = Math.max(largest, this.#clockOffsetsMs[row * offsetsKept + i] ?? 0);
    return largest;
  }

  #transition(row: number, atMs: number): void {
    const kept = (this.#transitions.get(row) ?? []).filter((at) => atMs - at < cyclingMs);
    kept.push(atMs);
    this.#transitions.set(row, kept);
  }

  #look(row: number, nowMs: number, daylight: boolean, busUp: boolean): Look {
    const fleet = this.#fleet;
    const light = fleet.geometry.lights[row];
    const levelPct = fleet.levelPct[row] ?? Number.NaN;
    const reportedAtMs = fleet.reportedAtMs[row] ?? Number.NaN;
    const isConnected = fleet.connected[row] === 1;
    return {
      connected: isConnected || !busUp,
      lostForMs: nowMs - (fleet.lostAtMs[row] ?? Number.NaN),
      silentForMs: busUp ? nowMs - (fleet.heardAtMs[row] ?? Number.NaN) : 0,
      feederGone: light?.feeder !== undefined && this.#feedersGone.has(light.feeder),
      levelPct,
      powerW: fleet.powerW[row] ?? Number.NaN,
      expectedW: light ? lampPowerW(light, levelPct, fleet.burningHours[row] ?? Number.NaN) : Number.NaN,
      ratedW: light?.powerW ?? Number.NaN,
      standbyW: light?.standbyW ?? 0,
      faultBits: fleet.faultBits[row] ?? 0,
      voltageV: fleet.voltageV[row] ?? Number.NaN,
      transitions: (this.#transitions.get(row) ?? []).filter((at) => nowMs - at < cyclingMs).length,
      // The report must be from after the fade: a level change is reported at its start.
      settled: reportedAtMs - (this.#changedAtMs[row] ?? Number.NaN) >= settleMs,
      targetPct: fleet.targetPct[row] ?? Number.NaN,
      minLevelPct: light?.minLevelPct ?? 0,
      daylight,
      isLocal: fleet.followingOf(row) === "local",
      clockOffsetMs: isConnected ? this.#clockOffset(row) : 0,
      latencyMs: this.#latencyMs(),
    };
  }
}
