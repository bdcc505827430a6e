import type { MonthReport } from "../../contract/report.ts";
import * as amount from "../energy/amount.ts";
import type { Column } from "../energy/column.ts";
import { DataTable } from "../energy/data-table.tsx";
import { wordsOfDay } from "../energy/period.ts";
import { ReportPart } from "./report-part.tsx";

interface Bar {
  readonly day: string;
  /** null where nothing is known. */
  readonly meteredKwh: number | null;
  readonly fullOutputKwh: number | null;
  readonly estimatedPct: number | null;
}

/** A day's place on the drawing, and its height; the drawing is stretched to its place, so its words stand beside it. */
const step = 10;
const height = 100;

/** Metered energy of each day as bars, drawn so that it prints sharply; full output as a line. */
export function DayBars({ report: { days, month, from, to } }: { report: MonthReport }) {
  const bars = days.days.map((day, at) => ({
    day,
    meteredKwh: days.meteredKwh[at] ?? null,
    fullOutputKwh: days.fullOutputKwh[at] ?? null,
    estimatedPct: days.estimatedPct[at] ?? null,
  }));
  const mostKwh = Math.max(1, ...bars.flatMap(({ meteredKwh, fullOutputKwh }) => [meteredKwh ?? 0, fullOutputKwh ?? 0]));
  return (
    <ReportPart title="Energy by day">
      <div class="day-bars" role="img" aria-label={`Metered energy of each day from ${wordsOfDay(from)} to ${wordsOfDay(to)}, with full output as a line.`}>
        <span class="bars-axis" aria-hidden="true">
          <span>{amount.kwh(mostKwh)}</span>
          <span>{amount.kwh(mostKwh / 2)}</span>
          <span>0</span>
        </span>
        <Drawing bars={bars} mostKwh={mostKwh} />
        <span class="bars-days" aria-hidden="true">
          {bars.map(({ day }, at) => (
            <span key={day}>{at % 5 === 0 ? Number(day.slice(8)) : ""}</span>
          ))}
        </span>
      </div>
      <p class="hint">
        Bars are metered energy, the hollow foot of a bar its estimated part; the line is full output. A day without a bar is one that nothing is known of.
      </p>
      <DataTable name="Energy by day" file={`leerie-days-${month}`} columns={columns} rows={bars} />
    </ReportPart>
  );
}

function Drawing({ bars, mostKwh }: { bars: readonly Bar[]; mostKwh: number }) {
  const tall = (kwh: number): number => (kwh / mostKwh) * height;
  return (
    <svg viewBox={`0 0 ${bars.length * step} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {[0, 0.5].map((part) => (
        <line key={part} class="grid" x1={0} x2={bars.length * step} y1={part * height} y2={part * height} />
      ))}
      {bars.map(({ day, meteredKwh, estimatedPct }, at) =>
        meteredKwh === null ? null : (
          <g key={day}>
            <rect class="bar" x={at * step + 1} width={step - 2} y={height - tall(meteredKwh)} height={tall(meteredKwh)} />
            <rect
              class="estimated"
              x={at * step + 1}
              width={step - 2}
              y={height - tall((meteredKwh * (estimatedPct ?? 0)) / 100)}
              height={tall((meteredKwh * (estimatedPct ?? 0)) / 100)}
            />
          </g>
        ),
      )}
      <path class="line" d={linePath(bars, tall)} />
    </svg>
  );
}

/** Through the middles of the days; broken where nothing is known. */
function linePath(bars: readonly Bar[], tall: (kwh: number) => number): string {
  return bars
    .map(({ fullOutputKwh }, at) => {
      if (fullOutputKwh === null) return "";
      const begins = at === 0 || (bars[at - 1]?.fullOutputKwh ?? null) === null;
      return `${begins ? "M" : "L"}${at * step + step / 2} ${(height - tall(fullOutputKwh)).toFixed(2)}`;
    })
    .join("");
}

const columns: readonly Column<Bar>[] = [
  { head: "Day", csv: "day", value: ({ day }) => day, words: ({ day }) => wordsOfDay(day) },
  { head: "Metered", csv: "meteredKwh", value: ({ meteredKwh }) => meteredKwh, words: ({ meteredKwh }) => amount.kwh(meteredKwh) },
  { head: "Full output", csv: "fullOutputKwh", value: ({ fullOutputKwh }) => fullOutputKwh, words: ({ fullOutputKwh }) => amount.kwh(fullOutputKwh) },
  { head: "Estimated", csv: "estimatedPct", value: ({ estimatedPct }) => estimatedPct, words: ({ estimatedPct }) => amount.pct(estimatedPct) },
];
