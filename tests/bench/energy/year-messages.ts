/** What goes between the maker of the year's file and the threads that simulate it. */
import type { DayField, DaySchedule, HalfHourField } from "#controller/energy/accounts";
import type { LightRecord } from "#controller/registry/inventory";
import type { Reading } from "#controller/telemetry/port";

export interface YearPart {
  readonly seed: number;
  /** Its nodes. */
  readonly modelled: readonly LightRecord[];
  /** Its lights: number in the accounts, the modelled light it is like, and how far its meter is from that one's. */
  readonly numbers: Int32Array;
  readonly models: Int32Array;
  readonly factors: Float64Array;
  /** Local days, the last of which is not over. */
  readonly days: readonly string[];
  /** Accounted up to here on the last day, and readings made up to here, ms since 1970 UTC. */
  readonly edgeMs: number;
  readonly readingsToMs: number;
  /** Readings are handed over from here on. */
  readonly readingsFromMs: number;
}

/** A day of the part's lights. */
export interface MadeDay {
  readonly is: "day";
  readonly day: string;
  readonly blocks: readonly { readonly block: number; readonly field: HalfHourField; readonly data: Uint8Array }[];
  /** By place in `numbers`. */
  readonly columns: Readonly<Record<DayField, Float32Array>>;
  readonly totals: Float64Array;
  /** What the calendars gave; by place in `numbers`. */
  readonly schedule: DaySchedule;
}

export interface MadeEnd {
  readonly is: "end";
  readonly reports: number;
  /** Of the modelled lights. */
  readonly readings: readonly Reading[];
  /** By place in `modelled`: what the accounts keep of the next reading after the edge. */
  readonly next: Int32Array;
  readonly modelCpuS: number;
  readonly cpuS: number;
}
