import { useMemo } from "preact/hooks";
import UPlot from "uplot";
import type { EnergyDays } from "../../contract/energy.ts";
import * as amount from "./amount.ts";
import { days } from "./answers.ts";
import type { Column } from "./column.ts";
import { DataTable } from "./data-table.tsx";
import { missingSpans } from "./hatch.ts";
import { Part } from "./part.tsx";
import { wordsOfDay } from "./period.ts";
import { type Drawing, type Ink, Plot } from "./plot.tsx";
import type { Question } from "./question.ts";

const dayS = 86_400;

interface DayRow {
  readonly day: string;
  readonly lights: number | null;
  readonly meteredKwh: number | null;
  readonly calculatedKwh: number | null;
  readonly scheduledKwh: number | null;
  readonly fullOutputKwh: number | null;
  readonly costGbp: number | null;
  readonly co2Kg: number | null;
  readonly burningHours: number | null;
  readonly estimatedPct: number | null;
}

/** kWh of each day as bars, the hatched part of them estimated; the baseline as a line. */
export function DayChart({ now }: { now: Question }) {
  return (
    <Part title="Energy by day" ask={days}>
      {(answer) => <Days answer={answer} against={now.baseline === "schedule" ? "schedule" : "full output"} />}
    </Part>
  );
}

function Days({ answer, against }: { answer: EnergyDays; against: "schedule" | "full output" }) {
  const drawing = useMemo(() => drawingOf(answer, against), [answer, against]);
  const first = answer.days[0] ?? "";
  const last = answer.days.at(-1) ?? "";
  return (
    <>
      <Plot
        drawing={drawing}
        words={`Metered energy of each day from ${wordsOfDay(first)} to ${wordsOfDay(last)}, and ${against} as a line. The table below has the numbers.`}
      />
      <p class="hint">Hatched in a bar is its estimated part; a hatched day is one that nothing is known of. Days run from midnight to midnight.</p>
      <DataTable name="Energy by day" file={`energy-days-${first}-${last}`} columns={columns} rows={rowsOf(answer)} />
    </>
  );
}

const rowsOf = (answer: EnergyDays): DayRow[] =>
  answer.days.map((day, at) => {
    const value = (column: readonly (number | null)[]): number | null => column[at] ?? null;
    return {
      day,
      lights: value(answer.lights),
      meteredKwh: value(answer.meteredKwh),
      calculatedKwh: value(answer.calculatedKwh),
      scheduledKwh: value(answer.scheduledKwh),
      fullOutputKwh: value(answer.fullOutputKwh),
      costGbp: value(answer.costGbp),
      co2Kg: value(answer.co2Kg),
      burningHours: value(answer.burningHours),
      estimatedPct: value(answer.estimatedPct),
    };
  });

const columns: readonly Column<DayRow>[] = [
  { head: "Day", csv: "day", value: (row) => row.day, words: (row) => wordsOfDay(row.day) },
  { head: "Lights", csv: "lights", value: (row) => row.lights },
  { head: "Metered", csv: "meteredKwh", value: (row) => row.meteredKwh, words: (row) => amount.kwh(row.meteredKwh) },
  { head: "Calculated", csv: "calculatedKwh", value: (row) => row.calculatedKwh, words: (row) => amount.kwh(row.calculatedKwh) },
  { head: "By schedule", csv: "scheduledKwh", value: (row) => row.scheduledKwh, words: (row) => amount.kwh(row.scheduledKwh) },
  { head: "Full output", csv: "fullOutputKwh", value: (row) => row.fullOutputKwh, words: (row) => amount.kwh(row.fullOutputKwh) },
  { head: "Cost", csv: "costGbp", value: (row) => row.costGbp, words: (row) => amount.pounds(row.costGbp) },
  { head: "CO₂", csv: "co2Kg", value: (row) => row.co2Kg, words: (row) => amount.carbon(row.co2Kg) },
  { head: "Burning", csv: "burningHours", value: (row) => row.burningHours, words: (row) => amount.hours(row.burningHours) },
  { head: "Estimated", csv: "estimatedPct", value: (row) => row.estimatedPct, words: (row) => amount.pct(row.estimatedPct) },
];

function drawingOf(answer: EnergyDays, against: "schedule" | "full output"): Drawing {
  const estimated = answer.meteredKwh.map((kwh, at) => (kwh === null ? null : (kwh * (answer.estimatedPct[at] ?? 0)) / 100));
  const line = against === "schedule" ? answer.scheduledKwh : answer.fullOutputKwh;
  return {
    data: [answer.days.map((day) => Date.parse(day) / 1_000), answer.meteredKwh, estimated, line],
    options: (ink) => optionsOf(ink, against),
  };
}

function optionsOf(ink: Ink, against: string): Omit<UPlot.Options, "width" | "height"> {
  const bars = UPlot.paths.bars?.({ size: [0.8, 40], align: 0 });
  const value = (_: UPlot, raw: number | null): string => amount.kwh(raw);
  const points = { show: false };
  return {
    tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1_000), "Etc/UTC"),
    cursor: { y: false },
    plugins: [missingSpans(ink.hatch("text-quiet"), dayS / 2)],
    scales: {
      x: { range: (_, min, max) => [min - dayS / 2, max + dayS / 2] },
      y: { range: (_, __, max) => [0, Math.max(1, (max ?? 0) * 1.08)] },
    },
    series: [
      { label: "Day", value: (_, seconds) => (seconds === null ? "–" : wordsOfDay(new Date(seconds * 1_000).toISOString().slice(0, 10))) },
      { label: "Metered", value, fill: ink.of("energy-bar"), stroke: ink.of("energy-bar"), width: 0, points, ...(bars && { paths: bars }) },
      { label: "of it estimated", value, fill: ink.hatch("ground"), stroke: ink.of("text"), width: 0, points, ...(bars && { paths: bars }) },
      { label: `At ${against}`, value, stroke: ink.of("energy-line"), width: 2, points },
    ],
    axes: [
      { ...ink.axis, size: 24, space: 70, incrs: [1, 2, 7, 14, 28, 56, 91, 182].map((days) => days * dayS), values: (_, splits) => splits.map(shortDay) },
      { ...ink.axis, size: 62, values: (_, splits) => splits.map((kwh) => amount.kwh(kwh)) },
    ],
  };
}

const shortDay = (seconds: number): string => wordsOfDay(new Date(seconds * 1_000).toISOString().slice(0, 10)).replace(/ \d{4}$/, "");
