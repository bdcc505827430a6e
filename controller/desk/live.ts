/** The live stream's source: one encoding of what changed, handed to every subscriber. Coalesced per light between two beats. */
import type { LiveText } from "#contract/api";
import { type Cancel, type Clock, every } from "#contract/clock";
import { encodeDelta } from "#contract/live";
import type { LiveSince } from "../api/desk.ts";
import type { Fleet } from "../fleet/fleet.ts";
import { DeltaLog } from "./delta-log.ts";

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
  readonly #log: DeltaLog;

  constructor(source: LiveSource, pace: Clock) {
    this.#source = source;
    // A number takes a beat at least, so those of an earlier run are all lower.
    this.#log = new DeltaLog(Math.floor(pace.now() / deltaMs) % 2 ** 31);
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

  /** Sequence of the last delta: a snapshot taken now includes it. */
  get seq(): number {
    return this.#log.lastSeq;
  }

  /** The deltas after one that a page has, oldest first; undefined when it needs the snapshot. */
  missed({ seq, geometryVersion }: LiveSince): readonly Uint8Array<ArrayBuffer>[] | undefined {
    return geometryVersion === this.#source.fleet().geometry.version ? this.#log.after(seq) : undefined;
  }

  /** Other lights, or other facts about them: what was told of the old ones is over. */
  geometryChanged(): void {
    this.#log.restart();
    this.send({ type: "geometry", geometryVersion: this.#source.fleet().geometry.version });
  }

  send(frame: Frame): void {
    for (const listener of this.#listeners) listener(frame);
  }

  close(): void {
    for (const cancel of this.#timers) cancel();
    this.#listeners.clear();
  }

  /** Also without listeners: a page that has fetched the snapshot is about to ask for what came after it. */
  #sendDelta(): void {
    const fleet = this.#source.fleet();
    const rows = fleet.takeDirty();
    if (!rows) return;
    const frame = encodeDelta({
      geometryVersion: fleet.geometry.version,
      seq: this.#log.lastSeq + 1,
      nowMs: this.#source.nowMs(),
      rows,
      condition: Uint8Array.from(rows, (row) => fleet.condition[row] ?? 0),
      levelPct: Uint8Array.from(rows, (row) => fleet.shownLevel(row)),
    });
    this.#log.add(frame);
    this.send(frame);
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
