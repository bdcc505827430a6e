import { levelUnknown, toWorldPx } from "../../contract/live.ts";
import { percent } from "../format.ts";
import { systemClock } from "../page-clock.ts";
import { hiddenClasses, store } from "../state.ts";
import { lightClasses } from "../store/light-class.ts";
import type { LeafletMap } from "./leaflet.ts";
import { lightOfRow, openRow } from "./row-light.ts";

/** How far from a light a pointer still means it, CSS pixels: a mouse, and a finger. */
const mouseReachPx = 8;
const fingerReachPx = 24;
/** A pointer resting this long asks for the light's name, ms. */
const restMs = 120;

/** Hover shows what a light is, a click opens it. Hit tests read the store: the map holds no object per light. */
export function followPointer(map: LeafletMap): void {
  const tip = document.createElement("div");
  tip.className = "map-tip";
  tip.hidden = true;
  map.getContainer().append(tip);
  let hovered: number | undefined;
  let frame = 0;
  let cancelRest = (): void => {};

  const hover = (at: { lat: number; lng: number }, x: number, y: number): void => {
    frame = 0;
    const row = rowAt(map, at, mouseReachPx);
    tip.style.transform = `translate(${x + 14}px, ${y + 14}px)`;
    if (row === hovered) return;
    hovered = row;
    cancelRest();
    tip.hidden = row === undefined;
    map.getContainer().classList.toggle("over-light", row !== undefined);
    if (row === undefined) return;
    tip.textContent = describe(row);
    cancelRest = systemClock.after(restMs, "hover", () => void name(row));
  };
  const name = async (row: number): Promise<void> => {
    const detail = await lightOfRow(row, store.value?.geometryVersion ?? -1);
    if (detail && hovered === row) tip.textContent = `${detail.column}, ${detail.street}: ${describe(row)}`;
  };

  map.on("mousemove", (event) => {
    if (frame === 0) frame = requestAnimationFrame(() => hover(event.latlng, event.containerPoint.x, event.containerPoint.y));
  });
  map.on("mouseout movestart", () => {
    hovered = undefined;
    tip.hidden = true;
  });
  map.on("click", (event) => {
    const finger = matchMedia("(pointer: coarse)").matches;
    const row = rowAt(map, event.latlng, finger ? fingerReachPx : mouseReachPx);
    if (row !== undefined) void openRow(row);
  });
}

function rowAt(map: LeafletMap, at: { lat: number; lng: number }, reachPx: number): number | undefined {
  const lights = store.value;
  if (!lights) return undefined;
  const { x, y } = toWorldPx(at.lat, at.lng);
  const hidden = hiddenClasses.value;
  return lights.nearest(x, y, reachPx * 2 ** (20 - map.getZoom()), (row) => hidden[lights.classAt(row)] !== 1);
}

function describe(row: number): string {
  const lights = store.value;
  const level = lights?.levelPct[row] ?? levelUnknown;
  const label = lightClasses[lights?.classAt(row) ?? -1]?.label ?? "";
  return level === levelUnknown ? label : `${label}, ${percent(level)}`;
}
