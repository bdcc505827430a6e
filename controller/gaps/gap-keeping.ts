/**
 * Keeps the gaps true to the store and to the disk: hears what the recorder stored and dropped, saves how far each light is stored, holds what
 * the registry knew against a store that was away at the start, and asks for what is missing while there is room for the answers.
 */
import { type Cancel, type Clock, every } from "#contract/clock";
import { messageOf } from "#contract/failures";
import type { Ask } from "#contract/messages";
import type { Geometry } from "../fleet/geometry.ts";
import type { StoredLedger, StoredRecord } from "../registry/port.ts";
import type { Reading, TelemetryStore } from "../telemetry/port.ts";
import type { Gaps } from "./gaps.ts";
import { heldOf, rowOf } from "./restore.ts";

/** What the gaps need of the recorder. */
export interface StoredEvents {
  onStored(handler: (readings: readonly Reading[]) => void): void;
  onDropped(handler: (readings: readonly Reading[]) => void): void;
  onRefused(handler: (readings: readonly Reading[]) => void): void;
  /** Whether the store is down or more than half of the room for waiting readings is taken. */
  isNearlyFull(): boolean;
}

export interface GapKeepingParts {
  readonly recorder: StoredEvents;
  readonly ledger: StoredLedger;
  readonly store: TelemetryStore;
  /** Real time: saving, asking. */
  readonly pace: Clock;
  readonly log: (line: string) => void;
  /** The inventory now. */
  readonly situation: () => { readonly geometry: Geometry; readonly gaps: Gaps };
}

/** What changed is saved this often, at most so many lights at once: about 10 ms of the loop. What a crash finds unsaved is asked for again. */
const saveMs = 1_000;
const saveRowsMax = 500;
/** Lights saved at once when nobody waits for the loop any more. */
const closeRowsMax = 5_000;
/** A store that was away at the start is looked for this often. */
const checkMs = 5_000;

export class GapKeeping {
  readonly #parts: GapKeepingParts;
  readonly #timers: Cancel[];
  #saving: Promise<boolean> | undefined;
  #failure: string | undefined;
  #unchecked: StoredRecord[] = [];
  #checking = false;

  constructor(parts: GapKeepingParts) {
    this.#parts = parts;
    const { recorder } = parts;
    recorder.onStored((readings) => this.#each(readings, (gaps, row, { boot, seq, atMs }) => gaps.stored(row, boot, seq, atMs)));
    recorder.onDropped((readings) => this.#each(readings, (gaps, row, { boot, seq }) => gaps.dropped(row, boot, seq)));
    recorder.onRefused((readings) => this.#each(readings, (gaps, row, { boot, seq }) => gaps.refused(row, boot, seq)));
    this.#timers = [
      every(parts.pace, saveMs, "how far readings are stored to be saved", () => void this.#save(saveRowsMax)),
      every(parts.pace, checkMs, "the telemetry store to say what it holds", () => void this.#check()),
    ];
  }

  /** Records of lights to hold against the store when it is back. */
  checkLater(records: readonly StoredRecord[]): void {
    this.#unchecked.push(...records);
  }

  /** What to ask now; nothing while readings wait for the store, or replays would push live ones out. */
  asks(isConnected: (row: number) => boolean): { row: number; ask: Ask }[] {
    return this.#parts.recorder.isNearlyFull() ? [] : this.#parts.situation().gaps.asks(this.#parts.pace.elapsedMs(), isConnected);
  }

  /** Saves what has changed, until it is all there or the registry refuses. */
  async close(): Promise<void> {
    for (const cancel of this.#timers) cancel();
    await this.#saving;
    while (this.#parts.situation().gaps.changed > 0 && (await this.#save(closeRowsMax)));
  }

  #each(readings: readonly Reading[], act: (gaps: Gaps, row: number, reading: Reading) => void): void {
    const { geometry, gaps } = this.#parts.situation();
    for (const reading of readings) {
      const row = geometry.rowOfLight.get(reading.light);
      if (row !== undefined) act(gaps, row, reading);
    }
  }

  /** Saves the lights that have waited longest; while a save is on its way, waits for that one. True when it worked. */
  #save(rowsMax: number): Promise<boolean> {
    this.#saving ??= this.#saveChanged(rowsMax).finally(() => {
      this.#saving = undefined;
    });
    return this.#saving;
  }

  async #saveChanged(rowsMax: number): Promise<boolean> {
    const { geometry, gaps } = this.#parts.situation();
    const rows = gaps.takeChanged(rowsMax);
    if (rows.length === 0) return true;
    const records = rows.flatMap((row) => {
      const light = geometry.lights[row];
      return light ? [{ light: light.id, node: light.node, ...gaps.standing(row) }] : [];
    });
    const before = this.#failure;
    this.#failure = await this.#parts.ledger.saveStored(records).then(() => undefined, messageOf);
    if (this.#failure !== undefined) this.#putBack(records);
    if (before === undefined && this.#failure !== undefined) this.#parts.log(`how far readings are stored cannot be saved: ${this.#failure}`);
    else if (before !== undefined && this.#failure === undefined) this.#parts.log("how far readings are stored is saved again");
    return this.#failure === undefined;
  }

  /** By light: the inventory may be another one by now. */
  #putBack(records: readonly StoredRecord[]): void {
    const { geometry, gaps } = this.#parts.situation();
    gaps.putBackChanged(records.flatMap((record) => rowOf(geometry, record) ?? []));
  }

  async #check(): Promise<void> {
    if (this.#checking || this.#unchecked.length === 0) return;
    this.#checking = true;
    try {
      const newest = await this.#parts.store.newest();
      const masked = this.#unchecked.splice(0).filter((record) => this.#isMasked(record, newest));
      // Put back at once: what is not answered now is asked the next time.
      this.#unchecked.push(...masked);
      for (const record of masked) {
        await this.#probe(record);
        this.#unchecked.splice(this.#unchecked.indexOf(record), 1);
      }
    } catch {
      // The store is still away, or away again; the recorder tells people.
    } finally {
      this.#checking = false;
    }
  }

  /** Goes back where the store holds less. True where readings stored since the start hide what it held before. */
  #isMasked(record: StoredRecord, newest: Parameters<typeof heldOf>[1]): boolean {
    const { geometry, gaps } = this.#parts.situation();
    const row = rowOf(geometry, record);
    if (row === undefined || record.newestAtMs === 0) return false;
    const to = heldOf(record, newest);
    if (to) gaps.goBack(row, to.held);
    return !to && gaps.standing(row).newestAtMs !== record.newestAtMs;
  }

  /** Whether the store has the reading that the record knows as its newest; if not, it has been emptied, and all is asked for. */
  async #probe(record: StoredRecord): Promise<void> {
    const found = await this.#parts.store.history(record.light, record.newestAtMs, record.newestAtMs + 1, 1);
    const { geometry, gaps } = this.#parts.situation();
    const row = rowOf(geometry, record);
    if (found.length === 0 && row !== undefined) gaps.goBack(row, undefined);
  }
}
