/**
 * A day of the accounts while it is changed: blocks of lights are edited one after the other, packed at once so that little waits in
 * memory, and put into the file together. Day figures are made from the half hours as they are kept, so that they add up to the digit.
 */
import type { FittedLight } from "../decide/lamp.ts";
import { type DayField, type DayRates, type DaySchedule, dayFields, type HalfHourField, halfHourFields } from "./accounts.ts";
import { type BlockColumn, blockLights, packBlock, stepsFrom, stepsOf } from "./accounts-columns.ts";
import type { AccountsFile, DayRow } from "./accounts-file.ts";
import { ratesBytes } from "./accounts-rates.ts";
import { type DayContext, dayFiguresOf } from "./day-figures.ts";
import type { LightDay } from "./half-hour.ts";
import { halfHourMs } from "./half-hours.ts";
import type { Span } from "./lit.ts";
import type { LocalDay } from "./local-days.ts";

export interface DraftPlan {
  readonly local: LocalDay;
  /** Accounted up to here when this is put. */
  readonly toMs: number;
  readonly rates: DayRates | undefined;
  /** By number of the light, not by row. */
  readonly schedule: DaySchedule | undefined;
  readonly lit: readonly Span[];
}

/** New half hours of a light. */
export interface Edit {
  readonly number: number;
  readonly light: FittedLight;
  /** Index of the first half hour that is set; those after it too. */
  readonly from: number;
  readonly halfHours: LightDay;
  /** Readings of the whole day. */
  readonly readings: number;
}

type Block = Record<HalfHourField, BlockColumn>;

/** Rows of a day's totals: the half-hour fields in steps, then the lights with readings. */
export const totalRows = halfHourFields.length + 1;

export class DayDraft {
  readonly #file: AccountsFile;
  readonly #plan: DraftPlan;
  readonly #before: DayRow | undefined;
  readonly #columns: Record<DayField, Float32Array<ArrayBuffer>>;
  readonly #totals: Float64Array<ArrayBuffer>;
  readonly #packed: { readonly block: number; readonly field: HalfHourField; readonly data: Uint8Array }[] = [];
  readonly #halfHours: number;
  readonly #scratch: Record<HalfHourField, Float64Array>;

  constructor(file: AccountsFile, plan: DraftPlan) {
    this.#file = file;
    this.#plan = plan;
    this.#halfHours = plan.local.startsMs.length;
    this.#before = rowOf(file, plan.local);
    this.#columns = columnsOf((field) => lengthened(this.#before ? file.column(plan.local.day, field) : new Float32Array(0), file.lights));
    this.#totals = (this.#before && file.totals(plan.local.day)) ?? new Float64Array(totalRows * this.#halfHours);
    this.#scratch = fieldsOf(() => new Float64Array(this.#halfHours));
  }

  /** Readings that the day has of a light so far. */
  readings(number: number): number {
    return this.#columns.readings[number] ?? 0;
  }

  /** Sets half hours of lights of one block, and their day figures. Takes some tens of ms for all lights of it. */
  editBlock(block: number, edits: readonly Edit[]): void {
    const columns = this.#block(block);
    for (const edit of edits) {
      const at = (edit.number % blockLights) * this.#halfHours;
      this.#count(columns, at, edit.number, -1, this.#before?.toMs ?? 0);
      for (const field of halfHourFields) {
        const column = columns[field];
        for (let index = edit.from; index < this.#halfHours; index++) {
          column[at + index] = stepsFrom(field, edit.halfHours[field][index - edit.from] ?? 0);
        }
      }
      this.#columns.readings[edit.number] = edit.readings;
      this.#figure(columns, at, edit.number, edit.light);
      this.#count(columns, at, edit.number, 1, this.#plan.toMs);
    }
    for (const field of halfHourFields) this.#packed.push({ block, field, data: packBlock(columns[field]) });
  }

  /** Makes day figures of lights of a block anew, from their half hours as they are. */
  refigureBlock(block: number, lights: readonly { readonly number: number; readonly light: FittedLight }[]): void {
    const columns = this.#block(block);
    for (const { number, light } of lights) this.#figure(columns, (number % blockLights) * this.#halfHours, number, light);
  }

  /** Puts the day into the file, within a change. Only when every light was done does it count as costed and planned by what is in force now. */
  put(done: "every light" | "some lights"): void {
    const { local, toMs } = this.#plan;
    const day = local.day;
    const rates = this.#plan.rates && ratesBytes(this.#plan.rates);
    const basis = done === "some lights" && this.#before ? this.#before : { rates, isStale: false };
    for (const { block, field, data } of this.#packed) this.#file.putBlock(day, block, field, data);
    for (const field of dayFields) this.#file.putColumn(day, field, this.#columns[field]);
    this.#file.putTotals(day, this.#totals);
    this.#file.putDay({ day, fromMs: local.fromMs, halfHours: this.#halfHours, toMs, rates: basis.rates, isStale: basis.isStale });
  }

  #block(block: number): Block {
    const { day } = this.#plan.local;
    // Without a row that fits, what the file has of the day is of another zone's midnight: it begins anew.
    const from = { day: this.#before ? day : "", halfHours: this.#halfHours };
    return fieldsOf((field) => this.#file.block(from, block, field));
  }

  /** Adds a light to the day's totals, or takes it off. Whole numbers, so that what was added goes without a trace. */
  #count(columns: Block, at: number, number: number, sign: 1 | -1, toMs: number): void {
    if (this.readings(number) === 0) return;
    const halfHours = this.#halfHours;
    halfHourFields.forEach((field, row) => {
      const column = columns[field];
      for (let index = 0; index < halfHours; index++) add(this.#totals, row * halfHours + index, sign * (column[at + index] ?? 0));
    });
    const known = Math.min(halfHours, Math.ceil((toMs - this.#plan.local.fromMs) / halfHourMs));
    for (let index = 0; index < known; index++) add(this.#totals, halfHourFields.length * halfHours + index, sign);
  }

  #figure(columns: Block, at: number, number: number, light: FittedLight): void {
    const readings = this.readings(number);
    if (readings === 0) {
      for (const field of dayFields) this.#columns[field][number] = 0;
      return;
    }
    for (const field of halfHourFields) {
      const [column, steps, into] = [columns[field], stepsOf[field], this.#scratch[field]];
      for (let index = 0; index < into.length; index++) into[index] = (column[at + index] ?? 0) / steps;
    }
    const figures = dayFiguresOf(light, { ...this.#scratch, readings }, this.#contextOf(number));
    for (const field of dayFields) this.#columns[field][number] = figures[field];
  }

  #contextOf(number: number): DayContext {
    const { local, toMs, lit, rates, schedule } = this.#plan;
    const shape = schedule?.shapes[schedule.shapeOf[number] ?? -1];
    return { startsMs: local.startsMs, toMs, lit, rates, schedule: shape };
  }
}

/** The file's row of a day, if it is of the same midnight. */
export function rowOf(file: AccountsFile, { day, fromMs, startsMs }: LocalDay): DayRow | undefined {
  const row = file.day(day);
  return row?.fromMs === fromMs && row.halfHours === startsMs.length ? row : undefined;
}

export function columnsOf<T>(of: (field: DayField) => T): Record<DayField, T> {
  // Object.fromEntries types keys as string; these are exactly the fields.
  return Object.fromEntries(dayFields.map((field) => [field, of(field)])) as Record<DayField, T>;
}

export function fieldsOf<T>(of: (field: HalfHourField) => T): Record<HalfHourField, T> {
  return Object.fromEntries(halfHourFields.map((field) => [field, of(field)])) as Record<HalfHourField, T>;
}

function lengthened(column: Float32Array<ArrayBuffer>, length: number): Float32Array<ArrayBuffer> {
  if (column.length >= length) return column.slice();
  const longer = new Float32Array(length);
  longer.set(column);
  return longer;
}

function add(column: Float64Array, index: number, amount: number): void {
  column[index] = (column[index] ?? 0) + amount;
}
