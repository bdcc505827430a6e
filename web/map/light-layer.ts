import type { LightStore } from "../store/light-store.ts";
import { paintCells } from "./cell-painter.ts";
import { type Coords, canvasGrid, tileCssPx } from "./leaflet.ts";
import type { Palette } from "./palette.ts";
import { makeStamps } from "./sprites.ts";
import type { Clip } from "./stamp.ts";
import { type TilePlace, tilePlace } from "./tile.ts";
import { clipOf, paintLights, type StampSet, zoomOfSingleLights } from "./tile-painter.ts";

interface LiveTile {
  readonly place: TilePlace;
  readonly ctx: CanvasRenderingContext2D;
  readonly image: ImageData;
  readonly pixels: Uint32Array;
  stale: boolean;
}

/** More changes than this in one tile and repainting it whole is cheaper than patch by patch. */
const patchesMax = 150;
/** A tile of cells is a summary: renewing it more often than this cannot be read, ms. */
const cellPeriodMs = 1_000;

export interface LightLayer {
  readonly grid: ReturnType<typeof canvasGrid>;
  /** Another store, filter, theme or selection: everything is painted again. */
  show(store: LightStore | undefined, hidden: Uint8Array, palette: Palette): void;
  /** Rows whose bytes have changed; they are painted in the next frame. */
  changed(rows: Iterable<number>): void;
}

/**
 * The lights on the map: tiles of pixels drawn straight from the typed arrays, with no object per light. A change patches the few
 * pixels around it on the tiles that are alive.
 */
export function lightLayer(): LightLayer {
  const tiles = new Map<string, LiveTile>();
  const stamps = new Map<string, StampSet>();
  const pending = new Set<number>();
  let store: LightStore | undefined;
  let hidden = new Uint8Array();
  let palette: Palette | undefined;
  let frame = 0;
  let cellsPaintedAt = 0;

  const stampsFor = (zoom: number, density: number, colours: Palette): StampSet => {
    const key = `${zoom}/${density}`;
    const known = stamps.get(key) ?? makeStamps(zoom, density, colours);
    stamps.set(key, known);
    return known;
  };

  const paint = (tile: LiveTile, clips?: readonly Clip[]): void => {
    if (!store || !palette) return;
    const sheet = { widthPx: tile.place.sizePx, heightPx: tile.place.sizePx, pixels: tile.pixels };
    if (tile.place.zoom < zoomOfSingleLights) paintCells(sheet, tile.place, store, hidden, palette.cells);
    else {
      const input = { store, hidden, stamps: stampsFor(tile.place.zoom, tile.place.sizePx / tileCssPx, palette) };
      if (!clips) paintLights(sheet, tile.place, input);
      else for (const clip of clips) paintLights(sheet, tile.place, input, clip);
    }
    if (!clips) tile.ctx.putImageData(tile.image, 0, 0);
    else for (const c of clips) tile.ctx.putImageData(tile.image, 0, 0, c.left, c.top, c.right - c.left, c.bottom - c.top);
    tile.stale = false;
  };

  const patch = (tile: LiveTile, lights: LightStore): void => {
    if (!palette) return;
    const reachPx = stampsFor(tile.place.zoom, tile.place.sizePx / tileCssPx, palette).reachPx;
    const clips: Clip[] = [];
    for (const row of pending) {
      const clip = clipOf(tile.place, lights, row, reachPx);
      if (clip) clips.push(clip);
    }
    if (clips.length > 0) paint(tile, clips.length > patchesMax ? undefined : clips);
  };

  const flush = (atMs: number): void => {
    frame = 0;
    if (!store) return;
    for (const tile of tiles.values()) {
      if (tile.place.zoom < zoomOfSingleLights) tile.stale = true;
      else patch(tile, store);
    }
    pending.clear();
    renewCells(atMs);
  };

  /** One stale tile of cells a frame, each at most once a second. */
  const renewCells = (atMs: number): void => {
    const stale = [...tiles.values()].find((tile) => tile.stale);
    if (!stale) return;
    if (atMs - cellsPaintedAt >= cellPeriodMs / Math.max(1, tiles.size)) {
      cellsPaintedAt = atMs;
      paint(stale);
    }
    schedule();
  };

  const schedule = (): void => {
    if (frame === 0) frame = requestAnimationFrame(flush);
  };

  const create = (coords: Coords): HTMLCanvasElement => {
    const tile = newTile(tilePlace(coords, tileCssPx, devicePixelRatio));
    tiles.set(keyOf(coords), tile);
    paint(tile);
    return tile.ctx.canvas;
  };

  return {
    grid: canvasGrid({ create, drop: (coords) => tiles.delete(keyOf(coords)) }),
    show: (nextStore, nextHidden, nextPalette) => {
      if (nextPalette !== palette) stamps.clear();
      store = nextStore;
      hidden = new Uint8Array(nextHidden);
      palette = nextPalette;
      for (const tile of tiles.values()) paint(tile);
    },
    changed: (rows) => {
      for (const row of rows) pending.add(row);
      schedule();
    },
  };
}

const keyOf = (coords: Coords): string => `${coords.z}/${coords.x}/${coords.y}`;

function newTile(place: TilePlace): LiveTile {
  const canvas = document.createElement("canvas");
  canvas.width = place.sizePx;
  canvas.height = place.sizePx;
  const ctx = canvas.getContext("2d");
  if (!ctx) throw new Error("this browser cannot draw on a canvas");
  const image = ctx.createImageData(place.sizePx, place.sizePx);
  return { place, ctx, image, pixels: new Uint32Array(image.data.buffer), stale: false };
}
