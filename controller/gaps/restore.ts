/** What is known of stored readings when the controller starts, or gets another inventory: from the registry, held against the store. */
import type { Geometry } from "../fleet/geometry.ts";
import type { StoredRecord } from "../registry/port.ts";
import { Gaps } from "./gaps.ts";
import type { Frontier } from "./node-reports.ts";

/** The newest stored reading of each light by instant, as TelemetryStore.newest answers. */
export type Newest = ReadonlyMap<string, { readonly boot: number; readonly seq: number; readonly atMs: number }>;

export interface GapsInputs {
  readonly geometry: Geometry;
  /** From the registry. */
  readonly stored: readonly StoredRecord[];
  /** What the store says; undefined while it is away. */
  readonly newest: Newest | undefined;
  /** The inventory before this one, when there was one. */
  readonly before: { readonly geometry: Geometry; readonly gaps: Gaps } | undefined;
}

/** The gaps of these lights, and the records that could not be held against the store because it is away. */
export function restoreGaps({ geometry, stored, newest, before }: GapsInputs): { gaps: Gaps; unchecked: readonly StoredRecord[] } {
  const gaps = new Gaps(geometry.lights.map(({ area }) => area));
  const rowBefore = (row: number): number | undefined => {
    const light = geometry.lights[row];
    const was = light && before?.geometry.rowOfLight.get(light.id);
    return was !== undefined && before?.geometry.lights[was]?.node === light?.node ? was : undefined;
  };
  if (before) gaps.takeOver(before.gaps, rowBefore);
  const restored = stored.filter((record) => {
    const row = rowOf(geometry, record);
    if (row === undefined || rowBefore(row) !== undefined) return false;
    gaps.restore(row, record);
    const to = newest && heldOf(record, newest);
    if (to) gaps.goBack(row, to.held);
    return true;
  });
  return { gaps, unchecked: newest ? [] : restored };
}

/** The row of a record; undefined when the light is gone, or another node stands in its place, which counts anew. */
export function rowOf(geometry: Geometry, { light, node }: StoredRecord): number | undefined {
  const row = geometry.rowOfLight.get(light);
  return row !== undefined && geometry.lights[row]?.node === node ? row : undefined;
}

/**
 * How far the store holds a light's readings, when that is less than the record says: it was emptied, put back from a backup, or is another
 * one; undefined when it holds at least as much. It goes by the latest instant, which survives a clock that was stepped back: the numbers
 * of the newest reading need not be the highest then, so of the two the lower are taken. Assumed of a backup: up to its newest reading it was whole.
 */
export function heldOf(record: StoredRecord, newest: Newest): { readonly held: Frontier | undefined } | undefined {
  const found = newest.get(record.light);
  if (record.newestAtMs === 0 || (found && found.atMs >= record.newestAtMs)) return undefined;
  if (!found) return { held: undefined };
  const isLower = found.boot < record.boot || (found.boot === record.boot && found.seq < record.upTo);
  return { held: isLower ? { boot: found.boot, upTo: found.seq } : { boot: record.boot, upTo: record.upTo } };
}
