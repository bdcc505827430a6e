import { hatching } from "./hatch.ts";
import { type Hours, heightPx, hourPx, margin, monthMarks, shadeCount, shadeOf } from "./heat-cell.ts";

/** Draws the map: a column a day, midnight at the top and bottom, noon in the middle. What is not known is hatched. */
export function paintHeat(canvas: HTMLCanvasElement, days: readonly string[], hours: Hours): void {
  const context = canvas.getContext("2d");
  const widthPx = canvas.clientWidth;
  if (!context || widthPx === 0) return;
  canvas.width = Math.round(widthPx * devicePixelRatio);
  canvas.height = Math.round(heightPx * devicePixelRatio);
  context.setTransform(canvas.width / widthPx, 0, 0, devicePixelRatio, 0, 0);
  const ink = inkOf();
  const dayPx = (widthPx - margin.left) / Math.max(1, days.length);
  const edge = (day: number): number => margin.left + day * dayPx;
  hours.forEach((column, day) => {
    column.forEach((value, hour) => {
      context.fillStyle = value === null ? ink.missing : (ink.shades[shadeOf(value)] ?? ink.missing);
      // A little wider than a day, so that no ground shows between the columns.
      context.fillRect(edge(day), hour * hourPx, dayPx + 0.6, hourPx);
    });
  });
  context.fillStyle = ink.text;
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "middle";
  for (const hour of [0, 6, 12, 18]) context.fillText(`${String(hour).padStart(2, "0")}:00`, 0, hour * hourPx + hourPx / 2 + (hour === 0 ? 2 : 0));
  for (const { at, text } of monthMarks(days, dayPx)) context.fillText(text, edge(at), 24 * hourPx + margin.bottom / 2 + 1);
}

/** The shades of the theme, darkest to lightest or the reverse, and what is written and hatched with. */
function inkOf(): { shades: string[]; missing: CanvasPattern | string; text: string } {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const shades = Array.from({ length: shadeCount }, (_, index) => token(`heat-${index}`));
  return { shades, missing: hatching(token("edge")), text: token("chart-level") };
}
