import { useEffect, useRef } from "preact/hooks";
import UPlot from "uplot";
import { estate } from "../state.ts";
import { shownTheme } from "../theme.ts";
import { hatching } from "./hatch.ts";

/** What a chart says of itself; colours and size come from the page. */
export interface Drawing {
  readonly data: UPlot.AlignedData;
  readonly options: (ink: Ink) => Omit<UPlot.Options, "width" | "height">;
}

/** Colours of the theme in force, and the base of every axis. */
export interface Ink {
  readonly of: (token: string) => string;
  readonly hatch: (token: string) => CanvasPattern | string;
  readonly axis: UPlot.Axis;
}

const heightPx = 220;

/** A chart as wide as its place. For readers without sight its words say what it shows and where its numbers are. */
export function Plot({ drawing, words }: { drawing: Drawing; words: string }) {
  const holder = useRef<HTMLDivElement>(null);
  const theme = shownTheme.value;
  useEffect(() => {
    const element = holder.current;
    if (!element) return undefined;
    const size = () => ({ width: element.clientWidth, height: heightPx });
    const plot = new UPlot({ ...drawing.options(inkOf()), ...size() }, drawing.data, element);
    const resize = new ResizeObserver(() => plot.setSize(size()));
    resize.observe(element);
    return () => {
      resize.disconnect();
      plot.destroy();
    };
  }, [drawing, theme]);
  return <div ref={holder} class="chart energy-chart" role="img" aria-label={words} />;
}

function inkOf(): Ink {
  const style = getComputedStyle(document.documentElement);
  const of = (token: string): string => style.getPropertyValue(`--${token}`).trim();
  const axis = { stroke: of("text-quiet"), grid: { stroke: of("line"), width: 1 }, ticks: { show: false }, font: "11px system-ui, sans-serif" };
  return { of, axis, hatch: (token) => hatching(of(token)) };
}

/** Instants on an axis stand in the installation's zone, whichever the browser's is. */
export const zoned = (seconds: number): Date => UPlot.tzDate(new Date(seconds * 1_000), estate.value?.timeZone ?? "UTC");
