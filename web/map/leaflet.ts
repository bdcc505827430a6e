/** The one door to Leaflet: a move to another version is a change of this file. */
import { type Coords, circleMarker, control, GridLayer, type GridLayerOptions, type LatLngBounds, type LatLngExpression, Map as LeafletMap } from "leaflet";
import "leaflet/dist/leaflet.css";

export type { Coords, LatLngBounds, LatLngExpression };
export { circleMarker, control, LeafletMap };

/** CSS pixels of a tile's edge. Large tiles: fewer canvases, less to lay out while panning. */
export const tileCssPx = 512;

/** A grid of canvases drawn by `create` when Leaflet needs a tile; `drop` is told of each it no longer holds. */
export function canvasGrid(options: {
  readonly create: (coords: Coords) => HTMLCanvasElement;
  readonly drop?: (coords: Coords) => void;
  readonly layer?: GridLayerOptions;
}): GridLayer {
  const grid = new GridLayer({ tileSize: tileCssPx, updateWhenZooming: false, updateWhenIdle: false, keepBuffer: 1, ...options.layer });
  Object.assign(grid, { createTile: (coords: Coords) => options.create(coords) });
  if (options.drop) grid.on("tileunload", (event) => options.drop?.(event.coords));
  return grid;
}
