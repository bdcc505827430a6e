import { computed } from "@preact/signals";
import { lightClasses } from "../store/light-class.ts";
import { shownTheme } from "../theme.ts";
import type { CellColours } from "./cell-painter.ts";

/** The colours of the map in one theme. */
export interface Palette {
  readonly ground: string;
  /** By class. */
  readonly mark: readonly string[];
  /** Fill of a light as expected at 0 % and at 100 %; its outline where it is large enough for one. */
  readonly dim: string;
  readonly lit: string;
  readonly outline: string;
  /** The same two for lights too small for an outline. */
  readonly farDim: string;
  readonly farLit: string;
  readonly selected: string;
  readonly street: string;
  readonly streetName: string;
  readonly feeder: string;
  readonly cells: CellColours;
}

/** The palette of the theme in force, read from the tokens of style/tokens.css once per theme: colours are stated once. */
export const palette = computed<Palette>(() => {
  shownTheme.value;
  return readPalette();
});

function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    ground: token("map-ground"),
    mark: lightClasses.map((item) => token(`mark-${item.id}`)),
    dim: token("lamp-dim"),
    lit: token("lamp-lit"),
    outline: token("lamp-outline"),
    farDim: token("lamp-far-dim"),
    farLit: token("lamp-far-lit"),
    selected: token("mark-selected"),
    street: token("map-street"),
    streetName: token("map-street-name"),
    feeder: token("map-feeder"),
    cells: {
      density: [1, 2, 3, 4, 5, 6].map((step) => pixelOf(token(`cell-${step}`))),
      abnormal: pixelOf(token("cell-abnormal")),
      veryAbnormal: pixelOf(token("cell-very-abnormal")),
    },
  };
}

/** #rrggbb → 0xAABBGGRR, opaque: how ImageData holds it on every machine browsers run on. */
function pixelOf(colour: string): number {
  const value = Number.parseInt(colour.slice(1), 16);
  return ((255 << 24) | ((value & 255) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
}

/** Mixes two #rrggbb colours; `share` of the second, 0–1. */
export function mix(from: string, to: string, share: number): string {
  const a = Number.parseInt(from.slice(1), 16);
  const b = Number.parseInt(to.slice(1), 16);
  const part = (shift: number): number => Math.round(((a >> shift) & 255) * (1 - share) + ((b >> shift) & 255) * share);
  return `#${((part(16) << 16) | (part(8) << 8) | part(0)).toString(16).padStart(6, "0")}`;
}
