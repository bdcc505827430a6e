import type { LightDetail } from "../../contract/api.ts";
import { fromWorldPx } from "../../contract/live.ts";
import { get } from "../api.ts";
import { lightPlace, openLight, store } from "../state.ts";

/** Opens the panel of the light in a row; the ring appears before the server has answered. */
export async function openRow(row: number): Promise<void> {
  const lights = store.value;
  if (!lights) return;
  lightPlace.value = fromWorldPx(lights.x[row] ?? 0, lights.y[row] ?? 0);
  const detail = await lightOfRow(row, lights.geometryVersion);
  if (detail) openLight(detail.id);
}

/** Inventory of rows already asked for; bounded, for hovering over a whole town. */
const known = new Map<number, LightDetail>();
const knownMax = 500;
let knownVersion = -1;

/** The light in a row of the present geometry; undefined when the server cannot say. */
export async function lightOfRow(row: number, geometryVersion: number): Promise<LightDetail | undefined> {
  if (geometryVersion !== knownVersion || known.size >= knownMax) known.clear();
  knownVersion = geometryVersion;
  const seen = known.get(row);
  if (seen) return seen;
  const detail = await get<LightDetail>(`/lights/rows/${row}?geometryVersion=${geometryVersion}`).catch(() => undefined);
  if (detail) known.set(row, detail);
  return detail;
}
