/** A programme as a node keeps it: packed, and answering which level holds at an instant of the node's own clock. */
import type { Programme } from "#contract/messages";

/** A level that holds, how to come to it, and until when (ms, own clock). */
export interface Held {
  readonly levelPct: number;
  readonly fadeMs: number;
  readonly untilMs: number;
}

/** What holds by a programme. */
export interface HeldByProgramme extends Held {
  readonly following: "programme";
}

/** A step that the photocell may bring earlier: from when, below how much daylight, and what it gives. */
export interface Earlier {
  readonly fromMs: number;
  readonly onLux: number;
  readonly levelPct: number;
  readonly fadeMs: number;
}

const dayMs = 86_400_000;

export class StoredProgramme {
  readonly version: string;
  readonly fadeMs: number;
  readonly #startsMs: number;
  readonly #endsMs: number;
  /** Instant (ms), level (%), fade (ms), one after another: fourteen nights of objects would be most of a node's memory. */
  readonly #steps: Float64Array;
  readonly #photocell: { readonly onLux: number; readonly earlierMs: number; readonly steps: ReadonlySet<number> } | undefined;

  constructor(programme: Programme) {
    this.version = programme.version;
    this.fadeMs = programme.fadeMs;
    this.#startsMs = Date.parse(programme.startsAt);
    this.#endsMs = Date.parse(programme.endsAt);
    this.#steps = new Float64Array(programme.steps.length * 3);
    programme.steps.forEach(([afterS, levelPct, fadeMs], i) => {
      this.#steps.set([this.#startsMs + afterS * 1_000, levelPct, fadeMs ?? programme.fadeMs], i * 3);
    });
    const cell = programme.photocell;
    this.#photocell = cell && { onLux: cell.onLux, earlierMs: cell.earlierMin * 60_000, steps: new Set(cell.steps) };
  }

  /** Whether its nights are over and the last 24 hours are being repeated. */
  exhaustedAt(ownMs: number): boolean {
    return ownMs >= this.#endsMs;
  }

  /** What holds at an instant of the own clock. Past the end, the last 24 hours before it are repeated, for ever. */
  heldAt(ownMs: number): HeldByProgramme {
    if (!this.exhaustedAt(ownMs)) return this.#beforeEnd(ownMs);
    const shiftMs = this.#repeatedMs(ownMs);
    const { levelPct, fadeMs, untilMs } = this.#beforeEnd(ownMs - shiftMs);
    return { levelPct, fadeMs, untilMs: untilMs + shiftMs, following: "programme" };
  }

  /** What the photocell may bring earlier; undefined when it is lit already, or when the next step is none of those. */
  earlierAt(ownMs: number): Earlier | undefined {
    const shiftMs = this.#repeatedMs(ownMs);
    const next = this.#firstAfter(ownMs - shiftMs);
    const cell = this.#photocell;
    if (!cell?.steps.has(next) || this.#beforeEnd(ownMs - shiftMs).levelPct > 0) return undefined;
    const [stepMs, levelPct, fadeMs] = this.#steps.subarray(next * 3);
    if (stepMs === undefined || levelPct === undefined || fadeMs === undefined) return undefined;
    return { fromMs: stepMs + shiftMs - cell.earlierMs, onLux: cell.onLux, levelPct, fadeMs };
  }

  /** How much later than the instant it repeats an instant is: whole days past the end, 0 before it. */
  #repeatedMs(ownMs: number): number {
    return this.exhaustedAt(ownMs) ? dayMs * (1 + Math.floor((ownMs - this.#endsMs) / dayMs)) : 0;
  }

  #beforeEnd(ownMs: number): HeldByProgramme {
    const next = this.#firstAfter(ownMs);
    const at = Math.max(0, next - 1) * 3;
    const untilMs = this.#steps[next * 3] ?? this.#endsMs;
    return {
      levelPct: this.#steps[at + 1] ?? 100,
      fadeMs: this.#steps[at + 2] ?? this.fadeMs,
      untilMs: Math.min(untilMs, this.#endsMs),
      following: "programme",
    };
  }

  /** Number of the first step after an instant, by halving. */
  #firstAfter(ownMs: number): number {
    let low = 0;
    let high = this.#steps.length / 3;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#steps[middle * 3] ?? 0) <= ownMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
