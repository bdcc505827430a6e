import type UPlot from "uplot";
import { unknownRuns } from "./unknown-run.ts";

const tilePx = 6;

/** Diagonal lines of a colour: what is estimated, or not known at all. The colour itself where patterns cannot be made. */
export function hatching(colour: string): CanvasPattern | string {
  const tile = document.createElement("canvas");
  tile.width = tile.height = tilePx;
  const context = tile.getContext("2d");
  if (!context) return colour;
  context.strokeStyle = colour;
  context.beginPath();
  // The corner lines complete the diagonal where tiles meet.
  for (const shift of [-tilePx, 0, tilePx]) {
    context.moveTo(shift - 1, tilePx + 1);
    context.lineTo(shift + tilePx + 1, -1);
  }
  context.stroke();
  return context.createPattern(tile, "repeat") ?? colour;
}

/** Paints the spans in which the first series is not known, so that missing looks missing and not like nothing used. */
export function missingSpans(pattern: CanvasPattern | string, halfStep: number): UPlot.Plugin {
  const draw = (plot: UPlot): void => {
    const [xs = [], values = []] = plot.data;
    const { left, top, width, height } = plot.bbox;
    plot.ctx.save();
    plot.ctx.beginPath();
    plot.ctx.rect(left, top, width, height);
    plot.ctx.clip();
    plot.ctx.fillStyle = pattern;
    for (const [first, last] of unknownRuns(values)) {
      const x = plot.valToPos((xs[first] ?? 0) - halfStep, "x", true);
      const end = plot.valToPos((xs[last] ?? 0) + halfStep, "x", true);
      plot.ctx.fillRect(x, top, end - x, height);
    }
    plot.ctx.restore();
  };
  return { hooks: { drawClear: draw } };
}
