/**
 * The only mutable state of the lights: columns of typed arrays, one element a row. Its methods are the only way in; each says
 * whether what the map shows may have changed. Everyone else reads. "Not yet reported" is NaN in a column, never 0.
 */
import { type Condition, conditions, levelUnknown } from "#contract/live";
import type { Following, Hello, Report } from "#contract/messages";
import type { Geometry } from "./geometry.ts";

/** Which rule gives a light its level now; the order is that of `ruleNames`. */
export const ruleNames = ["default", "profile", "demand", "override", "floor"] as const;
export type RuleName = (typeof ruleNames)[number];

const followings: readonly Following[] = ["programme", "target", "default", "local"];

export class Fleet {
  readonly geometry: Geometry;

  /** Last report, by the node. */
  readonly boot: Float64Array;
  readonly seq: Float64Array;
  readonly reportedAtMs: Float64Array;
  readonly levelPct: Float32Array;
  readonly powerW: Float32Array;
  readonly voltageV: Float32Array;
  readonly currentA: Float32Array;
  readonly powerFactor: Float32Array;
  readonly energyKwh: Float64Array;
  readonly temperatureC: Float32Array;
  readonly burningHours: Float64Array;
  readonly faultBits: Uint16Array;
  readonly following: Uint8Array;
  /** Last command the node says it accepted; 0 before it said so. */
  readonly command: Float64Array;
  /** Version of the programme the node says it holds. */
  readonly programme: (string | undefined)[];

  /** When anything was last heard of the node, controller's clock. */
  readonly heardAtMs: Float64Array;
  readonly connected: Uint8Array;
  /** Since when it is not connected; NaN while it is, and before it ever was. */
  readonly lostAtMs: Float64Array;
  /** The connection that carries the node: itself or a gateway. */
  readonly connection: (string | undefined)[];

  /** Decided: the level the light must give now, and what the schedule alone would give. */
  readonly targetPct: Float32Array;
  readonly expectedPct: Float32Array;
  readonly rule: Uint8Array;
  readonly decidedAtMs: Float64Array;

  readonly condition: Uint8Array;

  readonly #dirty: Uint8Array;
  /** Rows that changed what the map shows since the last `takeDirty`. */
  #dirtyRows: number[] = [];

  constructor(geometry: Geometry) {
    const n = geometry.lights.length;
    const unknown64 = () => new Float64Array(n).fill(Number.NaN);
    const unknown32 = () => new Float32Array(n).fill(Number.NaN);
    this.geometry = geometry;
    this.boot = new Float64Array(n).fill(-1);
    this.seq = new Float64Array(n).fill(-1);
    this.reportedAtMs = unknown64();
    this.levelPct = unknown32();
    this.powerW = unknown32();
    this.voltageV = unknown32();
    this.currentA = unknown32();
    this.powerFactor = unknown32();
    this.energyKwh = unknown64();
    this.temperatureC = unknown32();
    this.burningHours = unknown64();
    this.faultBits = new Uint16Array(n);
    this.following = new Uint8Array(n);
    this.command = new Float64Array(n);
    this.programme = new Array<string | undefined>(n).fill(undefined);
    this.heardAtMs = unknown64();
    this.connected = new Uint8Array(n);
    this.lostAtMs = unknown64();
    this.connection = new Array<string | undefined>(n).fill(undefined);
    this.targetPct = unknown32();
    this.expectedPct = unknown32();
    this.rule = new Uint8Array(n);
    this.decidedAtMs = unknown64();
    this.condition = new Uint8Array(n);
    this.#dirty = new Uint8Array(n);
  }

  get size(): number {
    return this.geometry.lights.length;
  }

  /** Takes a report. False when a newer one is already held (a replay, a reordering): then it is history, not state. */
  report(row: number, report: Report, atMs: number, heardAtMs: number, connection: string): boolean {
    this.#heard(row, heardAtMs, connection);
    if (!this.#isNewer(row, report.boot, report.seq)) return false;
    this.boot[row] = report.boot;
    this.seq[row] = report.seq;
    this.reportedAtMs[row] = atMs;
    this.levelPct[row] = report.levelPct;
    this.powerW[row] = report.powerW;
    this.voltageV[row] = report.voltageV;
    this.currentA[row] = report.currentA;
    this.powerFactor[row] = report.powerFactor;
    this.energyKwh[row] = report.energyKwh;
    this.temperatureC[row] = report.temperatureC;
    this.burningHours[row] = report.burningHours;
    this.faultBits[row] = report.faultBits;
    this.following[row] = followings.indexOf(report.following);
    this.command[row] = report.command;
    this.programme[row] = report.programme;
    this.#touch(row);
    return true;
  }

  /** A node came (back): what it holds replaces what was believed. True when it started anew since it was last heard. */
  hello(row: number, hello: Hello, heardAtMs: number, connection: string): boolean {
    this.#heard(row, heardAtMs, connection);
    this.command[row] = hello.command;
    this.programme[row] = hello.programme;
    return hello.boot > (this.boot[row] ?? -1);
  }

  /** The broker says a connection is gone, with every node it carried. */
  lost(rows: Iterable<number>, heardAtMs: number): void {
    for (const row of rows) {
      if (this.connected[row] === 0) continue;
      this.connected[row] = 0;
      this.lostAtMs[row] = heardAtMs;
    }
  }

  /** A light that was missing before a restart, since then, and has not been heard after it. */
  missing(row: number, sinceMs: number): void {
    if (Number.isNaN(this.heardAtMs[row] ?? Number.NaN)) this.lostAtMs[row] = sinceMs;
  }

  /** The outcome of deciding. True when the target changed. */
  decided(row: number, targetPct: number, expectedPct: number, rule: number, nowMs: number): boolean {
    this.expectedPct[row] = expectedPct;
    if (this.targetPct[row] === Math.fround(targetPct) && this.rule[row] === rule) return false;
    this.targetPct[row] = targetPct;
    this.rule[row] = rule;
    this.decidedAtMs[row] = nowMs;
    return true;
  }

  setCondition(row: number, condition: Condition): void {
    const index = conditions.indexOf(condition);
    if (this.condition[row] === index) return;
    this.condition[row] = index;
    this.#touch(row);
  }

  /** Level as the map shows it: whole percent, or levelUnknown. */
  shownLevel(row: number): number {
    const level = this.levelPct[row] ?? Number.NaN;
    return Number.isNaN(level) ? levelUnknown : Math.round(level);
  }

  followingOf(row: number): Following {
    return followings[this.following[row] ?? 0] ?? "default";
  }

  /** Rows that changed since the last call, ascending; undefined when none did. */
  takeDirty(): Uint32Array | undefined {
    if (this.#dirtyRows.length === 0) return undefined;
    const rows = Uint32Array.from(this.#dirtyRows).sort();
    for (const row of rows) this.#dirty[row] = 0;
    this.#dirtyRows = [];
    return rows;
  }

  #isNewer(row: number, boot: number, seq: number): boolean {
    const held = this.boot[row] ?? -1;
    return boot > held || (boot === held && seq > (this.seq[row] ?? -1));
  }

  #heard(row: number, heardAtMs: number, connection: string): void {
    this.heardAtMs[row] = heardAtMs;
    this.connection[row] = connection;
    if (this.connected[row] === 1) return;
    this.connected[row] = 1;
    this.lostAtMs[row] = Number.NaN;
  }

  #touch(row: number): void {
    if (this.#dirty[row] === 1) return;
    this.#dirty[row] = 1;
    this.#dirtyRows.push(row);
  }
}
