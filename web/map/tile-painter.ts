import { faultClass, lightClasses } from "../store/light-class.ts";
import type { LightStore } from "../store/light-store.ts";
import { type Clip, lay, type Sheet, type Stamp, wholeSheet, wipe } from "./stamp.ts";
import { type TilePlace, tileBox } from "./tile.ts";

/** The stamps of one zoom, density and theme. */
export interface StampSet {
  /** By class; by level step (levelSteps + 1 of them) where the level shows. */
  stampOf(lightClass: number, levelPct: number): Stamp;
  /** The soft light around a lit lamp; absent where lights are too small for it. */
  readonly glowOf: ((lightClass: number, levelPct: number) => Stamp | undefined) | undefined;
  readonly selected: Stamp;
  /** Half of the largest stamp's edge, tile pixels: nothing reaches farther. */
  readonly reachPx: number;
}

/** Below this zoom single lights are not drawn: a million dots tell nothing, and the faults on top would colour the whole town. */
export const zoomOfSingleLights = 12;

/** What a paint needs beside the tile. */
export interface PaintInput {
  readonly store: LightStore;
  readonly stamps: StampSet;
  /** 1 for classes not to draw. */
  readonly hidden: Uint8Array;
}

const overrideClass = lightClasses.findIndex((item) => item.id === "override");

/** Paints the lights of a clip of a tile, all passes: glow, lights as expected, then what is not, so that a fault is never covered. */
export function paintLights(sheet: Sheet, place: TilePlace, input: PaintInput, clip: Clip = wholeSheet(sheet)): void {
  const { store, stamps, hidden } = input;
  wipe(sheet, clip);
  const rows = rowsNear(place, input, clip);
  const put = (row: number, stamp: Stamp): void =>
    lay(sheet, stamp, ((store.x[row] ?? 0) - place.originX) * place.scale, ((store.y[row] ?? 0) - place.originY) * place.scale, clip);
  const late: number[] = [];
  const { glowOf } = stamps;
  if (glowOf) {
    for (const row of rows) {
      const lightClass = store.classAt(row);
      const glow = hidden[lightClass] === 1 ? undefined : glowOf(lightClass, store.levelPct[row] ?? 0);
      if (glow) put(row, glow);
    }
  }
  for (const row of rows) {
    const lightClass = store.classAt(row);
    if (hidden[lightClass] === 1) continue;
    if (faultClass[lightClass] === 1 || lightClass === overrideClass) late.push(row);
    else put(row, stamps.stampOf(lightClass, store.levelPct[row] ?? 0));
  }
  for (const row of late) put(row, stamps.stampOf(store.classAt(row), store.levelPct[row] ?? 0));
  for (const row of rows) if (store.selected[row] === 1) put(row, stamps.selected);
}

function rowsNear(place: TilePlace, { store, stamps }: PaintInput, clip: Clip): number[] {
  const box = tileBox(place, stamps.reachPx);
  const rows: number[] = [];
  const near = {
    minX: Math.max(box.minX, place.originX + (clip.left - stamps.reachPx) / place.scale),
    minY: Math.max(box.minY, place.originY + (clip.top - stamps.reachPx) / place.scale),
    maxX: Math.min(box.maxX, place.originX + (clip.right + stamps.reachPx) / place.scale),
    maxY: Math.min(box.maxY, place.originY + (clip.bottom + stamps.reachPx) / place.scale),
  };
  store.each(near, (row) => rows.push(row));
  return rows;
}

/** The part of the tile a change of one light can touch; undefined when it is elsewhere. */
export function clipOf(place: TilePlace, store: LightStore, row: number, reachPx: number): Clip | undefined {
  const x = ((store.x[row] ?? 0) - place.originX) * place.scale;
  const y = ((store.y[row] ?? 0) - place.originY) * place.scale;
  const clip = {
    left: Math.max(0, Math.floor(x - reachPx)),
    top: Math.max(0, Math.floor(y - reachPx)),
    right: Math.min(place.sizePx, Math.ceil(x + reachPx)),
    bottom: Math.min(place.sizePx, Math.ceil(y + reachPx)),
  };
  return clip.left < clip.right && clip.top < clip.bottom ? clip : undefined;
}
