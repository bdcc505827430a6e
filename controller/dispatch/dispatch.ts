/**
 * Decisions against reports → what to send. Level-based: it compares what each node should hold with what the node says it holds,
 * so a lost message, a restart or a reconnect needs no special case. A node's report is the acknowledgement.
 */
import { type Ask, faultBits, type Programme, type Target } from "#contract/messages";
import { type DownKind, downTopic } from "#contract/topics";
import type { Fleet } from "../fleet/fleet.ts";

/** What a light must be told, beyond its programme; undefined when the programme alone is right. */
export interface WantedTarget {
  readonly levelPct: number;
  readonly fadeMs: number;
  readonly untilMs: number;
  readonly because: Target["because"];
}

export interface WantedProgramme {
  readonly version: string;
  readonly message: Omit<Programme, "seq">;
}

export type CommandState = "none" | "sent" | "confirmed" | "failed";
export type ProgrammeState = "in-force" | "pending" | "failed";

/** First repeat of an unconfirmed command, ms; doubles each time. */
const retryMs = 3_000;
/** Sends of one command before it counts as failed; the node's next hello starts anew. */
const triesMax = 6;
/** Programmes sent a tick: a new calendar for 100,000 lights takes minutes, not one burst (a programme is about 1 kB). */
const programmesPerTickMax = 500;
/** A target that only moves its end later is renewed when less than this is left of the old one, ms. */
const renewMs = 300_000;

export class Dispatch {
  readonly #fleet: Fleet;
  readonly #authority: string;
  readonly #publish: (topic: string, payload: string) => boolean;

  /** Last target sent, by row: level NaN for none, -1 for a release. */
  readonly #level: Float32Array;
  readonly #untilMs: Float64Array;
  /** Last command sequence used, and that of the last target. */
  readonly #seq: Float64Array;
  readonly #targetSeq: Float64Array;
  readonly #sentAtMs: Float64Array;
  readonly #tries: Uint8Array;
  readonly #programmeSentAtMs: Float64Array;
  readonly #programmeTries: Uint8Array;
  readonly #programmeSent: (string | undefined)[];
  #programmesLeft = programmesPerTickMax;
  #sent = 0;

  constructor(fleet: Fleet, authority: string, publish: (topic: string, payload: string) => boolean) {
    const n = fleet.size;
    this.#fleet = fleet;
    this.#authority = authority;
    this.#publish = publish;
    this.#level = new Float32Array(n).fill(Number.NaN);
    this.#untilMs = new Float64Array(n);
    this.#seq = new Float64Array(n);
    this.#targetSeq = new Float64Array(n);
    this.#sentAtMs = new Float64Array(n);
    this.#tries = new Uint8Array(n);
    this.#programmeSentAtMs = new Float64Array(n);
    this.#programmeTries = new Uint8Array(n);
    this.#programmeSent = new Array<string | undefined>(n).fill(undefined);
  }

  /** Commands sent since the start. */
  get sent(): number {
    return this.#sent;
  }

  /** Call once before the rows of a tick. */
  startTick(): void {
    this.#programmesLeft = programmesPerTickMax;
  }

  /** The node came back: what failed before is tried anew. One that rebooted has lost its target. */
  hello(row: number, rebooted: boolean): void {
    if (rebooted) this.#level[row] = Number.NaN;
    this.#tries[row] = 0;
    this.#programmeTries[row] = 0;
    this.#sentAtMs[row] = 0;
    this.#programmeSentAtMs[row] = 0;
  }

  /** Sends the row what it lacks. */
  reconcile(row: number, wanted: WantedTarget | undefined, programme: WantedProgramme, nowMs: number): void {
    if (this.#fleet.connected[row] !== 1) return;
    this.#reconcileProgramme(row, programme, nowMs);
    this.#reconcileTarget(row, wanted, nowMs);
  }

  commandState(row: number): CommandState {
    if (Number.isNaN(this.#level[row] ?? Number.NaN)) return "none";
    if (this.#isConfirmed(row)) return "confirmed";
    return (this.#tries[row] ?? 0) >= triesMax ? "failed" : "sent";
  }

  /** Whether the target last sent asks for this level, and is confirmed by a report. */
  isConfirmedAt(row: number, levelPct: number): boolean {
    return this.#level[row] === Math.fround(levelPct) && this.#isConfirmed(row);
  }

  wasSent(row: number, levelPct: number): boolean {
    return this.#level[row] === Math.fround(levelPct);
  }

  programmeState(row: number, version: string): ProgrammeState {
    if (this.#fleet.programme[row] === version) return "in-force";
    return (this.#programmeTries[row] ?? 0) >= triesMax ? "failed" : "pending";
  }

  ask(row: number, ask: Ask): void {
    this.#send(row, "ask", ask);
  }

  #reconcileProgramme(row: number, wanted: WantedProgramme, nowMs: number): void {
    if (this.#fleet.programme[row] === wanted.version || this.#programmesLeft === 0) return;
    if (this.#programmeSent[row] !== wanted.version) this.#programmeTries[row] = 0;
    else if (nowMs - (this.#programmeSentAtMs[row] ?? 0) < retryMs * 2 ** (this.#programmeTries[row] ?? 0)) return;
    const tries = this.#programmeTries[row] ?? 0;
    if (tries >= triesMax) return;
    if (!this.#send(row, "programme", { ...wanted.message, seq: this.#nextSeq(row) })) return;
    this.#programmesLeft -= 1;
    this.#programmeSent[row] = wanted.version;
    this.#programmeSentAtMs[row] = nowMs;
    this.#programmeTries[row] = tries + 1;
  }

  #reconcileTarget(row: number, wanted: WantedTarget | undefined, nowMs: number): void {
    const held = this.#heldLevel(row, nowMs);
    if (!wanted) {
      // Nothing is wanted: a target that still runs is ended; a release that was not confirmed is repeated.
      if (Number.isNaN(held)) return;
      if (held === -1 && (this.#isConfirmed(row) || !this.#mayRepeat(row, nowMs))) return;
      this.#sendTarget(row, { levelPct: -1, fadeMs: 2_000, untilMs: nowMs + 3_600_000, because: "release" }, nowMs);
      return;
    }
    const same = held === Math.fround(wanted.levelPct) && this.#coversEnd(row, wanted.untilMs, nowMs);
    if (same && (this.#isConfirmed(row) || !this.#mayRepeat(row, nowMs))) return;
    this.#sendTarget(row, wanted, nowMs);
  }

  #coversEnd(row: number, untilMs: number, nowMs: number): boolean {
    const held = this.#untilMs[row] ?? 0;
    if (held === untilMs) return true;
    // An end that moved earlier is told at once; one that moved later only when the old one comes near.
    return untilMs > held && held - nowMs > renewMs;
  }

  #heldLevel(row: number, nowMs: number): number {
    return (this.#untilMs[row] ?? 0) <= nowMs ? Number.NaN : (this.#level[row] ?? Number.NaN);
  }

  #sendTarget(row: number, wanted: WantedTarget, nowMs: number): void {
    const isRelease = wanted.because === "release";
    const isNew = this.#level[row] !== Math.fround(wanted.levelPct) || (!isRelease && this.#untilMs[row] !== wanted.untilMs);
    const tries = isNew ? 0 : (this.#tries[row] ?? 0);
    const seq = this.#nextSeq(row);
    const target: Target = {
      seq,
      issuedAt: new Date(nowMs).toISOString(),
      validUntil: new Date(wanted.untilMs).toISOString(),
      levelPct: wanted.levelPct === -1 ? null : wanted.levelPct,
      fadeMs: wanted.fadeMs,
      because: wanted.because,
    };
    if (!this.#send(row, "target", target)) return;
    this.#targetSeq[row] = seq;
    this.#level[row] = wanted.levelPct;
    this.#untilMs[row] = wanted.untilMs;
    this.#sentAtMs[row] = nowMs;
    this.#tries[row] = tries + 1;
  }

  #mayRepeat(row: number, nowMs: number): boolean {
    const tries = this.#tries[row] ?? 0;
    return tries < triesMax && nowMs - (this.#sentAtMs[row] ?? 0) >= retryMs * 2 ** tries;
  }

  /** The node's own word: it took the command, and follows it. A node that rebooted took it once and follows it no more. */
  #isConfirmed(row: number): boolean {
    const { faultBits: bits, command } = this.#fleet;
    const isRefused = ((bits[row] ?? 0) & faultBits.commandRefused) !== 0;
    const isTaken = (command[row] ?? 0) >= (this.#targetSeq[row] ?? 0);
    const follows = this.#fleet.followingOf(row) === "target";
    return isTaken && !isRefused && follows === (this.#level[row] !== -1);
  }

  /** Above everything the node ever accepted or was sent: it takes only what is newer. */
  #nextSeq(row: number): number {
    const seq = Math.max(this.#fleet.command[row] ?? 0, this.#seq[row] ?? 0) + 1;
    this.#seq[row] = seq;
    return seq;
  }

  #send(row: number, kind: DownKind, message: unknown): boolean {
    const light = this.#fleet.geometry.lights[row];
    const connection = this.#fleet.connection[row];
    if (!light || connection === undefined) return false;
    const sent = this.#publish(downTopic({ authority: this.#authority, connection, subject: light.node }, kind), JSON.stringify(message));
    if (sent) this.#sent += 1;
    return sent;
  }
}
