/** Half hours light by light, for files: some lights of a day at a time, so that any number of them needs little memory. */
import type { EnergyHalfHoursQuery } from "#contract/energy";
import type { HalfHourRows } from "../../api/energy-desk.ts";
import type { HalfHourField, HalfHourSums } from "../../energy/accounts.ts";
import { daysBetween } from "./days.ts";
import { rowsInEnergyScope } from "./scope.ts";
import type { EnergyParts } from "./summary.ts";

/** Lights asked for at once: a block of the accounts or two, 2 MB of answer. */
const lightsAtOnce = 1_000;
/** Lights of a piece: some 5,000 rows of a day. */
const lightsPerPiece = 100;

/**
 * Day by day, and of a day light by light in the order of the inventory; lights without a reading on a day have no rows of it. Ends with
 * GEOMETRY_CHANGED when the inventory changes on the way, and with the signal's reason when it is aborted.
 */
export async function* halfHourRowsOf({ controller, accounts }: EnergyParts, query: EnergyHalfHoursQuery, signal: AbortSignal): AsyncGenerator<HalfHourRows> {
  const { version: inventory, lights } = controller.situation.geometry;
  const rows = rowsInEnergyScope(controller, query);
  for (const day of daysBetween(query.from, query.to)) {
    for (let from = 0; from < rows.length; from += lightsAtOnce) {
      const asked = rows.slice(from, from + lightsAtOnce);
      const of = new Int32Array(lights.length).fill(-1);
      for (const [member, row] of asked.entries()) of[row] = member;
      const sums = await accounts.halfHours({ from: day, to: day, members: { inventory, of, count: asked.length } }, signal);
      const ids = asked.map((row) => lights[row]?.id ?? "");
      yield* piecesOf(sums, ids);
    }
  }
}

function* piecesOf(sums: HalfHourSums, ids: readonly string[]): Generator<HalfHourRows> {
  for (let from = 0; from < ids.length; from += lightsPerPiece) {
    const members = ids.slice(from, from + lightsPerPiece).flatMap((_, at) => (sums.lights[from + at] ? [from + at] : []));
    // A light counts in all half hours of a day that are accounted, or in none: the first tells.
    if (members.length > 0) yield pieceOf(sums, ids, members);
  }
}

function pieceOf({ startsMs, sums }: HalfHourSums, ids: readonly string[], members: readonly number[]): HalfHourRows {
  const column = (value: (halfHour: number, member: number) => number): Float64Array =>
    Float64Array.from({ length: members.length * startsMs.length }, (_, at) => value(at % startsMs.length, members[Math.floor(at / startsMs.length)] ?? 0));
  const field = (name: HalfHourField, scale = 1) => column((halfHour, member) => (sums[name][halfHour * ids.length + member] ?? 0) / scale);
  return {
    light: members.flatMap((member) => Array.from(startsMs, () => ids[member] ?? "")),
    startMs: column((halfHour) => startsMs[halfHour] ?? 0),
    meteredWh: field("meteredMwh", mwhPerWh),
    calculatedWh: field("calculatedMwh", mwhPerWh),
    levelPct: field("levelPct"),
    burningMin: field("burningMin"),
    estimatedMin: field("estimatedMin"),
  };
}

const mwhPerWh = 1_000;
