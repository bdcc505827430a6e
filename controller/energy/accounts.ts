/**
 * The energy accounts: half hours and days of every light, computed from stored readings and never from anything else, so that asking
 * again gives the same, whichever store holds the readings. Kept in one file beside the registry (accounts-file.ts), worked in a thread of
 * its own (accounts-thread.ts); the accountant (accountant.ts) is the work itself, and what the tests and the thread both run.
 *
 * Per light and never per group: whom a figure is about is said when it is asked for, as a member for each row of the inventory.
 */
import type { FittedLight } from "../decide/lamp.ts";
import type { Place } from "../decide/sun.ts";

/** What is kept of a light for each half hour. Energies in mWh, so that whole numbers lose nothing a node can measure. */
export const halfHourFields = ["meteredMwh", "calculatedMwh", "levelPct", "burningMin", "estimatedMin"] as const;
export type HalfHourField = (typeof halfHourFields)[number];

/** What is kept of a light for each local day. `readings` 0 is a light without any: it counts in no sum. */
export const dayFields = [
  "meteredKwh",
  "calculatedKwh",
  "scheduledKwh",
  "fullKwh",
  "meteredPence",
  "scheduledPence",
  "fullPence",
  "meteredGrams",
  "scheduledGrams",
  "fullGrams",
  "burningMin",
  "estimatedMin",
  "readings",
] as const;
export type DayField = (typeof dayFields)[number];

/** What a kilowatt-hour costs and emits in each half hour of a local day, and the day's standing charge. */
export interface DayRates {
  /** NaN where no tariff, or no factor, is in force. */
  readonly pencePerKwh: Float64Array;
  readonly gramsPerKwh: Float64Array;
  readonly standingPence: number;
}

/** The levels a schedule gives in a period: each holds from its instant until the next. */
export interface LevelSteps {
  readonly atMs: Float64Array;
  readonly levelPct: Float64Array;
}

/** What the calendars in force gave the lights on a local day, without demand and overrides: a few distinct shapes, shared. */
export interface DaySchedule {
  readonly shapes: readonly LevelSteps[];
  /** Index into `shapes` by row of the inventory; −1 where nothing is known. */
  readonly shapeOf: Int32Array;
}

/** What the accountant is told about the estate. Lights in row order of the inventory, with the figures of their types. */
export interface Estate {
  /** Version of the inventory whose rows these are (fleet/geometry.ts). */
  readonly inventory?: number | undefined;
  readonly lights: readonly FittedLight[];
  readonly timeZone: string;
  /** Where the sun of full output is taken. */
  readonly place: Place;
  /** Half hours are kept for this long, days. Days are kept for ever. */
  readonly halfHourDays: number;
}

/** Whom sums are about: for each row the number of its member, −1 for none. */
export interface Members {
  /** Version of the inventory whose rows are meant; without it here or there, those of the estate told last: for who told it himself. */
  readonly inventory?: number | undefined;
  readonly of: Int32Array;
  readonly count: number;
}

/** Asks for sums of local days from the first to the last, both included: by day, or over the whole. */
export interface DaysRequest {
  readonly from: string;
  readonly to: string;
  readonly members: Members;
  readonly bucket: "day" | "whole";
  /** Only these fields are read and summed, the others are 0; every field when absent. Few fields answer quicker. */
  readonly fields?: readonly DayField[] | undefined;
}

export interface HalfHoursRequest {
  readonly from: string;
  readonly to: string;
  readonly members: Members;
}

/** Sums over the lights of each member: element `bucket × members.count + member`. */
export interface DaySums {
  /** yyyy-mm-dd, ascending: the days of which anything is known; one element, the first day, when asked for the whole. */
  readonly days: readonly string[];
  /** Lights with readings: mean per day of the bucket's days. */
  readonly lights: Float64Array;
  readonly sums: Readonly<Record<DayField, Float64Array>>;
  /**
   * Light-days whose figure is known and in the sum, by field: fewer than `lightDays` where a day has no schedule, tariff or factor. Sums of
   * two fields compare only where both have the same.
   */
  readonly known: Readonly<Record<DayField, Float64Array>>;
  /** Light-days that were counted, by bucket and member: what a sum is divided by for a mean. */
  readonly lightDays: Float64Array;
  /** Lights with readings on any day, by member, over all buckets. */
  readonly lightsSeen: Float64Array;
  /** Days without a tariff, or without a carbon factor, and the standing charges of all days, p. */
  readonly daysWithoutTariff: number;
  readonly daysWithoutCarbon: number;
  readonly standingPence: number;
}

export interface HalfHourSums {
  /** Starts, ms since 1970 UTC, ascending and without gaps but where nothing is known of a whole day. */
  readonly startsMs: Float64Array;
  /** Element `half hour × members.count + member`; levelPct is the sum over lights, `lights` how many have readings. */
  readonly sums: Readonly<Record<HalfHourField, Float64Array>>;
  readonly lights: Float64Array;
}

export interface AccountsState {
  /** Everything before is accounted, but for `daysWaiting`; undefined before the first half hour. */
  readonly accountedToMs: number | undefined;
  readonly firstDay: string | undefined;
  readonly daysWaiting: number;
  readonly daysToCost: number;
  /** Accounted days of which no schedule was told, ascending; only those whose half hours are kept, so at most three years of them. */
  readonly daysWithoutSchedule: readonly string[];
  /** For people: what it does now, or why it cannot. */
  readonly detail: string;
}

/** How far a long question is, 0–1; called some times a second at most. */
export type Progress = (share: number) => void;

export interface Accounts {
  /** Tells what the estate is now; days that are not accounted yet go by it. */
  setEstate(estate: Estate): Promise<void>;
  /** Rates of local days, by yyyy-mm-dd; days whose rates differ from those they were costed with are costed again in the background. */
  setRates(ratesOf: ReadonlyMap<string, DayRates>): Promise<void>;
  /** The schedule of a local day. Told again, it replaces what was told before; the day is accounted again if it was. */
  setSchedule(day: string, schedule: DaySchedule): Promise<void>;
  /**
   * Says that readings of these lights at these instants are about to be stored. Durable before it resolves when any of them lies in
   * a half hour already accounted, so that a crash between storing and accounting leaves nothing stale. What it marks is accounted again by
   * the next call of `work` but one: a store answers or gives up by then; each attempt to store is to be said anew. Lights that are not in
   * the estate are left out.
   */
  touch(readings: readonly { readonly light: string; readonly atMs: number }[]): Promise<void>;
  /**
   * Accounts every half hour that ended 20 minutes before `nowMs` or earlier, and what late readings touched; a turn is bounded, so that after a
   * long stop several are needed. Called about once a minute, one call after the other. Rejects with LightingError STORE_OFFLINE while the store of
   * readings or the file is away: nothing is half done, and the next call goes on.
   */
  work(nowMs: number): Promise<void>;

  /**
   * Compares how many readings of each light were accounted on a local day with how many the store holds, and has the light-days that differ
   * accounted again, durably: as after `touch` failed. Answers how many differ. Waits for the work under way. Days whose readings
   * are no longer all kept at `nowMs` stand. Its cost is that of TelemetryStore.counts.
   */
  check(day: string, nowMs: number): Promise<number>;

  /** Aborted, it rejects with the signal's reason; with GEOMETRY_CHANGED when the estate is of another inventory than the members. */
  days(request: DaysRequest, signal?: AbortSignal): Promise<DaySums>;
  /** Sums of half hours of local days; of days in progress those that are accounted. */
  halfHours(request: HalfHoursRequest, signal?: AbortSignal, progress?: Progress): Promise<HalfHourSums>;
  /** Removes half hours of days before this one, whose day figures then stand as they are; answers how many light-days. */
  prune(beforeDay: string): Promise<number>;
  state(): Promise<AccountsState>;
  close(): Promise<void>;
}
