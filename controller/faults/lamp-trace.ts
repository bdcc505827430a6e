/** What a light did of late, from its reports: since when it gives its level, when it went lit or dark unasked, how long it burned. */
const hourMs = 60 * 60_000;
/** Driver warm-up and fade: power says nothing before. */
export const settleMs = 90_000;
/** Uncommanded changes kept per light: more tell no more. */
const transitionsMax = 12;
/** More than standby by this share of rated power is lit. */
const litShare = 0.1;
const dark = 0;
const lit = 1;
const untold = 2;

/** What of a report it takes note of, with the node's instant. */
export interface LampReport {
  readonly atMs: number;
  readonly boot: number;
  readonly levelPct: number;
  readonly powerW: number;
  readonly energyKwh: number;
  readonly ratedW: number;
  readonly standbyW: number;
}

export class LampTrace {
  readonly #levelPct: Float32Array;
  readonly #changedAtMs: Float64Array;
  readonly #onSinceMs: Float64Array;
  readonly #burningSinceMs: Float64Array;
  readonly #reportedAtMs: Float64Array;
  readonly #energyKwh: Float64Array;
  readonly #boot: Float64Array;
  readonly #lit: Uint8Array;
  readonly #wasRightAtFull: Uint8Array;
  /**
   * Power over expected: at the last report at full level; and at the first settled one of the present level, if the report before it was
   * right at full level, else 0. NaN before.
   */
  readonly entryRatio: Float32Array;
  readonly fullRatio: Float32Array;
  /** Instants of uncommanded changes; only rows that ever had one. */
  readonly #transitions = new Map<number, number[]>();

  constructor(rows: number) {
    const unknown = (): Float64Array => new Float64Array(rows).fill(Number.NaN);
    this.#levelPct = new Float32Array(rows).fill(Number.NaN);
    this.#changedAtMs = unknown();
    this.#onSinceMs = unknown();
    this.#burningSinceMs = unknown();
    this.#reportedAtMs = unknown();
    this.#energyKwh = unknown();
    this.#boot = unknown();
    this.#lit = new Uint8Array(rows).fill(untold);
    this.#wasRightAtFull = new Uint8Array(rows);
    this.entryRatio = new Float32Array(rows).fill(Number.NaN);
    this.fullRatio = new Float32Array(rows).fill(Number.NaN);
  }

  take(row: number, report: LampReport): void {
    const { atMs, levelPct, boot } = report;
    // A clock put back: what was measured against its instants begins anew.
    const isBack = atMs < (this.#reportedAtMs[row] ?? Number.NaN);
    if (this.#levelPct[row] !== levelPct || this.#boot[row] !== boot || isBack) this.#change(row, report, isBack);
    const isLit = report.powerW > report.standbyW + litShare * report.ratedW ? lit : dark;
    const wasLit = this.#lit[row];
    if (atMs - (this.#changedAtMs[row] ?? Number.NaN) >= settleMs) {
      if (levelPct > 0 && wasLit !== untold && wasLit !== isLit) this.#transition(row, atMs);
      this.#lit[row] = isLit;
    }
    this.#burn(row, report, isLit === lit);
    this.#reportedAtMs[row] = atMs;
    this.#energyKwh[row] = report.energyKwh;
  }

  /** Takes note of power over expected in a settled report of a lit light. */
  measured(row: number, ratio: number, { isFull, isRight }: { readonly isFull: boolean; readonly isRight: boolean }): void {
    if (Number.isNaN(this.entryRatio[row] ?? Number.NaN)) this.entryRatio[row] = this.#wasRightAtFull[row] === 1 ? ratio : 0;
    if (isFull) this.fullRatio[row] = ratio;
    this.#wasRightAtFull[row] = isFull && isRight ? 1 : 0;
  }

  isSettled(row: number): boolean {
    return (this.#reportedAtMs[row] ?? Number.NaN) - (this.#changedAtMs[row] ?? Number.NaN) >= settleMs;
  }

  /** Since it was told to be on, ms by its own clock; 0 while it is off. */
  litForMs(row: number): number {
    const forMs = (this.#reportedAtMs[row] ?? Number.NaN) - (this.#onSinceMs[row] ?? Number.NaN);
    return Number.isNaN(forMs) ? 0 : forMs;
  }

  /** How long it has burned though told to be off, ms; 0 while it does not. */
  burningForMs(row: number): number {
    const forMs = (this.#reportedAtMs[row] ?? Number.NaN) - (this.#burningSinceMs[row] ?? Number.NaN);
    return Number.isNaN(forMs) ? 0 : Math.max(0, forMs);
  }

  /** Uncommanded changes in the hour before its last report. */
  transitions(row: number): number {
    const instants = this.#transitions.get(row);
    if (!instants) return 0;
    const fromMs = (this.#reportedAtMs[row] ?? Number.NaN) - hourMs;
    let count = 0;
    for (const atMs of instants) if (atMs > fromMs) count += 1;
    return count;
  }

  #change(row: number, { atMs, levelPct, boot }: LampReport, isBack: boolean): void {
    const wasOn = (this.#levelPct[row] ?? 0) > 0;
    if (levelPct <= 0) {
      this.#onSinceMs[row] = Number.NaN;
      this.#wasRightAtFull[row] = 0;
    }
    if (levelPct > 0 && (!wasOn || this.#boot[row] !== boot || isBack)) this.#onSinceMs[row] = atMs;
    this.#levelPct[row] = levelPct;
    this.#boot[row] = boot;
    this.#changedAtMs[row] = atMs;
    this.#lit[row] = untold;
    this.entryRatio[row] = Number.NaN;
    if (!isBack) return;
    this.#transitions.delete(row);
    this.#burningSinceMs[row] = Number.NaN;
  }

  #transition(row: number, atMs: number): void {
    const kept = (this.#transitions.get(row) ?? []).filter((each) => atMs - each < hourMs);
    kept.push(atMs);
    this.#transitions.set(row, kept.slice(-transitionsMax));
  }

  /** Told to be off it took this power; its energy counter says for how much of the time since the last report. */
  #burn(row: number, { atMs, levelPct, powerW, energyKwh }: LampReport, isLit: boolean): void {
    if (levelPct > 0 || !isLit) {
      this.#burningSinceMs[row] = Number.NaN;
      return;
    }
    if (!Number.isNaN(this.#burningSinceMs[row] ?? Number.NaN)) return;
    const kwh = energyKwh - (this.#energyKwh[row] ?? Number.NaN);
    const forMs = kwh > 0 ? (kwh / powerW) * 1_000 * hourMs : 0;
    const sinceChangeMs = atMs - (this.#changedAtMs[row] ?? atMs);
    this.#burningSinceMs[row] = atMs - Math.min(forMs, sinceChangeMs);
  }
}
