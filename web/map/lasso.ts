import { boxCorners, type Place } from "../store/region.ts";
import type { LeafletMap } from "./leaflet.ts";

/** Corners kept of a lasso: its shape to a few pixels, and a link that still fits in a mail. */
const cornersMax = 60;
/** A drag shorter than this was a click, CSS pixels. */
const dragPxMin = 6;

/**
 * Lets a person draw a lasso or a box over the map with one drag; the map stays still meanwhile. Calls `done` with the corners, or
 * with undefined when it was no more than a click. Returns how to give up.
 */
export function startDrawing(map: LeafletMap, kind: "lasso" | "box", done: (corners: Place[] | undefined) => void): () => void {
  const holder = map.getContainer();
  const sheet = document.createElement("canvas");
  sheet.className = "drawing-sheet";
  sheet.width = holder.clientWidth;
  sheet.height = holder.clientHeight;
  holder.append(sheet);
  let points: { x: number; y: number }[] = [];

  const at = (event: PointerEvent): { x: number; y: number } => {
    const box = sheet.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const stop = (): void => sheet.remove();

  // Leaflet listens on the container: what happens on the sheet must not reach it.
  for (const name of ["mousedown", "touchstart", "dblclick", "click"]) sheet.addEventListener(name, (event) => event.stopPropagation());
  sheet.addEventListener("pointerdown", (event) => {
    sheet.setPointerCapture(event.pointerId);
    points = [at(event)];
  });
  sheet.addEventListener("pointermove", (event) => {
    if (points.length === 0) return;
    points.push(at(event));
    trace(sheet, outline(points, kind));
  });
  sheet.addEventListener("pointerup", () => {
    stop();
    const corners = thin(outline(points, kind)).map((point) => placeOf(map, point));
    done(reach(points) < dragPxMin ? undefined : corners);
  });
  return stop;
}

function outline(points: readonly { x: number; y: number }[], kind: "lasso" | "box"): { x: number; y: number }[] {
  const first = points[0];
  const last = points.at(-1);
  if (kind === "lasso" || !first || !last) return [...points];
  return boxCorners({ lat: first.y, lon: first.x }, { lat: last.y, lon: last.x }).map((corner) => ({ x: corner.lon, y: corner.lat }));
}

const thin = <T>(points: readonly T[]): T[] => {
  const step = Math.max(1, Math.ceil(points.length / cornersMax));
  return points.filter((_, i) => i % step === 0);
};

const reach = (points: readonly { x: number; y: number }[]): number => {
  const first = points[0];
  return first ? Math.max(...points.map((point) => Math.hypot(point.x - first.x, point.y - first.y))) : 0;
};

function placeOf(map: LeafletMap, point: { x: number; y: number }): Place {
  const { lat, lng } = map.containerPointToLatLng([point.x, point.y]);
  return { lat, lon: lng };
}

function trace(sheet: HTMLCanvasElement, points: readonly { x: number; y: number }[]): void {
  const ctx = sheet.getContext("2d");
  if (!ctx) return;
  const style = getComputedStyle(document.documentElement);
  ctx.clearRect(0, 0, sheet.width, sheet.height);
  ctx.beginPath();
  for (const point of points) ctx.lineTo(point.x, point.y);
  ctx.closePath();
  ctx.strokeStyle = style.getPropertyValue("--mark-selected").trim();
  ctx.fillStyle = ctx.strokeStyle;
  ctx.lineWidth = 2;
  ctx.stroke();
  ctx.globalAlpha = 0.12;
  ctx.fill();
  ctx.globalAlpha = 1;
}
