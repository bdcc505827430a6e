/**
 * The TelemetryStore port: every reading, for ever or until retention. Stores keep at least 0.01 % of level, 0.01 W, 0.01 V, 0.1 mA,
 * 0.0001 of power factor, 1 mWh, 0.01 °C and 0.001 h; finer digits may be lost. Implementations: embedded SQLite (embedded.ts), InfluxDB 1.x
 * (influxdb.ts), in-memory twin (memory.ts); one suite for all. Writing a reading twice changes nothing.
 */
import type { Following } from "#contract/messages";

/** A report as stored: named for ever by (light, boot, seq). */
export interface Reading {
  readonly light: string;
  readonly boot: number;
  readonly seq: number;
  /** ms since 1970 UTC. */
  readonly atMs: number;
  readonly levelPct: number;
  readonly powerW: number;
  readonly voltageV: number;
  readonly currentA: number;
  readonly powerFactor: number;
  readonly energyKwh: number;
  readonly temperatureC: number;
  readonly burningHours: number;
  readonly faultBits: number;
  readonly following: Following;
}

/** The newest stored report of a light. */
export interface Newest {
  readonly boot: number;
  readonly seq: number;
  readonly atMs: number;
}

/** What energy is computed from, of one light in time order. Counters are as the node sent them: they may fall when it is replaced. */
export interface Trace {
  readonly light: string;
  readonly atMs: Float64Array;
  readonly levelPct: Float64Array;
  readonly energyKwh: Float64Array;
}

export interface TelemetryStore {
  /** For people: "embedded (data/telemetry.sqlite)", "InfluxDB http://…/leerie". */
  readonly title: string;
  /**
   * Resolves when every reading is durable. Rejects with LightingError: STORE_OFFLINE when the store cannot take them now (try again
   * later), BAD_INPUT when it never will take some of them: those that reading.ts refuses are named, and then nothing of the batch is
   * stored; what a database of its own rules refuses is told in its words, and the others may be stored. Smaller batches tell which.
   */
  write(readings: readonly Reading[]): Promise<void>;
  /** Readings of one light in [fromMs, toMs), oldest first, at most `limit` (the newest are kept when there are more). */
  history(light: string, fromMs: number, toMs: number, limit: number): Promise<Reading[]>;
  /**
   * Traces of a period, by light: readings in [fromMs, toMs), and the last before fromMs when it is not older than lookBackMs (reading.ts).
   * Of every light, or of those asked for; lights without any are left out. Calls back per light as they come, in no promised order of
   * lights. The arrays are the caller's to keep and to change; those of several lights may share a buffer, so they are not to be handed over.
   */
  traces(fromMs: number, toMs: number, each: (trace: Trace) => void, lights?: readonly string[]): Promise<void>;
  /** How many readings each light has in [fromMs, toMs); lights without any are left out. For periods of days. Measured for a day of 10,000: embedded 0.25 s, InfluxDB 3 s. */
  counts(fromMs: number, toMs: number): Promise<Map<string, number>>;
  /** For each light the newest stored report by instant, to know what to ask for after a restart. */
  newest(): Promise<Map<string, Newest>>;
  /** Instant of the oldest reading, ms since 1970 UTC; undefined when there is none. */
  oldest(): Promise<number | undefined>;
  /** Number of readings held: for tests and the system page. */
  count(): Promise<number>;
  /**
   * Removes readings older than an instant, ms since 1970 UTC; answers how many. In pieces, so that writes and queries go on meanwhile:
   * when it rejects, what was removed stays removed, and the rest goes with the next call.
   */
  prune(beforeMs: number): Promise<number>;
  close(): Promise<void>;
}
