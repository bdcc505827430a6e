import type { WorldBox } from "../store/light-store.ts";

/** Where a map tile lies: z20 world pixels and how many of its own pixels one of them takes. */
export interface TilePlace {
  readonly zoom: number;
  readonly originX: number;
  readonly originY: number;
  /** Tile pixels per z20 pixel. */
  readonly scale: number;
  /** Edge in tile pixels. */
  readonly sizePx: number;
}

/** The place of the tile with grid coordinates (x, y) at a zoom; `cssPx` is its edge, `density` device pixels per CSS pixel. */
export function tilePlace(coords: { readonly x: number; readonly y: number; readonly z: number }, cssPx: number, density: number): TilePlace {
  const worldEdge = cssPx * 2 ** (20 - coords.z);
  const sizePx = Math.round(cssPx * density);
  return { zoom: coords.z, originX: coords.x * worldEdge, originY: coords.y * worldEdge, scale: sizePx / worldEdge, sizePx };
}

/** The world box a tile shows, widened by `marginPx` tile pixels: what is centred just outside still reaches in. */
export function tileBox(place: TilePlace, marginPx: number): WorldBox {
  const margin = marginPx / place.scale;
  const edge = place.sizePx / place.scale;
  return { minX: place.originX - margin, minY: place.originY - margin, maxX: place.originX + edge + margin, maxY: place.originY + edge + margin };
}
