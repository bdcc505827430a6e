/** Sums over the lights of members, made from the accounts' columns when they are asked for. */
import { setImmediate as turn } from "node:timers/promises";
import {
  type DaySums,
  type DaysRequest,
  dayFields,
  type HalfHourField,
  type HalfHourSums,
  type HalfHoursRequest,
  halfHourFields,
  type Members,
  type Progress,
} from "./accounts.ts";
import { blockLights, stepsOf } from "./accounts-columns.ts";
import { columnsOf, fieldsOf } from "./accounts-draft.ts";
import type { AccountsFile, DayRow } from "./accounts-file.ts";
import { ratesFrom } from "./accounts-rates.ts";
import { halfHourMs } from "./half-hours.ts";

/** The number in the accounts of each row of the inventory. */
export type NumberOfRow = Int32Array;

interface Asking {
  readonly file: AccountsFile;
  readonly numberOfRow: NumberOfRow;
  readonly signal: AbortSignal | undefined;
}

/** Sums of days. Others get their turn between two days. */
export async function sumDays({ file, numberOfRow, signal }: Asking, request: DaysRequest): Promise<DaySums> {
  const { members, bucket, fields = dayFields } = request;
  const rows = file.days(request.from, request.to);
  const buckets = bucket === "day" ? rows.length : Math.min(1, rows.length);
  const size = buckets * members.count;
  const into = { sums: columnsOf(() => new Float64Array(size)), known: columnsOf(() => new Float64Array(size)), lightDays: new Float64Array(size) };
  const memberOf = memberByNumber(file, members, numberOfRow);
  const seen = new Uint8Array(file.lights);
  for (const [index, row] of rows.entries()) {
    await turn();
    signal?.throwIfAborted();
    const readings = file.column(row.day, "readings");
    const offset = bucket === "day" ? index * members.count : 0;
    countLights(readings, memberOf, { into: into.lightDays, offset, seen });
    for (const field of fields) {
      const column = field === "readings" ? readings : file.column(row.day, field);
      addColumn(column, { readings, memberOf, offset, sums: into.sums[field], known: into.known[field] });
    }
  }
  return {
    ...into,
    ...ofRates(rows),
    days: rows.slice(0, buckets).map(({ day }) => day),
    lights: lightsOf(into.lightDays, rows.length, bucket),
    lightsSeen: seenOf(seen, memberOf, members.count),
  };
}

/** Sums of half hours. Others get their turn between two blocks. */
export async function sumHalfHours({ file, numberOfRow, signal }: Asking, request: HalfHoursRequest, progress: Progress = () => {}): Promise<HalfHourSums> {
  const { members } = request;
  const rows = file.days(request.from, request.to).filter(({ day }) => file.totals(day) !== undefined);
  const memberOf = memberByNumber(file, members, numberOfRow);
  const isEveryone = members.count === 1 && memberOf.every((member) => member === 0);
  const count = rows.reduce((sum, row) => sum + knownOf(row), 0);
  const startsMs = new Float64Array(count);
  const into = { sums: fieldsOf(() => new Float64Array(count * members.count)), lights: new Float64Array(count * members.count) };
  let from = 0;
  for (const [index, row] of rows.entries()) {
    for (let at = 0; at < knownOf(row); at++) startsMs[from + at] = row.fromMs + at * halfHourMs;
    await turn();
    signal?.throwIfAborted();
    if (isEveryone) addTotals(file, row, from, into);
    else await addBlocks({ file, numberOfRow, signal }, row, { from, memberOf, count: members.count, into });
    from += knownOf(row);
    progress((index + 1) / rows.length);
  }
  return { startsMs, ...into };
}

interface HalfHourInto {
  readonly sums: Record<HalfHourField, Float64Array>;
  readonly lights: Float64Array;
}

/** The authority's half hours are kept beside the columns: two months of them are one small read. */
function addTotals(file: AccountsFile, row: DayRow, from: number, { sums, lights }: HalfHourInto): void {
  const totals = file.totals(row.day) ?? new Float64Array(0);
  for (let index = 0; index < knownOf(row); index++) {
    for (const [at, field] of halfHourFields.entries()) sums[field][from + index] = (totals[at * row.halfHours + index] ?? 0) / stepsOf[field];
    lights[from + index] = totals[halfHourFields.length * row.halfHours + index] ?? 0;
  }
}

interface BlockSum {
  readonly from: number;
  readonly memberOf: Int32Array;
  readonly count: number;
  readonly into: HalfHourInto;
}

async function addBlocks({ file, signal }: Asking, row: DayRow, sum: BlockSum): Promise<void> {
  const readings = file.column(row.day, "readings");
  for (let block = 0; block * blockLights < readings.length; block++) {
    const wanted = numbersOf(block, readings, sum.memberOf);
    if (wanted.length === 0) continue;
    await turn();
    signal?.throwIfAborted();
    for (const number of wanted) addOne(sum.into.lights, row, sum, number, () => 1);
    for (const field of halfHourFields) {
      const column = file.block(row, block, field);
      const steps = stepsOf[field];
      for (const number of wanted) {
        const base = (number % blockLights) * row.halfHours;
        addOne(sum.into.sums[field], row, sum, number, (index) => (column[base + index] ?? 0) / steps);
      }
    }
  }
}

function addOne(column: Float64Array, row: DayRow, { from, memberOf, count }: BlockSum, number: number, amount: (index: number) => number): void {
  const member = memberOf[number] ?? 0;
  for (let index = 0; index < knownOf(row); index++) add(column, (from + index) * count + member, amount(index));
}

/** Lights of a block that have a member and readings. */
function numbersOf(block: number, readings: Float32Array, memberOf: Int32Array): number[] {
  const numbers: number[] = [];
  const end = Math.min((block + 1) * blockLights, readings.length);
  for (let number = block * blockLights; number < end; number++) if ((memberOf[number] ?? -1) >= 0 && readings[number]) numbers.push(number);
  return numbers;
}

/** Half hours of a day that are accounted. */
const knownOf = ({ fromMs, toMs, halfHours }: DayRow): number => Math.min(halfHours, Math.ceil((toMs - fromMs) / halfHourMs));

function memberByNumber(file: AccountsFile, members: Members, numberOfRow: NumberOfRow): Int32Array {
  const of = new Int32Array(file.lights).fill(-1);
  numberOfRow.forEach((number, row) => {
    of[number] = members.of[row] ?? -1;
  });
  return of;
}

function countLights(readings: Float32Array, memberOf: Int32Array, { into, offset, seen }: { into: Float64Array; offset: number; seen: Uint8Array }): void {
  for (let number = 0; number < readings.length; number++) {
    const member = memberOf[number] ?? -1;
    if (member < 0 || readings[number] === 0) continue;
    add(into, offset + member, 1);
    seen[number] = 1;
  }
}

interface ColumnSum {
  readonly readings: Float32Array;
  readonly memberOf: Int32Array;
  readonly offset: number;
  readonly sums: Float64Array;
  readonly known: Float64Array;
}

function addColumn(column: Float32Array, { readings, memberOf, offset, sums, known }: ColumnSum): void {
  for (let number = 0; number < column.length; number++) {
    const member = memberOf[number] ?? -1;
    const amount = column[number] ?? Number.NaN;
    // NaN is not equal to itself: a figure that is not known.
    // biome-ignore lint/suspicious/noSelfCompare: this loop runs 36 million times for a year of 100,000 lights, and a call is not free
    if (member < 0 || readings[number] === 0 || amount !== amount) continue;
    add(sums, offset + member, amount);
    add(known, offset + member, 1);
  }
}

function ofRates(rows: readonly DayRow[]): Pick<DaySums, "daysWithoutTariff" | "daysWithoutCarbon" | "standingPence"> {
  const known = rows.map(({ rates }) => rates && ratesFrom(rates));
  const without = (of: "pencePerKwh" | "gramsPerKwh"): number => known.filter((rates) => rates === undefined || rates[of].every(Number.isNaN)).length;
  return {
    daysWithoutTariff: without("pencePerKwh"),
    daysWithoutCarbon: without("gramsPerKwh"),
    standingPence: known.reduce((sum, rates) => sum + (rates?.standingPence || 0), 0),
  };
}

const lightsOf = (lightDays: Float64Array, days: number, bucket: DaysRequest["bucket"]): Float64Array =>
  lightDays.map((each) => (bucket === "day" || days === 0 ? each : each / days));

function seenOf(seen: Uint8Array, memberOf: Int32Array, count: number): Float64Array {
  const lights = new Float64Array(count);
  seen.forEach((isSeen, number) => {
    if (isSeen) add(lights, memberOf[number] ?? 0, 1);
  });
  return lights;
}

function add(column: Float64Array, index: number, amount: number): void {
  column[index] = (column[index] ?? 0) + amount;
}
