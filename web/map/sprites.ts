import { levelUnknown } from "../../contract/live.ts";
import { type LightClass, lightClasses } from "../store/light-class.ts";
import { mix, type Palette } from "./palette.ts";
import { drawShape } from "./shape.ts";
import type { Stamp } from "./stamp.ts";
import type { StampSet } from "./tile-painter.ts";

/** Levels are told apart on the map in steps of 20 %: finer steps cannot be seen. */
const levelSteps = 5;

/** From this zoom every fault has its own shape; below, a larger dot in its colour. */
export const zoomOfShapes = 14;
const zoomOfGlow = 15;

/** Radius of a light as expected and of a fault, CSS pixels, by zoom from 12. */
const radii = [1.4, 1.9, 2.5, 3.2, 4, 5, 6, 7, 8];
const faultRadii = [2.6, 3.2, 4.6, 5.4, 6.4, 7.4, 8.4, 9.4, 10.4];

/** Draws the stamps of one zoom, once: `density` is device pixels per CSS pixel. */
export function makeStamps(zoom: number, density: number, palette: Palette): StampSet {
  const at = Math.min(radii.length - 1, Math.max(0, zoom - 12));
  const radius = (radii[at] ?? 1) * density;
  const faultRadius = (faultRadii[at] ?? 2) * density;
  const made = new Map<number, Stamp>();
  const stampOf = (lightClass: number, levelPct: number): Stamp => {
    const step = stepOf(levelPct);
    const key = lightClass * 16 + step;
    const known = made.get(key);
    if (known) return known;
    const stamp = drawLight({ zoom, radius, faultRadius, palette, lightClass, share: step / levelSteps });
    made.set(key, stamp);
    return stamp;
  };
  const glows =
    zoom >= zoomOfGlow ? Array.from({ length: levelSteps + 1 }, (_, step) => glow(radius * 3.4, 0.36 * (step / levelSteps) ** 1.5, palette.lit)) : [];
  const selected = ring(radius + (zoom < 16 ? 2.5 : 4) * density, (zoom < 15 ? 1 : zoom < 16 ? 1.5 : 2) * density, palette.selected);
  return {
    stampOf,
    glowOf: glows.length === 0 ? undefined : (lightClass, levelPct) => (givesLight(lightClass) && stepOf(levelPct) > 0 ? glows[stepOf(levelPct)] : undefined),
    selected,
    reachPx: Math.ceil(Math.max(selected.sizePx, 2.5 * faultRadius + 1, glows[0]?.sizePx ?? 0) / 2) + 2,
  };
}

/** 0 for off and unknown, 1 to levelSteps for what gives light. */
const stepOf = (levelPct: number): number => (levelPct === levelUnknown ? 0 : Math.min(levelSteps, Math.ceil((levelPct * levelSteps) / 100)));

/** Classes whose level is believed to be the light given. */
const classGivesLight = lightClasses.map(
  (item) => item.condition === "normal" || item.condition === "override" || item.condition === "day-burning" || item.condition === "mismatch",
);
const givesLight = (lightClass: number): boolean => classGivesLight[lightClass] === true;

interface LightDrawing {
  readonly zoom: number;
  readonly radius: number;
  readonly faultRadius: number;
  readonly palette: Palette;
  readonly lightClass: number;
  /** Level, 0–1. */
  readonly share: number;
}

function drawLight(drawing: LightDrawing): Stamp {
  const { zoom, radius, faultRadius, palette, lightClass, share } = drawing;
  const item = lightClasses[lightClass];
  if (!item) throw new RangeError(`no light class ${lightClass}`);
  if (item.condition === "normal") return lamp(zoom, radius, palette, share);
  const r = item.condition === "unknown" ? radius : faultRadius;
  return draw(r * 1.25, (ctx) => {
    const shape: LightClass["shape"] = zoom < zoomOfShapes ? "disc" : item.shape;
    const small = zoom < zoomOfShapes ? 0.8 : 1;
    // A rim in the ground's colour keeps a fault apart from the lights around it.
    paint(ctx, palette.ground);
    ctx.globalAlpha = 0.8;
    drawShape(ctx, shape, r * small * 1.22);
    ctx.globalAlpha = 1;
    paint(ctx, palette.mark[lightClass] ?? "");
    drawShape(ctx, shape, r * small);
  });
}

/** A light as expected: larger and brighter the more light it gives, hollow when off. */
function lamp(zoom: number, radius: number, palette: Palette, share: number): Stamp {
  const r = radius * (share === 0 ? 0.75 : 0.66 + 0.34 * share);
  return draw(radius * 1.3, (ctx) => {
    if (share === 0 && zoom >= zoomOfShapes) {
      paint(ctx, palette.dim);
      drawShape(ctx, "ring", r);
      return;
    }
    if (zoom >= zoomOfShapes) {
      paint(ctx, palette.outline);
      drawShape(ctx, "disc", r * 1.2);
    }
    const [dim, lit] = zoom < zoomOfShapes ? [palette.farDim, palette.farLit] : [palette.dim, palette.lit];
    paint(ctx, mix(dim, lit, share === 0 ? 0 : 0.12 + 0.88 * share ** 1.6));
    drawShape(ctx, "disc", r);
  });
}

function glow(radius: number, strength: number, colour: string): Stamp {
  return draw(radius, (ctx) => {
    const fade = ctx.createRadialGradient(0, 0, 0, 0, 0, radius);
    const stop = (alpha: number): string =>
      `${colour}${Math.round(alpha * 255)
        .toString(16)
        .padStart(2, "0")}`;
    fade.addColorStop(0, stop(strength));
    fade.addColorStop(0.4, stop(strength * 0.4));
    fade.addColorStop(1, stop(0));
    ctx.fillStyle = fade;
    ctx.fillRect(-radius, -radius, 2 * radius, 2 * radius);
  });
}

function ring(radius: number, width: number, colour: string): Stamp {
  return draw(radius + width, (ctx) => {
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.beginPath();
    ctx.arc(0, 0, radius, 0, 2 * Math.PI);
    ctx.stroke();
  });
}

function paint(ctx: CanvasRenderingContext2D, colour: string): void {
  ctx.fillStyle = colour;
  ctx.strokeStyle = colour;
}

function draw(reach: number, act: (ctx: CanvasRenderingContext2D) => void): Stamp {
  const sizePx = 2 * Math.ceil(reach) + 1;
  const canvas = document.createElement("canvas");
  canvas.width = sizePx;
  canvas.height = sizePx;
  const ctx = canvas.getContext("2d", { willReadFrequently: true });
  if (!ctx) throw new Error("this browser cannot draw on a canvas");
  ctx.translate(sizePx / 2, sizePx / 2);
  act(ctx);
  return { sizePx, pixels: new Uint32Array(ctx.getImageData(0, 0, sizePx, sizePx).data.buffer) };
}
