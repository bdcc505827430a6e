import { useSignal } from "@preact/signals";
import { nowMs } from "../page-clock.ts";
import { local } from "../state.ts";
import { type Run, type Tariff, timeOf, weekOf } from "./tariff-week.ts";
import { monthNames, weekdayNames } from "./words.ts";

const cell = 10;
const rowHeight = 16;
const width = 48 * cell;
/** Shades there are: the dearer, the stronger. */
const shades = 6;

/** A week of a tariff as a strip for each day: which rate holds when. The list below says the same in words. */
export function WeekStrip({ tariff }: { tariff: Tariff }) {
  const month = useSignal(Number(local.value.isoDay(nowMs()).slice(5, 7)));
  const week = weekOf(tariff, month.value);
  const rates = [...new Set([tariff.pencePerKwh, ...tariff.bands.map(({ pencePerKwh }) => pencePerKwh)])].sort((a, b) => a - b);
  const rateOf = ({ band }: Run): number => (band === undefined ? undefined : tariff.bands[band]?.pencePerKwh) ?? tariff.pencePerKwh;
  const shadeOf = (run: Run): number => 1 + Math.round((rates.indexOf(rateOf(run)) / Math.max(1, rates.length - 1)) * (shades - 1));
  return (
    <figure class="week-strip">
      <figcaption>
        A week in{" "}
        <label>
          <span class="unseen">Month of the week shown</span>
          <select value={month.value} onChange={(event) => (month.value = Number(event.currentTarget.value))}>
            {monthNames.map((name, at) => (
              <option key={name} value={at + 1}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </figcaption>
      <div class="week" aria-hidden="true">
        {week.map((runs, day) => (
          <div key={weekdayNames[day]} class="week-day">
            <span>{weekdayNames[day]}</span>
            <svg viewBox={`0 0 ${width} ${rowHeight}`} preserveAspectRatio="none" aria-hidden="true">
              {runs.map((run) => (
                <rect key={run.from} class={`shade-${shadeOf(run)}`} x={run.from * cell} width={(run.to - run.from) * cell} height={rowHeight} />
              ))}
            </svg>
          </div>
        ))}
        <div class="week-hours">
          {["00", "06", "12", "18", "24"].map((hour) => (
            <span key={hour}>{hour}</span>
          ))}
        </div>
      </div>
      <ul class="week-words">
        {alike(week).map(({ days, runs }) => (
          <li key={days}>
            <strong>{days}</strong> {runs.map((run) => `${timeOf(run.from)}–${timeOf(run.to)} ${nameOf(tariff, run)} ${rateOf(run)} p`).join(", ")}
          </li>
        ))}
      </ul>
    </figure>
  );
}

const nameOf = ({ bands, name }: Tariff, { band }: Run): string => (band === undefined ? undefined : bands[band]?.name) ?? name;

/** Days with the same runs together: "Mon, Tue, Wed". */
function alike(week: readonly (readonly Run[])[]): { readonly days: string; readonly runs: readonly Run[] }[] {
  const found = new Map<string, { days: string; runs: readonly Run[] }>();
  for (const [day, runs] of week.entries()) {
    const key = JSON.stringify(runs);
    const same = found.get(key);
    const name = weekdayNames[day] ?? "";
    if (same) same.days += `, ${name}`;
    else found.set(key, { days: name, runs });
  }
  return [...found.values()];
}
