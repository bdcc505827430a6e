/** One source of demand: its last reading, and whether it may be believed. */

import type { DemandSourceConfig } from "#config/schema";
import type { DemandSource } from "#contract/api";
import type { Refusal } from "#contract/failures";
import type { Demand, DemandKind } from "#contract/messages";
import { iso } from "#contract/units";

export type SourceState = DemandSource["state"];

export interface SourceReading {
  readonly atMs: number;
  readonly value: number;
}

/** A reading older than this many intervals says nothing about now. */
const staleIntervals = 3;
/** A source's clock may be this far ahead. */
const aheadMsMax = 5 * 60_000;
/** A suspect source is believed again after this many plausible readings in a row. */
const readingsToTrust = 3;

export class Source {
  readonly config: DemandSourceConfig;
  /** How long a reading says something, ms. */
  readonly staleMs: number;
  #last: SourceReading | undefined;
  /** Plausible readings still wanted before it is believed; 0 is trusted. */
  #distrust = 0;

  constructor(config: DemandSourceConfig) {
    this.config = config;
    this.staleMs = staleIntervals * config.intervalS * 1_000;
  }

  /** The last accepted. */
  get last(): SourceReading | undefined {
    return this.#last;
  }

  get isTrusted(): boolean {
    return this.#distrust === 0;
  }

  /** When the last reading goes stale; before any, always was. */
  get freshUntilMs(): number {
    return this.#last === undefined ? Number.NEGATIVE_INFINITY : this.#last.atMs + this.staleMs;
  }

  /**
   * Takes a reading, or says why not: an instant in the future, older than three intervals, or not after the last; a value outside the
   * source's range, which also makes the source suspect.
   */
  take({ at, value }: Demand, nowMs: number): Refusal | undefined {
    const { min, max, kind } = this.config;
    const atMs = Date.parse(at);
    const oldestMs = nowMs - this.staleMs;
    if (!(atMs <= nowMs + aheadMsMax)) return refusal("from-the-future", `at: found ${at}, expected at most 5 min after ${iso(nowMs)}`);
    if (atMs < oldestMs) return refusal("stale", `at: found ${at}, expected ${iso(oldestMs)} or later`);
    if (this.#last !== undefined && atMs <= this.#last.atMs) {
      return refusal("not-newer", `at: found ${at}, expected later than the last reading, ${iso(this.#last.atMs)}`);
    }
    if (!(value >= min && value <= max)) {
      this.#distrust = readingsToTrust;
      return refusal("implausible", `value: found ${value}, expected ${min} to ${max} ${unitOf[kind]}`);
    }
    this.#last = { atMs, value };
    this.#distrust = Math.max(0, this.#distrust - 1);
    return undefined;
  }

  state(nowMs: number): SourceState {
    if (!this.isTrusted) return "suspect";
    if (this.#last === undefined) return "silent";
    return nowMs < this.freshUntilMs ? "fresh" : "stale";
  }

  /** What a value of it says, for people: "420 cycles an hour at Leith Walk". */
  words(value: number): string {
    const { kind, name } = this.config;
    if (kind === "presence") return `someone passing at ${name}`;
    if (kind === "event") return `the event at ${name}`;
    return `${value} ${unitOf[kind]} at ${name}`;
  }
}

/** Unit of a kind's readings. */
export const unitOf: Readonly<Record<DemandKind, string>> = {
  vehicles: "vehicles an hour",
  pedestrians: "pedestrians an hour",
  cycles: "cycles an hour",
  presence: "present",
  lux: "lx",
  weather: "mm of rain an hour",
  event: "event",
};

const refusal = (reason: string, detail: string): Refusal => ({ ok: false, reason, detail });
