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

const dayMs = 86_400_000;

export class StoredProgramme {
  readonly version: string;
  readonly fadeMs: number;
  readonly #startsMs: number;
  readonly #endsMs: number;
  /** Instant (ms), level (%), fade (ms), one after another: fourteen nights of objects would be most of a node's memory. */
  readonly #steps: Float64Array;

  constructor(programme: Programme) {
    this.version = programme.version;
    this.fadeMs = programme.fadeMs;
    this.#startsMs = Date.parse(programme.startsAt);
    this.#endsMs = Date.parse(programme.endsAt);
    this.#steps = new Float64Array(programme.steps.length * 3);
    programme.steps.forEach(([afterS, levelPct, fadeMs], i) => {
      this.#steps.set([this.#startsMs + afterS * 1_000, levelPct, fadeMs ?? programme.fadeMs], i * 3);
    });
  }

  /** Whether its nights are over and the last 24 hours are being repeated. */
  exhaustedAt(ownMs: number): boolean {
    return ownMs >= this.#endsMs;
  }

  /** What holds at an instant of the own clock. Past the end, the last 24 hours before it are repeated, for ever. */
  heldAt(ownMs: number): HeldByProgramme {
    if (!this.exhaustedAt(ownMs)) return this.#beforeEnd(ownMs);
    const sinceEndMs = (ownMs - this.#endsMs) % dayMs;
    const shiftMs = ownMs - (this.#endsMs - dayMs + sinceEndMs);
    const { levelPct, fadeMs, untilMs } = this.#beforeEnd(ownMs - shiftMs);
    return { levelPct, fadeMs, untilMs: untilMs + shiftMs, following: "programme" };
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
