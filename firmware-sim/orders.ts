/** What a node was told and holds: a programme (in flash) and a target (in RAM), and which of them it does at an instant. */
import type { Following, Programme, Target } from "#contract/messages";
import { type Held, StoredProgramme } from "./programme.ts";

/** What a node does, and on whose word. */
export interface Doing extends Held {
  readonly following: Following;
}

export class Orders {
  #programme: StoredProgramme | undefined;
  #target: Doing | undefined;

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

  /** The target while it is valid, else the programme, else full light. */
  at(ownMs: number): Doing {
    if (this.#target && this.#target.untilMs <= ownMs) this.#target = undefined;
    return this.#target ?? this.#programme?.heldAt(ownMs) ?? failLit;
  }

  /** Fade for coming back to the programme from something else, ms. */
  get returnFadeMs(): number {
    return this.#programme?.fadeMs ?? 0;
  }

  exhaustedAt(ownMs: number): boolean {
    return this.#programme?.exhaustedAt(ownMs) ?? false;
  }

  forgetTarget(): void {
    this.#target = undefined;
  }
}

/** A node that was never told anything gives full light: a dark street is the worse mistake. */
const failLit: Doing = { levelPct: 100, fadeMs: 0, untilMs: Number.POSITIVE_INFINITY, following: "default" };
