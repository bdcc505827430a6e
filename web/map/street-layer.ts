import type { Basemap } from "../../contract/api.ts";
import { toWorldPx } from "../../contract/live.ts";
import type { WorldBox } from "../store/light-store.ts";
import { around } from "../store/region.ts";
import { type Coords, canvasGrid, tileCssPx } from "./leaflet.ts";
import type { Palette } from "./palette.ts";
import { type TilePlace, tileBox, tilePlace } from "./tile.ts";

interface Street {
  readonly name: string;
  readonly kind: Basemap["streets"][number]["kind"];
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly box: WorldBox;
}

export const zoomOfStreetNames = 16;
/** Widths in CSS pixels at z12 and how they grow with each zoom, by kind. */
const widths = { main: 1.6, street: 1, path: 0.6 } as const;
/** A name is repeated along a street about this often, CSS pixels. */
const nameEveryPx = 420;

/** Streets under the lights, faint: the geography a lighting engineer thinks in, from the town's own data. */
export function streetLayer(): { readonly grid: ReturnType<typeof canvasGrid>; show(basemap: Basemap | undefined, palette: Palette): void } {
  let streets: readonly Street[] = [];
  let basemap: Basemap | undefined;
  let palette: Palette | undefined;
  const create = (coords: Coords): HTMLCanvasElement => {
    const place = tilePlace(coords, tileCssPx, devicePixelRatio);
    const canvas = document.createElement("canvas");
    canvas.width = place.sizePx;
    canvas.height = place.sizePx;
    const ctx = canvas.getContext("2d");
    if (ctx && palette) drawTile(ctx, place, streets, palette);
    return canvas;
  };
  const grid = canvasGrid({ create, layer: { pane: "streets" } });
  return {
    grid,
    show: (nextBasemap, nextPalette) => {
      if (nextBasemap !== basemap) streets = nextBasemap?.streets.map(streetOf) ?? [];
      basemap = nextBasemap;
      palette = nextPalette;
      grid.redraw();
    },
  };
}

function streetOf(street: Basemap["streets"][number]): Street {
  const points = [];
  for (let i = 0; i + 1 < street.line.length; i += 2) points.push(toWorldPx(street.line[i + 1] ?? 0, street.line[i] ?? 0));
  return { name: street.name, kind: street.kind, points, box: around(points) };
}

function drawTile(ctx: CanvasRenderingContext2D, place: TilePlace, streets: readonly Street[], palette: Palette): void {
  const density = place.sizePx / tileCssPx;
  const box = tileBox(place, 200 * density);
  const near = streets.filter(
    (street) => street.box.minX <= box.maxX && street.box.maxX >= box.minX && street.box.minY <= box.maxY && street.box.maxY >= box.minY,
  );
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  ctx.strokeStyle = palette.street;
  for (const street of near) {
    ctx.lineWidth = widths[street.kind] * density * Math.max(1, 1.55 ** (place.zoom - 13));
    ctx.beginPath();
    for (const point of street.points) ctx.lineTo((point.x - place.originX) * place.scale, (point.y - place.originY) * place.scale);
    ctx.stroke();
  }
  if (place.zoom >= zoomOfStreetNames) for (const street of near) drawNames(ctx, place, street, palette);
}

/** Names lie along the longest stretches. Tiles that a name crosses draw it alike, each showing its part. */
function drawNames(ctx: CanvasRenderingContext2D, place: TilePlace, street: Street, palette: Palette): void {
  const density = place.sizePx / tileCssPx;
  ctx.font = `${11 * density}px system-ui, sans-serif`;
  ctx.fillStyle = palette.streetName;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  const width = ctx.measureText(street.name).width;
  for (const spot of nameSpots(street, width / place.scale, (nameEveryPx * density) / place.scale)) {
    ctx.save();
    ctx.translate((spot.x - place.originX) * place.scale, (spot.y - place.originY) * place.scale);
    ctx.rotate(spot.angle);
    ctx.fillText(street.name, 0, 0);
    ctx.restore();
  }
}

function nameSpots(street: Street, width: number, every: number): { x: number; y: number; angle: number }[] {
  const spots: { x: number; y: number; angle: number }[] = [];
  const length = lengthOf(street);
  if (length < width * 1.1) return spots;
  let next = length < 2 * every ? length / 2 : every / 2;
  let walked = 0;
  street.points.forEach((to, i) => {
    const from = street.points[i - 1];
    if (!from) return;
    const step = Math.hypot(to.x - from.x, to.y - from.y);
    while (next <= walked + step && step > 0) {
      const share = (next - walked) / step;
      spots.push({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share, angle: upright(Math.atan2(to.y - from.y, to.x - from.x)) });
      next += every;
    }
    walked += step;
  });
  return spots;
}

const lengthOf = (street: Street): number =>
  street.points.reduce((sum, to, i) => {
    const from = street.points[i - 1];
    return from ? sum + Math.hypot(to.x - from.x, to.y - from.y) : 0;
  }, 0);

/** Text is never upside down. */
const upright = (angle: number): number => (angle > Math.PI / 2 ? angle - Math.PI : angle < -Math.PI / 2 ? angle + Math.PI : angle);
