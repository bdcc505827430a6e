/** The live stream's source: one encoding of what changed, handed to every subscriber. Coalesced per light between two beats. */
import type { LiveText } from "#contract/api";
import { type Cancel, type Clock, every } from "#contract/clock";
import { encodeDelta } from "#contract/live";
import type { Fleet } from "../fleet/fleet.ts";

export type Frame = LiveText | Uint8Array<ArrayBuffer>;

/** Real time between two deltas: ten a second look alive and cost the same for 500 changes or 50,000. */
const deltaMs = 100;
const statusMs = 1_000;
/** A person who has set lights waits for their confirmation: it is told as quickly as an eye follows. */
const progressMs = 200;

export interface LiveSource {
  readonly fleet: () => Fleet;
  readonly nowMs: () => number;
  /** Text frames for each second; a frame equal to the last of its type is not sent again. */
  readonly texts: () => LiveText[];
  /** What a person is waiting for, told sooner than the texts; undefined while nobody waits. */
  readonly progress: () => LiveText | undefined;
}

export class Live {
  readonly #source: LiveSource;
  readonly #listeners = new Set<(frame: Frame) => void>();
  readonly #lastText = new Map<string, string>();
  readonly #timers: Cancel[];

  constructor(source: LiveSource, pace: Clock) {
    this.#source = source;
    this.#timers = [
      every(pace, deltaMs, "live deltas", () => this.#sendDelta()),
      every(pace, progressMs, "live progress", () => this.#sendProgress()),
      every(pace, statusMs, "live status", () => this.#sendTexts()),
    ];
  }

  subscribe(listener: (frame: Frame) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  send(frame: Frame): void {
    for (const listener of this.#listeners) listener(frame);
  }

  close(): void {
    for (const cancel of this.#timers) cancel();
    this.#listeners.clear();
  }

  /** Also without listeners: a snapshot names the last delta it includes, so sequence numbers must go on. */
  #sendDelta(): void {
    const fleet = this.#source.fleet();
    const dirty = fleet.takeDirty();
    if (!dirty || this.#listeners.size === 0) return;
    this.send(
      encodeDelta({
        geometryVersion: fleet.geometry.version,
        seq: dirty.seq,
        nowMs: this.#source.nowMs(),
        rows: dirty.rows,
        condition: Uint8Array.from(dirty.rows, (row) => fleet.condition[row] ?? 0),
        levelPct: Uint8Array.from(dirty.rows, (row) => fleet.shownLevel(row)),
      }),
    );
  }

  #sendTexts(): void {
    if (this.#listeners.size === 0) {
      this.#lastText.clear();
      return;
    }
    for (const text of this.#source.texts()) this.#sendText(text);
  }

  #sendProgress(): void {
    const text = this.#listeners.size === 0 ? undefined : this.#source.progress();
    if (text) this.#sendText(text);
  }

  #sendText(text: LiveText): void {
    const json = JSON.stringify(text);
    if (text.type !== "status" && this.#lastText.get(text.type) === json) return;
    this.#lastText.set(text.type, json);
    this.send(text);
  }
}
