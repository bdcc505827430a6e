import type { Estate } from "../../contract/api.ts";
import { toWorldPx } from "../../contract/live.ts";
import { contains } from "../store/light-store.ts";
import { type Coords, canvasGrid, tileCssPx } from "./leaflet.ts";
import type { Palette } from "./palette.ts";
import { tileBox, tilePlace } from "./tile.ts";

export const zoomOfFeeders = 15;
const zoomOfFeederNames = 17;
/** Half of a pillar’s edge, CSS pixels; smaller where lights are close together. */
const halfCssPx = 4;
const halfCssPxFar = 2;

type Feeder = Estate["feeders"][number];

/** Feeder pillars as small hollow squares, beneath the lights. */
export function feederLayer(): { readonly grid: ReturnType<typeof canvasGrid>; show(feeders: readonly Feeder[], palette: Palette): void } {
  let feeders: readonly (Feeder & { readonly x: number; readonly y: number })[] = [];
  let palette: Palette | undefined;
  const create = (coords: Coords): HTMLCanvasElement => {
    const place = tilePlace(coords, tileCssPx, devicePixelRatio);
    const density = place.sizePx / tileCssPx;
    const canvas = document.createElement("canvas");
    canvas.width = place.sizePx;
    canvas.height = place.sizePx;
    const ctx = canvas.getContext("2d");
    if (!ctx || !palette) return canvas;
    ctx.strokeStyle = palette.feeder;
    ctx.fillStyle = palette.feeder;
    ctx.lineWidth = 1.5 * density;
    ctx.font = `${10 * density}px system-ui, sans-serif`;
    const box = tileBox(place, 100 * density);
    for (const feeder of feeders) {
      if (!contains(box, feeder.x, feeder.y)) continue;
      const x = (feeder.x - place.originX) * place.scale;
      const y = (feeder.y - place.originY) * place.scale;
      const half = (place.zoom > zoomOfFeeders ? halfCssPx : halfCssPxFar) * density;
      ctx.strokeRect(x - half, y - half, 2 * half, 2 * half);
      if (place.zoom >= zoomOfFeederNames) ctx.fillText(feeder.id, x + 2 * half, y + half);
    }
    return canvas;
  };
  const grid = canvasGrid({ create, layer: { minZoom: zoomOfFeeders, pane: "streets" } });
  return {
    grid,
    show: (next, nextPalette) => {
      feeders = next.map((feeder) => ({ ...feeder, ...toWorldPx(feeder.lat, feeder.lon) }));
      palette = nextPalette;
      grid.redraw();
    },
  };
}
