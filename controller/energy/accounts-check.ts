/**
 * Whether the accounts rest on the readings the store holds. Readings are said before they are stored (Accounts.touch), and are stored even
 * when that fails: so they are counted now and then. Stored readings never change, so that the same number of them is the same readings.
 */
import type { FittedLight } from "../decide/lamp.ts";
import type { TelemetryStore } from "../telemetry/port.ts";
import { rowOf } from "./accounts-draft.ts";
import type { AccountsEdge } from "./accounts-edge.ts";
import type { AccountsFile } from "./accounts-file.ts";
import type { LocalDay } from "./local-days.ts";

export interface CheckParts {
  readonly file: AccountsFile;
  readonly edge: AccountsEdge;
  readonly store: Pick<TelemetryStore, "counts">;
  /** Lights of the estate by number: others are not accounted. */
  readonly lights: ReadonlyMap<number, FittedLight>;
  /** Days before cannot be accounted again: their figures stand. */
  readonly againFromMs: number;
}

/**
 * Numbers of the lights of which the store has more readings of a day, or fewer, than were accounted, but for those that wait to be accounted
 * again. Of the day in progress as far as it is accounted. Not to be called while a day is worked on.
 */
export async function differingLights({ file, edge, store, lights, againFromMs }: CheckParts, local: LocalDay): Promise<number[]> {
  const edgeMs = edge.atMs;
  if (edgeMs === undefined || local.fromMs >= edgeMs || local.fromMs < againFromMs) return [];
  const row = rowOf(file, local);
  // Half hours of another time zone's day are not these: nothing is said of them.
  if (!row && file.day(local.day)) return [];
  const counts = await store.counts(local.fromMs, row?.toMs ?? local.toMs);
  const readings = file.column(local.day, "readings");
  const differing: number[] = [];
  for (const [number, { id }] of lights) {
    if ((counts.get(id) ?? 0) !== (readings[number] ?? 0) && !edge.marks.has(local.day, number)) differing.push(number);
  }
  return differing;
}
