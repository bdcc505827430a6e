/** Lights that are alike in everything a what-if asks about: counted together, never one by one. */

import type { FittedLight } from "../decide/lamp.ts";
import type { Place } from "../decide/sun.ts";
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
  /** The same lights with their luminaires as proposed and as in force. */
  readonly proposedLamps: readonly LampCount[];
  readonly inForceLamps: readonly LampCount[];
}

/** Lights with the figures of the luminaires as proposed and as in force, in the same row order. */
export interface TwiceFitted {
  readonly proposed: readonly FittedLight[];
  readonly inForce: readonly FittedLight[];
}

/** Every light in exactly one cell. */
export async function cellsOf(lights: TwiceFitted, proposed: Scheme, inForce: Scheme, slices: Slices): Promise<Cell[]> {
  const cells = new Map<string, NewCell>();
  for (const [row, light] of lights.proposed.entries()) {
    const group = proposed.groupOf[row] ?? 0;
    const [next, now] = [proposed.treatmentOf[row] ?? 0, inForce.treatmentOf[row] ?? 0];
    const key = `${group}|${next}|${now}`;
    const cell = cells.get(key) ?? newCell(group, proposed.treatments[next], inForce.treatments[now]);
    if (!cell) continue;
    cells.set(key, cell);
    count(cell.byProposed, light);
    count(cell.byInForce, lights.inForce[row] ?? light);
    if (row % rowsPerLook === 0 && slices.isOver) await slices.next();
  }
  return [...cells.values()].map(({ byProposed, byInForce, ...cell }) => ({
    ...cell,
    proposedLamps: [...byProposed.values()],
    inForceLamps: [...byInForce.values()],
  }));
}

/** Rows take a microsecond each: so many between two looks at the clock. */
const rowsPerLook = 256;

type NewCell = Omit<Cell, "proposedLamps" | "inForceLamps"> & { readonly byProposed: Map<string, LampCount>; readonly byInForce: Map<string, LampCount> };

function newCell(group: number, proposed: Treatment | undefined, inForce: Treatment | undefined): NewCell | undefined {
  if (!proposed || !inForce) return undefined;
  return { group, proposed, inForce, place: proposed.place, byProposed: new Map(), byInForce: new Map() };
}

/** Of one type and rated power there is one curve. */
function count(byLamp: Map<string, LampCount>, light: FittedLight): void {
  const { powerW, minLevelPct, minPowerW, standbyW, powerModel, luminaire } = light;
  const key = `${powerW}|${minLevelPct}|${minPowerW}|${standbyW}|${powerModel ? luminaire : ""}`;
  const known = byLamp.get(key);
  if (known) known.lights++;
  else byLamp.set(key, { lamp: light, lights: 1 });
}
