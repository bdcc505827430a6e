import type { PreviewNight } from "../../contract/design-api.ts";
import * as format from "../format.ts";
import { nowMs } from "../page-clock.ts";
import { local } from "../state.ts";
import { fullOutputHours, nightShape } from "./night-shape.ts";

const width = 500;
const height = 220;
const frame = { left: 46, right: 20, top: 24, bottom: 26 } as const;
const hourMs = 3_600_000;

/** A night from noon to noon: the level, sunset and sunrise, and now. The list of steps below it says the same in words. */
export function NightChart({ night }: { night: PreviewNight }) {
  const [fromMs, toMs] = [Date.parse(night.from), Date.parse(night.to)];
  const x = (ms: number): number => frame.left + ((ms - fromMs) / (toMs - fromMs)) * (width - frame.left - frame.right);
  const y = (levelPct: number): number => height - frame.bottom - (levelPct / 100) * (height - frame.top - frame.bottom);
  const corners = nightShape(night);
  const line = corners.map(({ atMs, levelPct }) => `${x(atMs).toFixed(1)},${y(levelPct).toFixed(1)}`).join(" ");
  const [sunsetMs, sunriseMs] = [at(night.sunset), at(night.sunrise)];
  return (
    <svg class="night-chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={summary(night)}>
      <rect class="day" x={frame.left} y={frame.top} width={width - frame.left - frame.right} height={y(0) - frame.top} />
      {sunsetMs !== undefined && sunriseMs !== undefined && (
        <rect class="dark" x={x(sunsetMs)} y={frame.top} width={Math.max(0, x(sunriseMs) - x(sunsetMs))} height={y(0) - frame.top} />
      )}
      {[0, 25, 50, 75, 100].map((level) => (
        <g key={level}>
          <line class="grid" x1={frame.left} x2={width - frame.right} y1={y(level)} y2={y(level)} />
          <text x={frame.left - 6} y={y(level) + 4} text-anchor="end">{`${level} %`}</text>
        </g>
      ))}
      {ticks(fromMs, toMs).map((ms) => (
        <g key={ms}>
          <line class="grid" x1={x(ms)} x2={x(ms)} y1={frame.top} y2={y(0)} />
          <text x={x(ms)} y={height - 8} text-anchor="middle">
            {local.value.time(ms)}
          </text>
        </g>
      ))}
      <polygon class="area" points={`${x(fromMs)},${y(0)} ${line} ${x(toMs)},${y(0)}`} />
      <polyline class="level" points={line} />
      {sunsetMs !== undefined && <Mark x={x(sunsetMs)} bottom={y(0)} text={`sunset ${local.value.time(sunsetMs)}`} kind="sun" />}
      {sunriseMs !== undefined && <Mark x={x(sunriseMs)} bottom={y(0)} text={`sunrise ${local.value.time(sunriseMs)}`} kind="sun" />}
      {nowMs() > fromMs && nowMs() < toMs && <Mark x={x(nowMs())} bottom={y(0)} text="now" kind="now" />}
    </svg>
  );
}

/** The steps with their times, and what the night amounts to. */
export function NightSteps({ night }: { night: PreviewNight }) {
  const lengthH = (Date.parse(night.to) - Date.parse(night.from)) / hourMs;
  return (
    <>
      <p class="hint">
        {night.profile}
        {night.rule ? `, by “${night.rule}”` : ""}: as much light as {fullOutputHours(nightShape(night)).toFixed(1)} h at 100 %.
        {lengthH < 24 ? " The clocks go forward in this night: it has 23 h." : lengthH > 24 ? " The clocks go back in this night: it has 25 h." : ""}
      </p>
      {night.steps.length === 0 && <p class="empty">No step acts in this night: the lights stay off.</p>}
      <ol class="coming">
        {night.steps.map((step) => (
          <li key={`${step.at} ${step.levelPct}`}>
            <time dateTime={step.at}>{local.value.time(Date.parse(step.at))}</time> <strong>{format.percent(step.levelPct)}</strong> <span>{step.text}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

function Mark({ x, bottom, text, kind }: { x: number; bottom: number; text: string; kind: "sun" | "now" }) {
  const isRight = x > width * 0.86;
  return (
    <g class={kind}>
      <line x1={x} x2={x} y1={frame.top - 6} y2={bottom} />
      <text x={isRight ? x - 4 : x + 4} y={kind === "now" ? frame.top + 12 : frame.top - 9} text-anchor={isRight ? "end" : "start"}>
        {text}
      </text>
    </g>
  );
}

const at = (instant: string | undefined): number | undefined => (instant === undefined ? undefined : Date.parse(instant));

/** Every third hour; on the night the clocks change, as the clocks show it. */
const ticks = (fromMs: number, toMs: number): number[] =>
  Array.from({ length: Math.floor((toMs - fromMs) / (3 * hourMs)) + 1 }, (_, i) => fromMs + i * 3 * hourMs);

const summary = (night: PreviewNight): string =>
  `Level over the night of ${night.day}: ${night.steps.map((step) => `${format.percent(step.levelPct)} from ${local.value.time(Date.parse(step.at))}`).join(", ")}`;
