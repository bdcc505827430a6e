/** Sums of half hours over the lights of members: of the authority from its totals, of others from the blocks in which they have lights. */
import { setImmediate as turn } from "node:timers/promises";
import { type HalfHourField, type HalfHourSums, type HalfHoursRequest, halfHourFields, type Progress } from "./accounts.ts";
import { type BlockColumn, blockLights, stepsOf } from "./accounts-columns.ts";
import { fieldsOf } from "./accounts-draft.ts";
import type { AccountsFile, DayRow } from "./accounts-file.ts";
import { memberLights, type NumberOfRow } from "./accounts-members.ts";
import { halfHourMs } from "./half-hours.ts";

interface Asking {
  readonly file: AccountsFile;
  readonly numberOfRow: NumberOfRow;
  readonly signal: AbortSignal | undefined;
}

/** Others get their turn between two blocks. */
export async function sumHalfHours({ file, numberOfRow, signal }: Asking, request: HalfHoursRequest, progress: Progress = () => {}): Promise<HalfHourSums> {
  const { members } = request;
  const rows = file.days(request.from, request.to).filter(({ day }) => file.totals(day) !== undefined);
  const { of: memberOf, isEveryone } = memberLights(members, numberOfRow, file.lights);
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
  for (const field of halfHourFields) inUnits(into.sums[field], stepsOf[field]);
  return { startsMs, ...into };
}

function inUnits(sums: Float64Array, steps: number): void {
  if (steps === 1) return;
  for (let at = 0; at < sums.length; at++) sums[at] = (sums[at] ?? 0) / steps;
}

interface HalfHourInto {
  /** In the steps in which they are kept, whole numbers, until all are there. */
  readonly sums: Record<HalfHourField, Float64Array>;
  readonly lights: Float64Array;
}

/** The authority's half hours are kept beside the columns: two months of them are one small read. */
function addTotals(file: AccountsFile, row: DayRow, from: number, { sums, lights }: HalfHourInto): void {
  const totals = file.totals(row.day) ?? new Float64Array(0);
  for (let index = 0; index < knownOf(row); index++) {
    for (const [at, field] of halfHourFields.entries()) sums[field][from + index] = totals[at * row.halfHours + index] ?? 0;
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
  const heard = file.heard(row.day).lights();
  for (let block = 0; block * blockLights < heard.length; block++) {
    const wanted = numbersOf(block, heard, sum.memberOf);
    if (wanted.length === 0) continue;
    await turn();
    signal?.throwIfAborted();
    for (const number of wanted) {
      const member = sum.memberOf[number] ?? 0;
      for (let index = 0; index < knownOf(row); index++) add(sum.into.lights, (sum.from + index) * sum.count + member, 1);
    }
    for (const field of halfHourFields) addSteps(file.block(row, block, field), row, { wanted, sum, into: sum.into.sums[field] });
  }
}

interface StepSum {
  readonly wanted: readonly number[];
  readonly sum: BlockSum;
  readonly into: Float64Array;
}

function addSteps(column: BlockColumn, row: DayRow, { wanted, sum, into }: StepSum): void {
  const known = knownOf(row);
  for (const number of wanted) {
    const base = (number % blockLights) * row.halfHours;
    let at = sum.from * sum.count + (sum.memberOf[number] ?? 0);
    for (let index = base; index < base + known; index++) {
      add(into, at, column[index] ?? 0);
      at += sum.count;
    }
  }
}

/** Lights of a block that have a member and readings. */
function numbersOf(block: number, heard: Uint8Array, memberOf: Int32Array): number[] {
  const numbers: number[] = [];
  const end = Math.min((block + 1) * blockLights, heard.length);
  for (let number = block * blockLights; number < end; number++) if ((memberOf[number] ?? -1) >= 0 && heard[number]) numbers.push(number);
  return numbers;
}

/** Half hours of a day that are accounted. */
const knownOf = ({ fromMs, toMs, halfHours }: DayRow): number => Math.min(halfHours, Math.ceil((toMs - fromMs) / halfHourMs));

function add(column: Float64Array, index: number, amount: number): void {
  column[index] = (column[index] ?? 0) + amount;
}
