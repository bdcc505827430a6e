/** The lights of each member, by their numbers in the accounts: laid one member after the other, so that a sum runs through them and writes once. */
import type { Members } from "./accounts.ts";

/** The number in the accounts of each row of the inventory. */
export type NumberOfRow = Int32Array;

export interface MemberLights {
  readonly count: number;
  /** Numbers of the lights that have a member: those of member 0, ascending, then those of member 1, … */
  readonly numbers: Int32Array;
  /** Where each member's numbers begin; one more at the end. */
  readonly starts: Int32Array;
  /** The member by number; −1 for none. */
  readonly of: Int32Array;
  /** One member, and every light that has a number is in it. */
  readonly isEveryone: boolean;
}

/** Lights that left the inventory have a number and no row: they have no member. */
export function memberLights({ of: byRow, count }: Members, numberOfRow: NumberOfRow, lights: number): MemberLights {
  const of = new Int32Array(lights).fill(-1);
  numberOfRow.forEach((number, row) => {
    of[number] = byRow[row] ?? -1;
  });
  const starts = new Int32Array(count + 1);
  for (const member of of) if (member >= 0) starts[member + 1] = (starts[member + 1] ?? 0) + 1;
  for (let member = 0; member < count; member++) starts[member + 1] = (starts[member + 1] ?? 0) + (starts[member] ?? 0);
  const free = starts.slice();
  const numbers = new Int32Array(starts[count] ?? 0);
  of.forEach((member, number) => {
    if (member < 0) return;
    const at = free[member] ?? 0;
    numbers[at] = number;
    free[member] = at + 1;
  });
  return { count, numbers, starts, of, isEveryone: count === 1 && numbers.length === lights };
}
