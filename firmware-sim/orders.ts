/** What a node was told and holds: a programme (in flash) and a target (in RAM), and which of them it does at an instant. */
import type { Following, Programme, Target } from "#contract/messages";
import { type Held, StoredProgramme } from "./programme.ts";

/** What a node does, and on whose word. */
export interface Doing extends Held {
  readonly following: Following;
}

/** While a photocell may bring a step earlier, it looks at the sky this often. */
const lookMs = 60_000;

export class Orders {
  #programme: StoredProgramme | undefined;
  #target: Doing | undefined;
  /** Whether the photocell has brought the coming step on: it stays until the step itself. */
  #early = false;

  /** Version of the programme held. */
  get version(): string | undefined {
    return this.#programme?.version;
  }

  /** Keeps a command in place of the last of its kind; false for a target that has expired by the own clock. A release is never late. */
  take(command: Programme | Target, ownMs: number): boolean {
    if ("steps" in command) {
      this.#programme = new StoredProgramme(command);
      return true;
    }
    const { levelPct, fadeMs } = command;
    const untilMs = Date.parse(command.validUntil);
    if (levelPct !== null && untilMs <= ownMs) return false;
    this.#target = levelPct === null ? undefined : { levelPct, fadeMs, untilMs, following: "target" };
    return true;
  }

  /**
   * The target while it is valid, else the programme, else full light. `daylightLux` is what the photocell measures; undefined without one:
   * it may bring the programme's next step earlier, as the programme says. A programme that is not `readable` is as good as none.
   */
  at(ownMs: number, daylightLux?: number, readable = true): Doing {
    if (this.#target && this.#target.untilMs <= ownMs) this.#target = undefined;
    if (this.#target) return this.#target;
    if (!this.#programme || !readable) return failLit;
    return this.#brought(this.#programme, ownMs, daylightLux) ?? this.#programme.heldAt(ownMs);
  }

  /** What the photocell makes of the programme at an instant; undefined when it makes nothing of it. */
  #brought(programme: StoredProgramme, ownMs: number, daylightLux: number | undefined): Doing | undefined {
    const earlier = daylightLux === undefined ? undefined : programme.earlierAt(ownMs);
    const isWithin = earlier !== undefined && ownMs >= earlier.fromMs;
    this.#early = isWithin && (this.#early || (daylightLux ?? 0) < earlier.onLux);
    if (!earlier) return undefined;
    const held = programme.heldAt(ownMs);
    if (!isWithin) return { ...held, untilMs: Math.min(held.untilMs, earlier.fromMs) };
    if (!this.#early) return { ...held, untilMs: Math.min(held.untilMs, ownMs + lookMs) };
    return { levelPct: earlier.levelPct, fadeMs: earlier.fadeMs, untilMs: held.untilMs, following: "local" };
  }

  /** Fade for coming back to the programme from something else, ms. */
  get returnFadeMs(): number {
    return this.#programme?.fadeMs ?? 0;
  }

  exhaustedAt(ownMs: number): boolean {
    return this.#programme?.exhaustedAt(ownMs) ?? false;
  }

  /** A restart: what is in RAM only is gone. */
  forgetRam(): void {
    this.#target = undefined;
    this.#early = false;
  }
}

/** A node that was never told anything gives full light: a dark street is the worse mistake. */
export const failLit: Doing = { levelPct: 100, fadeMs: 0, untilMs: Number.POSITIVE_INFINITY, following: "default" };
