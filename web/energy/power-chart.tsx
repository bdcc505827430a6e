import { useMemo } from "preact/hooks";
import UPlot from "uplot";
import type { EnergyPower } from "../../contract/energy.ts";
import * as format from "../format.ts";
import { local } from "../state.ts";
import * as amount from "./amount.ts";
import { change, power } from "./answers.ts";
import type { Column } from "./column.ts";
import { DataTable } from "./data-table.tsx";
import { missingSpans } from "./hatch.ts";
import { Part } from "./part.tsx";
import { daysIn } from "./period.ts";
import { type Drawing, type Ink, Plot, zoned } from "./plot.tsx";
import { halfHourDaysMax, hourDaysMax, type Question, stepOf } from "./question.ts";

interface PowerRow {
  readonly at: string;
  readonly meteredKw: number | null;
  readonly calculatedKw: number | null;
  readonly levelPct: number | null;
  readonly burningPct: number | null;
  readonly estimatedPct: number | null;
}

/** Mean power, metered and calculated, with the mean level on a scale of its own. */
export function PowerChart({ now }: { now: Question }) {
  if (daysIn(now) > hourDaysMax)
    return (
      <section class="block">
        <h3>Power</h3>
        <p class="empty">Power by the hour is shown of at most {hourDaysMax} days. Choose a shorter period to see it.</p>
      </section>
    );
  return (
    <Part title="Power" ask={power} tools={<Steps now={now} />}>
      {(answer) => <Power answer={answer} />}
    </Part>
  );
}

function Steps({ now }: { now: Question }) {
  const isTooLong = daysIn(now) > halfHourDaysMax;
  const step = (stepMin: "30" | "60", text: string) => (
    <button
      type="button"
      aria-pressed={stepOf(now) === stepMin}
      disabled={stepMin === "30" && isTooLong}
      onClick={() => change({ stepMin, offset: now.offset })}
    >
      {text}
    </button>
  );
  return (
    <fieldset
      class="segments screen-only"
      aria-label="Step of the chart"
      title={isTooLong ? `Half hours are shown of at most ${halfHourDaysMax} days` : undefined}
    >
      {step("60", "Hours")}
      {step("30", "Half hours")}
    </fieldset>
  );
}

function Power({ answer }: { answer: EnergyPower }) {
  const drawing = useMemo(() => drawingOf(answer), [answer]);
  const file = `energy-power-${answer.at[0]?.slice(0, 10) ?? ""}-${answer.at.at(-1)?.slice(0, 10) ?? ""}`;
  return (
    <>
      <Plot
        drawing={drawing}
        words={`Mean power of each ${answer.stepMin} minutes, metered and calculated, and mean level. The table below has the numbers.`}
      />
      <p class="hint">
        Hatched under the line is the estimated part; where nothing is known the whole height is hatched. Drag across the chart to see a part of it larger; a
        double click shows all again.
      </p>
      <DataTable name="Power" file={file} columns={columns} rows={rowsOf(answer)} />
    </>
  );
}

const rowsOf = (answer: EnergyPower): PowerRow[] =>
  answer.at.map((at, i) => ({
    at,
    meteredKw: answer.meteredKw[i] ?? null,
    calculatedKw: answer.calculatedKw[i] ?? null,
    levelPct: answer.levelPct[i] ?? null,
    burningPct: answer.burningPct[i] ?? null,
    estimatedPct: answer.estimatedPct[i] ?? null,
  }));

const columns: readonly Column<PowerRow>[] = [
  { head: "From", csv: "at", value: (row) => row.at, words: (row) => `${local.value.day(Date.parse(row.at))} ${local.value.time(Date.parse(row.at))}` },
  { head: "Metered", csv: "meteredKw", value: (row) => row.meteredKw, words: (row) => amount.kw(row.meteredKw) },
  { head: "Calculated", csv: "calculatedKw", value: (row) => row.calculatedKw, words: (row) => amount.kw(row.calculatedKw) },
  { head: "Mean level", csv: "levelPct", value: (row) => row.levelPct, words: (row) => amount.pct(row.levelPct) },
  { head: "Lights lit", csv: "burningPct", value: (row) => row.burningPct, words: (row) => amount.pct(row.burningPct) },
  { head: "Estimated", csv: "estimatedPct", value: (row) => row.estimatedPct, words: (row) => amount.pct(row.estimatedPct) },
];

function drawingOf(answer: EnergyPower): Drawing {
  const estimated = answer.meteredKw.map((kw, i) => (kw === null ? null : (kw * (answer.estimatedPct[i] ?? 0)) / 100));
  return {
    data: [answer.at.map((at) => Date.parse(at) / 1_000), answer.meteredKw, estimated, answer.calculatedKw, answer.levelPct],
    options: (ink) => optionsOf(ink, answer.stepMin),
  };
}

function optionsOf(ink: Ink, stepMin: number): Omit<UPlot.Options, "width" | "height"> {
  const stepped = UPlot.paths.stepped?.({ align: 1 });
  const shape = { points: { show: false }, ...(stepped && { paths: stepped }) };
  const kw = (_: UPlot, raw: number | null): string => amount.kw(raw);
  return {
    tzDate: zoned,
    cursor: { y: false },
    plugins: [missingSpans(ink.hatch("text-quiet"), stepMin * 30)],
    scales: { y: { range: (_, __, max) => [0, Math.max(0.01, (max ?? 0) * 1.08)] }, level: { range: [0, 108] } },
    series: [
      { label: "From", value: (_, seconds) => (seconds === null ? "–" : `${local.value.day(seconds * 1_000)} ${local.value.time(seconds * 1_000)}`) },
      { ...shape, label: "Metered", value: kw, stroke: ink.of("chart-power"), fill: ink.of("energy-area"), width: 1.5 },
      { ...shape, label: "of it estimated", value: kw, stroke: ink.of("text-quiet"), fill: ink.hatch("text-quiet"), width: 0 },
      { ...shape, label: "Calculated", value: kw, stroke: ink.of("energy-line"), width: 1.5, dash: [5, 3] },
      { ...shape, label: "Mean level", scale: "level", value: (_, raw) => amount.pct(raw), stroke: ink.of("chart-level"), width: 1 },
    ],
    axes: [
      { ...ink.axis, size: 24, space: 80, values: (_, splits) => splits.map((seconds) => axisWords(seconds, splits)) },
      { ...ink.axis, size: 62, values: (_, splits) => splits.map((value) => amount.kw(value)) },
      { ...ink.axis, scale: "level", side: 1, size: 46, grid: { show: false }, splits: () => [0, 50, 100], values: (_, splits) => splits.map(format.percent) },
    ],
  };
}

/** The time of day while marks are less than a day apart, else the day. */
function axisWords(seconds: number, splits: readonly number[]): string {
  const ms = seconds * 1_000;
  const apartS = (splits[1] ?? 0) - (splits[0] ?? 0);
  const time = local.value.time(ms);
  return apartS >= 86_400 || time === "00:00" ? local.value.day(ms) : time;
}
