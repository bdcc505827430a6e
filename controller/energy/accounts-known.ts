/** What the accountant was told of the estate and its schedules, by the numbers of the accounts: rows change with the inventory, numbers never. */
import { LightingError } from "#contract/failures";
import type { FittedLight } from "../decide/lamp.ts";
import type { DaySchedule, Estate, Members } from "./accounts.ts";
import type { AccountsFile } from "./accounts-file.ts";
import { LocalDays } from "./local-days.ts";

export interface Known {
  readonly estate: Estate;
  readonly days: LocalDays;
  readonly lights: ReadonlyMap<number, FittedLight>;
  readonly numberOfRow: Int32Array;
}

/** Lights that are new get a number in the file. `before` is what was known: local days are found once. */
export function knownOf(file: AccountsFile, estate: Estate, before: Known | undefined): Known {
  file.addLights(estate.lights.map(({ id }) => id));
  const numberOfRow = Int32Array.from(estate.lights, ({ id }) => file.numberOf(id) ?? -1);
  const lights = new Map(estate.lights.map((light, row) => [numberOfRow[row] ?? -1, light]));
  const days = before?.estate.timeZone === estate.timeZone ? before.days : new LocalDays(estate.timeZone);
  return { estate, days, lights, numberOfRow };
}

/** The lights that members are about, by row. Throws GEOMETRY_CHANGED for those of another inventory: its rows are other lights. */
export function rowsAsked({ estate, numberOfRow }: Known, { inventory }: Members): Int32Array {
  if (inventory !== undefined && estate.inventory !== undefined && inventory !== estate.inventory) {
    throw new LightingError("GEOMETRY_CHANGED", "the inventory has just changed, and the energy accounts with it: ask again");
  }
  return numberOfRow;
}

/** A schedule told by rows, by the numbers of `lights` lights; −1 for those that have no row any more. */
export function scheduleByNumber({ numberOfRow }: Known, lights: number, { shapes, shapeOf }: DaySchedule): DaySchedule {
  const byNumber = new Int32Array(lights).fill(-1);
  numberOfRow.forEach((number, row) => {
    byNumber[number] = shapeOf[row] ?? -1;
  });
  return { shapes, shapeOf: byNumber };
}

export function sameSchedule(a: DaySchedule | undefined, b: DaySchedule): boolean {
  const steps = ({ shapes }: DaySchedule): string => JSON.stringify(shapes.map(({ atMs, levelPct }) => [[...atMs], [...levelPct]]));
  return a !== undefined && a.shapeOf.length === b.shapeOf.length && a.shapeOf.every((shape, at) => shape === b.shapeOf[at]) && steps(a) === steps(b);
}
