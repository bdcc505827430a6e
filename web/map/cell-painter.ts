import { faultClass } from "../store/light-class.ts";
import type { LightStore } from "../store/light-store.ts";
import { type Sheet, wholeSheet, wipe } from "./stamp.ts";
import { type TilePlace, tileBox } from "./tile.ts";

/** Colours of cells, 0xAABBGGRR: from few lights to many, and for a cell with an abnormal share of faults. */
export interface CellColours {
  readonly density: readonly number[];
  readonly abnormal: number;
  readonly veryAbnormal: number;
}

/** Edge of a cell, CSS pixels: small enough to see streets as texture, large enough to see its colour. */
export const cellCssPx = 8;
/** A share of faults in a cell that is more than the usual few in a hundred, and one that means a whole feeder. */
const abnormalShare = 0.15;
const veryAbnormalShare = 0.4;
/** One fault in a cell of three lights is a third of it and says nothing: fewer than this never colour a cell. */
const abnormalFaultsMin = 3;

/** Paints a tile of cells: grey by how many lights, coloured only where unusually many of them are faulty. */
export function paintCells(sheet: Sheet, place: TilePlace, store: LightStore, hidden: Uint8Array, colours: CellColours): void {
  wipe(sheet, wholeSheet(sheet));
  const cellPx = Math.max(1, Math.round((cellCssPx * sheet.widthPx) / 512));
  const across = Math.ceil(sheet.widthPx / cellPx);
  const lights = new Uint32Array(across * across);
  const faults = new Uint32Array(across * across);
  store.each(tileBox(place, 0), (row) => {
    const lightClass = store.classAt(row);
    if (hidden[lightClass] === 1) return;
    const column = Math.floor((((store.x[row] ?? 0) - place.originX) * place.scale) / cellPx);
    const line = Math.floor((((store.y[row] ?? 0) - place.originY) * place.scale) / cellPx);
    if (column < 0 || line < 0 || column >= across || line >= across) return;
    const at = line * across + column;
    lights[at] = (lights[at] ?? 0) + 1;
    faults[at] = (faults[at] ?? 0) + (faultClass[lightClass] ?? 0);
  });
  for (let at = 0; at < lights.length; at++) {
    const count = lights[at] ?? 0;
    if (count > 0) fillCell(sheet, { left: (at % across) * cellPx, top: Math.floor(at / across) * cellPx, cellPx }, colourOf(count, faults[at] ?? 0, colours));
  }
}

function colourOf(lights: number, faults: number, colours: CellColours): number {
  const share = faults / lights;
  if (faults >= abnormalFaultsMin && share >= abnormalShare) return share >= veryAbnormalShare ? colours.veryAbnormal : colours.abnormal;
  // Each step of grey is twice as many lights.
  return colours.density[Math.min(colours.density.length - 1, Math.floor(Math.log2(lights)))] ?? 0;
}

function fillCell(sheet: Sheet, cell: { left: number; top: number; cellPx: number }, colour: number): void {
  // One pixel of gap lets the grid read as cells.
  const right = Math.min(sheet.widthPx, cell.left + cell.cellPx - 1);
  const bottom = Math.min(sheet.heightPx, cell.top + cell.cellPx - 1);
  for (let y = cell.top; y < bottom; y++) sheet.pixels.fill(colour, y * sheet.widthPx + cell.left, y * sheet.widthPx + right);
}
