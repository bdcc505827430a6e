/** Finds the lights a person has picked, and what is needed to decide about them: how many, where, what load. */
import { computed, effect, signal } from "@preact/signals";
import type { LightPage, LightSummary, Scope } from "../contract/api.ts";
import { get, query } from "./api.ts";
import { address, estate, pickedRows, store } from "./state.ts";
import type { Pick } from "./store/address.ts";
import type { LightStore } from "./store/light-store.ts";
import { around, bboxOf, rowsInPolygon, rowsWithin } from "./store/region.ts";

export interface Picked {
  readonly pick: Pick;
  readonly lights: number;
  readonly areas: readonly string[];
  readonly ratedKw: number;
  readonly loadNowKw: number;
  /** False when the kilowatts come from the estate's average: the pick is too large to ask for each light. */
  readonly exact: boolean;
}

export const picked = signal<Picked | undefined>(undefined);
export const pickFailure = signal<string | undefined>(undefined);

const pageSize = 1_000;
/** Above this many pages the kilowatts are estimated rather than summed: a person waits no longer than a second or so. */
const pagesMax = 5;

/** The address changes with every move of the map; the pick, and the form a person fills in for it, stays as it is. */
const pickNow = computed(() => address.value.pick);

/** Follows the pick in the address. `onRings` is told of rows whose ring changed, `onFound` of rows a person may have to be shown. */
export function startPicking(onRings: (rows: readonly number[]) => void, onFound: (rows: Uint32Array, lights: LightStore) => void): void {
  let turn = 0;
  effect(() => {
    const pick = pickNow.value;
    const lights = store.value;
    turn++;
    const mine = turn;
    picked.value = undefined;
    pickFailure.value = undefined;
    pickedRows.value = undefined;
    if (!lights) return;
    onRings(lights.select([]));
    if (!pick) return;
    find(pick, lights).then(
      ({ rows, found }) => {
        if (mine !== turn) return;
        pickedRows.value = rows;
        picked.value = found;
        onRings(lights.select(rows));
        onFound(rows, lights);
      },
      (failure: unknown) => {
        if (mine === turn) pickFailure.value = failure instanceof Error ? failure.message : String(failure);
      },
    );
  });
}

/** The scope of an override for a pick. Rows are named with the geometry they were found in. */
export function scopeOf(pick: Pick): Scope | undefined {
  if (pick.by === "street") return { street: pick.name };
  if (pick.by === "group") return { group: pick.name };
  if (pick.by === "area") return { area: pick.name };
  const rows = pickedRows.value;
  return rows && rows.length > 0 && store.value ? { rows: [...rows], geometryVersion: store.value.geometryVersion } : undefined;
}

export function titleOf(pick: Pick): string {
  if (pick.by === "polygon") return "Drawn on the map";
  if (pick.by === "radius") return `Within ${Math.round(pick.radiusM)} m`;
  if (pick.by === "group") return estate.value?.groups.find((group) => group.id === pick.name)?.name ?? pick.name;
  return pick.name;
}

async function find(pick: Pick, lights: LightStore): Promise<{ rows: Uint32Array; found: Picked }> {
  if (pick.by === "polygon" || pick.by === "radius") return findDrawn(pick, lights);
  const { summaries, total } = await pages({ [pick.by]: pick.name });
  const rows = Uint32Array.from(summaries, (light) => light.row);
  return { rows, found: total === summaries.length ? summed(pick, summaries) : estimated(pick, total) };
}

async function findDrawn(pick: Pick & { by: "polygon" | "radius" }, lights: LightStore): Promise<{ rows: Uint32Array; found: Picked }> {
  const rows = pick.by === "polygon" ? rowsInPolygon(lights, pick.corners) : rowsWithin(lights, pick.centre, pick.radiusM);
  if (rows.length === 0) return { rows, found: summed(pick, []) };
  const box = around(Array.from(rows, (row) => ({ x: lights.x[row] ?? 0, y: lights.y[row] ?? 0 })));
  // A pixel of margin: the box travels as rounded degrees.
  const wide = { minX: box.minX - 4, minY: box.minY - 4, maxX: box.maxX + 4, maxY: box.maxY + 4 };
  const { summaries, total } = await pages({ bbox: bboxOf(wide) });
  const inside = new Set(rows);
  const mine = summaries.filter((light) => inside.has(light.row));
  return { rows, found: total === summaries.length && mine.length === rows.length ? summed(pick, mine) : estimated(pick, rows.length) };
}

async function pages(filter: Readonly<Record<string, string>>): Promise<{ summaries: LightSummary[]; total: number }> {
  const summaries: LightSummary[] = [];
  for (let page = 0; page < pagesMax; page++) {
    const answer = await get<LightPage>(`/lights${query({ ...filter, limit: pageSize, offset: page * pageSize })}`);
    summaries.push(...answer.lights);
    if (summaries.length >= answer.total || answer.lights.length === 0) return { summaries, total: answer.total };
    if (answer.total > pagesMax * pageSize && page === pagesMax - 1) return { summaries, total: answer.total };
  }
  return { summaries, total: summaries.length };
}

const summed = (pick: Pick, summaries: readonly LightSummary[]): Picked => ({
  pick,
  lights: summaries.length,
  areas: [...new Set(summaries.map((light) => light.area))].sort(),
  ratedKw: summaries.reduce((sum, light) => sum + light.powerRatedW, 0) / 1_000,
  loadNowKw: summaries.reduce((sum, light) => sum + (light.powerW ?? 0), 0) / 1_000,
  exact: true,
});

function estimated(pick: Pick, lights: number): Picked {
  const town = estate.value;
  const ratedKw = town && town.lightsWithWattage > 0 ? (town.connectedLoadKw / town.lightsWithWattage) * lights : 0;
  return { pick, lights, areas: [], ratedKw, loadNowKw: 0, exact: false };
}
