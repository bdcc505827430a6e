/**
 * Overrides that people made, and which one holds for each light now. The last to act wins and the one it replaced is gone: when
 * the winner ends, the light is back on its programme, not on an older override. A function of now: a restart changes nothing.
 */
import { dayMs } from "./decide/local-time.ts";
import { overrideMsMax } from "./decide/override.ts";
import type { OverrideRecord } from "./registry/port.ts";

/**
 * Overrides that ended longer ago than this are left to the registry. Longer than any override lasts: one that took over from another
 * must be remembered until that other would have ended as well, or the other would come back.
 */
export const keptMs = overrideMsMax + dayMs;

export class OverrideBook {
  readonly #rowOf: (light: string) => number | undefined;
  #overrides: OverrideRecord[] = [];
  #rows = new Map<string, Uint32Array>();
  /** Index into #overrides of the one that holds, by row; -1 for none. */
  #winner: Int32Array;
  #computedAtMs = Number.NaN;
  #nextChangeMs = Number.POSITIVE_INFINITY;

  constructor(size: number, rowOf: (light: string) => number | undefined) {
    this.#winner = new Int32Array(size).fill(-1);
    this.#rowOf = rowOf;
  }

  /** Adds or replaces (a release) by id. */
  put(override: OverrideRecord): void {
    const index = this.#overrides.findIndex((known) => known.id === override.id);
    if (index >= 0) this.#overrides[index] = override;
    else this.#overrides.push(override);
    if (!this.#rows.has(override.id)) this.#rows.set(override.id, this.#rowsOf(override));
    this.#computedAtMs = Number.NaN;
  }

  list(): readonly OverrideRecord[] {
    return this.#overrides;
  }

  find(id: string): OverrideRecord | undefined {
    return this.#overrides.find((override) => override.id === id);
  }

  rows(id: string): Uint32Array {
    return this.#rows.get(id) ?? new Uint32Array();
  }

  /** Works out the winners at `nowMs` when something began, ended or was released since. Call once a tick. */
  startTick(nowMs: number): void {
    if (nowMs >= this.#computedAtMs && nowMs < this.#nextChangeMs) return;
    this.#forget(nowMs);
    this.#winner.fill(-1);
    const started = this.#overrides.map((override, index) => ({ override, index })).filter(({ override }) => actsFromMs(override) <= nowMs);
    started.sort((a, b) => actsFromMs(a.override) - actsFromMs(b.override) || a.override.createdAtMs - b.override.createdAtMs || a.index - b.index);
    for (const { override, index } of started) {
      const winner = isLive(override, nowMs) ? index : -1;
      for (const row of this.rows(override.id)) this.#winner[row] = winner;
    }
    this.#computedAtMs = nowMs;
    this.#nextChangeMs = Math.min(
      ...this.#overrides.flatMap((override) => [override.startsAtMs, override.endsAtMs]).filter((at) => at > nowMs),
      Number.POSITIVE_INFINITY,
    );
  }

  /** The override that holds for a row, as of the last `startTick`. */
  live(row: number): OverrideRecord | undefined {
    return this.#overrides[this.#winner[row] ?? -1];
  }

  #rowsOf(override: OverrideRecord): Uint32Array {
    return Uint32Array.from(override.lights.map((light) => this.#rowOf(light)).filter((row) => row !== undefined));
  }

  #forget(nowMs: number): void {
    for (const override of this.#overrides.filter(({ endsAtMs }) => endsAtMs < nowMs - keptMs)) this.#rows.delete(override.id);
    this.#overrides = this.#overrides.filter(({ endsAtMs }) => endsAtMs >= nowMs - keptMs);
  }
}

export function stateOf(override: OverrideRecord, nowMs: number): "coming" | "live" | "ended" | "released" {
  if (override.releasedAtMs !== undefined && override.releasedAtMs <= nowMs) return "released";
  if (nowMs >= override.endsAtMs) return "ended";
  return nowMs < override.startsAtMs ? "coming" : "live";
}

const actsFromMs = (override: OverrideRecord): number => Math.max(override.startsAtMs, override.createdAtMs);
const isLive = (override: OverrideRecord, nowMs: number): boolean => stateOf(override, nowMs) === "live";
