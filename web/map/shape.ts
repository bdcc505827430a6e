import type { LightClass } from "../store/light-class.ts";

/** Draws a mark of radius `r` around (0, 0): each fault has its own outline, so that colour is never alone. */
export function drawShape(ctx: CanvasRenderingContext2D, shape: LightClass["shape"], r: number): void {
  ctx.beginPath();
  switch (shape) {
    case "disc":
      ctx.arc(0, 0, r, 0, 2 * Math.PI);
      ctx.fill();
      return;
    case "ring":
      ctx.arc(0, 0, r * 0.8, 0, 2 * Math.PI);
      ctx.lineWidth = r * 0.45;
      ctx.stroke();
      return;
    case "cross":
      strokeLines(ctx, r * 0.48, [-0.8, -0.8, 0.8, 0.8, -0.8, 0.8, 0.8, -0.8], r);
      return;
    case "bars":
      strokeLines(ctx, r * 0.5, [-0.9, -0.45, 0.9, -0.45, -0.9, 0.45, 0.9, 0.45], r);
      return;
    case "question":
      ctx.arc(0, 0, r * 0.75, 0, 2 * Math.PI);
      ctx.setLineDash([r * 0.6, r * 0.5]);
      ctx.lineWidth = r * 0.4;
      ctx.stroke();
      ctx.setLineDash([]);
      return;
    default:
      fillPolygon(ctx, polygons[shape], r);
  }
}

const regular = (corners: number, turn: number, reach: number): readonly number[] =>
  Array.from({ length: corners }, (_, i) => (i / corners) * 2 * Math.PI + turn).flatMap((angle) => [Math.cos(angle) * reach, Math.sin(angle) * reach]);

const up = -Math.PI / 2;
/** Corners as x, y pairs in radii. */
const polygons: Readonly<Record<"triangle" | "square" | "diamond" | "pentagon" | "hexagon" | "up-down", readonly number[]>> = {
  triangle: [0, -1.1, 1.1, 0.85, -1.1, 0.85],
  square: [-0.85, -0.85, 0.85, -0.85, 0.85, 0.85, -0.85, 0.85],
  diamond: [0, -1.15, 1.15, 0, 0, 1.15, -1.15, 0],
  pentagon: regular(5, up, 1.1),
  hexagon: regular(6, 0, 1.05),
  // An hourglass: on, off, on, off.
  "up-down": [-1, -1, 1, -1, -1, 1, 1, 1],
};

function fillPolygon(ctx: CanvasRenderingContext2D, corners: readonly number[], r: number): void {
  for (let i = 0; i + 1 < corners.length; i += 2) ctx.lineTo((corners[i] ?? 0) * r, (corners[i + 1] ?? 0) * r);
  ctx.closePath();
  ctx.fill();
}

function strokeLines(ctx: CanvasRenderingContext2D, width: number, ends: readonly number[], r: number): void {
  ctx.lineWidth = width;
  for (let i = 0; i + 3 < ends.length; i += 4) {
    ctx.moveTo((ends[i] ?? 0) * r, (ends[i + 1] ?? 0) * r);
    ctx.lineTo((ends[i + 2] ?? 0) * r, (ends[i + 3] ?? 0) * r);
  }
  ctx.stroke();
}
