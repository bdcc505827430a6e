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

/** A light's energy counter at the ends of a period, for metered energy; and its levels integrated by the caller. */
export interface CounterSpan {
  readonly light: string;
  /** Nearest reading at or before `fromMs` (or the first after it), and likewise at `toMs`. */
  readonly first: { readonly atMs: number; readonly boot: number; readonly energyKwh: number };
  readonly last: { readonly atMs: number; readonly boot: number; readonly energyKwh: number };
  /**
   * Sum of the falls of the counter between the two, kWh; 0 unless a node was replaced. What was metered is last − first + fellKwh:
   * the counter survives reboots, so only a new node's counter starts lower.
   */
  readonly fellKwh: number;
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
   * later), BAD_INPUT when it never will (reading.ts says why; nothing of the batch is stored).
   */
  write(readings: readonly Reading[]): Promise<void>;
  /** Readings of one light in [fromMs, toMs), oldest first, at most `limit` (the newest are kept when there are more). */
  history(light: string, fromMs: number, toMs: number, limit: number): Promise<Reading[]>;
  /** Energy counters at the ends of a period, of every light with readings in it. */
  counters(fromMs: number, toMs: number): Promise<CounterSpan[]>;
  /** (atMs, levelPct) of every light in [fromMs, toMs) plus the last before fromMs, by light in time order. Calls back per light. */
  levels(fromMs: number, toMs: number, each: (light: string, atMs: Float64Array, levelPct: Float64Array) => void): Promise<void>;
  /**
   * Traces of a period, by light: readings in [fromMs, toMs), and the last before fromMs when it is not older than lookBackMs (reading.ts).
   * Of every light, or of those asked for; lights without any are left out. Calls back per light as they come; the arrays are the caller's.
   */
  traces(fromMs: number, toMs: number, each: (trace: Trace) => void, lights?: readonly string[]): Promise<void>;
  /** For each light the newest stored report by instant, to know what to ask for after a restart. */
  newest(): Promise<Map<string, { readonly boot: number; readonly seq: number; readonly atMs: number }>>;
  /** Number of readings held: for tests and the system page. */
  count(): Promise<number>;
  /**
   * Removes readings older than an instant, ms since 1970 UTC; answers how many. In pieces, so that writes and queries go on meanwhile:
   * when it rejects, what was removed stays removed, and the rest goes with the next call.
   */
  prune(beforeMs: number): Promise<number>;
  close(): Promise<void>;
}
