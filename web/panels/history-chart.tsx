import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { History } from "../../contract/api.ts";
import { get, query } from "../api.ts";
import { toCsv } from "../csv.ts";
import { saveText } from "../download.ts";
import * as format from "../format.ts";
import { nowMs } from "../page-clock.ts";
import { local, status } from "../state.ts";
import { shownTheme } from "../theme.ts";

const dayMs = 24 * 3_600_000;
const chartHeightPx = 150;
/** Rows of the table under the chart; the CSV has them all. */
const rowsShown = 200;

/** Readings the API gives at most: five months at one each 15 minutes, with the changes between. */
const readingsMax = 20_000;

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Level and power over the last 24 hours, or over a period that is over: drawn, as a table, and as CSV. */
export function HistoryChart(props: { id: string; column: string; period?: Span }) {
  const history = useSignal<History | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  // A jump of the demo clock shows another day; asking again each hour of the shown time covers it.
  const hour = Math.floor(Date.parse(status.value?.at ?? "") / 3_600_000);
  useEffect(() => {
    const { fromMs, toMs } = props.period ?? { fromMs: nowMs() - dayMs, toMs: nowMs() };
    const limit = props.period && readingsMax;
    get<History>(`/lights/${encodeURIComponent(props.id)}/history${query({ from: iso(fromMs), to: iso(toMs), limit })}`).then(
      (answer) => {
        history.value = answer;
        failure.value = undefined;
      },
      (problem: unknown) => {
        failure.value = problem instanceof Error ? problem.message : String(problem);
      },
    );
  }, [props.id, props.period?.fromMs, props.period?.toMs, props.period ? 0 : hour]);
  if (failure.value)
    return (
      <p class="problem" role="alert">
        {failure.value}
      </p>
    );
  if (!history.value) return <p class="pane-wait">Loading…</p>;
  if (history.value.readings.length === 0) return <p class="empty">No readings in {props.period ? "this period" : "the last 24 hours"}.</p>;
  return (
    <>
      <Chart readings={history.value.readings} when={props.period ? "in this period" : "over the last 24 hours"} />
      <Readings history={history.value} column={props.column} />
    </>
  );
}

const iso = (ms: number): string => new Date(ms).toISOString();

function Chart({ readings, when }: { readings: History["readings"]; when: string }) {
  const holder = useRef<HTMLDivElement>(null);
  const theme = shownTheme.value;
  useEffect(() => {
    const element = holder.current;
    if (!element) return undefined;
    const plot = new UPlot(optionsFor(element.clientWidth), columnsOf(readings), element);
    const resize = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: chartHeightPx }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      plot.destroy();
    };
  }, [readings, theme]);
  return <div ref={holder} class="chart" role="img" aria-label={`Level and power ${when}, ${readings.length} readings; the table below has them.`} />;
}

const columnsOf = (readings: History["readings"]): UPlot.AlignedData => [
  readings.map((reading) => Date.parse(reading.at) / 1_000),
  readings.map((reading) => reading.levelPct),
  readings.map((reading) => reading.powerW),
];

function optionsFor(width: number): UPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const axis = { stroke: token("text-quiet"), grid: { stroke: token("line"), width: 1 }, ticks: { show: false }, font: "11px system-ui, sans-serif" };
  const stepped = UPlot.paths.stepped?.({ align: 1 });
  const series = (label: string, unit: string, scale: string, stroke: string, dash: number[]): UPlot.Series => ({
    label,
    value: (_, value) => (value === null ? "–" : `${format.count(value)} ${unit}`),
    scale,
    stroke,
    width: 1.5,
    dash,
    points: { show: false },
    ...(stepped && { paths: stepped }),
  });
  return {
    width,
    height: chartHeightPx,
    legend: { show: true, live: true },
    cursor: { y: false },
    scales: { level: { range: [0, 105] }, power: { range: (_, __, max) => [0, Math.max(10, max * 1.1)] } },
    series: [
      { label: "Time", value: (_, seconds) => (seconds === null ? "–" : local.value.near(seconds * 1_000, nowMs())) },
      series("Level", "%", "level", token("chart-level"), []),
      series("Power", "W", "power", token("chart-power"), [5, 3]),
    ],
    axes: [
      { ...axis, size: 22, values: (_, splits) => splits.map((seconds) => markWords(seconds * 1_000, splits)) },
      { ...axis, scale: "level", size: 34, splits: () => [0, 50, 100] },
      { ...axis, scale: "power", side: 1, size: 34, grid: { show: false } },
    ],
  };
}

/** The time of day; the day where marks are a day apart or more. */
const markWords = (ms: number, splits: readonly number[]): string =>
  (splits[1] ?? 0) - (splits[0] ?? 0) >= 86_400 ? local.value.day(ms) : local.value.time(ms);

function Readings({ history, column }: { history: History; column: string }) {
  const newest = history.readings.toReversed().slice(0, rowsShown);
  return (
    <details class="readings">
      <summary>
        {format.count(history.readings.length)} readings as a table{history.truncated ? " (there are more)" : ""}
      </summary>
      <button type="button" onClick={() => saveText(`${column}.csv`, "text/csv", csvOf(history))}>
        Download CSV
      </button>
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Level</th>
            <th scope="col">Power</th>
            <th scope="col">Supply</th>
          </tr>
        </thead>
        <tbody>
          {newest.map((reading) => (
            <tr key={reading.at}>
              <td>{local.value.near(Date.parse(reading.at), nowMs())}</td>
              <td>{format.percent(reading.levelPct)}</td>
              <td>{format.watts(reading.powerW)}</td>
              <td>{format.count(reading.voltageV)} V</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

const csvOf = (history: History): string =>
  toCsv(
    ["light", "at", "levelPct", "powerW", "voltageV", "energyKwh", "temperatureC", "faultBits", "following"],
    history.readings.map((r) => [history.light, r.at, r.levelPct, r.powerW, r.voltageV, r.energyKwh, r.temperatureC, r.faultBits, r.following]),
  );
