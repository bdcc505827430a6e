/** Lights that are alike in everything a what-if asks about: counted together, never one by one. */
import type { Place } from "../decide/sun.ts";
import type { LightRecord } from "../registry/inventory.ts";
import type { LampCount } from "./figures.ts";
import type { Scheme, Treatment } from "./scheme.ts";
import type { Slices } from "./slices.ts";

/** Lights of one group with one treatment as proposed and one as in force. */
export interface Cell {
  /** Index into the proposed scheme's groups. */
  readonly group: number;
  readonly proposed: Treatment;
  readonly inForce: Treatment;
  readonly place: Place;
  readonly lamps: readonly LampCount[];
}

/** Every light in exactly one cell. */
export async function cellsOf(lights: readonly LightRecord[], proposed: Scheme, inForce: Scheme, slices: Slices): Promise<Cell[]> {
  const cells = new Map<string, Cell & { readonly byLamp: Map<string, LampCount> }>();
  for (const [row, light] of lights.entries()) {
    const group = proposed.groupOf[row] ?? 0;
    const [next, now] = [proposed.treatmentOf[row] ?? 0, inForce.treatmentOf[row] ?? 0];
    const key = `${group}|${next}|${now}`;
    const cell = cells.get(key) ?? newCell(group, proposed.treatments[next], inForce.treatments[now]);
    if (!cell) continue;
    cells.set(key, cell);
    count(cell.byLamp, light);
    if (row % rowsPerLook === 0 && slices.isOver) await slices.next();
  }
  return [...cells.values()].map(({ byLamp, ...cell }) => ({ ...cell, lamps: [...byLamp.values()] }));
}

/** Rows take a microsecond each: so many between two looks at the clock. */
const rowsPerLook = 256;

function newCell(group: number, proposed: Treatment | undefined, inForce: Treatment | undefined) {
  if (!proposed || !inForce) return undefined;
  return { group, proposed, inForce, place: proposed.place, lamps: [], byLamp: new Map<string, LampCount>() };
}

function count(byLamp: Map<string, LampCount>, { powerW, minLevelPct, minPowerW, standbyW }: LightRecord): void {
  const key = `${powerW}|${minLevelPct}|${minPowerW}|${standbyW}`;
  const known = byLamp.get(key);
  if (known) known.lights++;
  else byLamp.set(key, { lamp: { powerW, minLevelPct, minPowerW, standbyW }, lights: 1 });
}
