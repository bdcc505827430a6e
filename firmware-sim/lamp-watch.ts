/** The node's own judgement of its lamp, from power alone: low for longer than a lamp takes to warm up. Kept until it burns well again. */
import { driverOutput } from "./behaviours/behaviour.ts";
import type { Capabilities } from "./capabilities.ts";

export class LampWatch {
  failed = false;
  #lowSinceMs = Number.POSITIVE_INFINITY;

  /** Looks at the power now drawn at a level the driver is told. */
  look(atMs: number, levelPct: number, powerW: number, lamp: Capabilities): void {
    const low = levelPct > 0 && powerW < lamp.lampLowShare * driverOutput(levelPct, lamp).powerW;
    if (!low) this.#lowSinceMs = Number.POSITIVE_INFINITY;
    else if (this.#lowSinceMs > atMs) this.#lowSinceMs = atMs;
    if (!low && levelPct > 0) this.failed = false;
    if (atMs >= this.#lowSinceMs + lamp.warmUpMs) this.failed = true;
  }

  /** When it will say so if nothing changes; Infinity when it has, or has no reason to. */
  dueAt(lamp: Capabilities): number {
    return this.failed ? Number.POSITIVE_INFINITY : this.#lowSinceMs + lamp.warmUpMs;
  }

  reset(): void {
    this.failed = false;
    this.#lowSinceMs = Number.POSITIVE_INFINITY;
  }
}
