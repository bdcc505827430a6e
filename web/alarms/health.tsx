import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { AlarmHealth } from "../../contract/alarms.ts";
import { get, query } from "../api.ts";
import * as format from "../format.ts";
import { nowMs } from "../page-clock.ts";
import { go, local } from "../state.ts";
import { type HealthDays, healthDays, writePlace } from "./place.ts";

const dayMs = 86_400_000;

const value = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });

/** How well the alarms serve: their figures against the usual targets, and what raises most of them. */
export function Health({ days }: { days: HealthDays }) {
  const answer = useSignal<AlarmHealth | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  useEffect(() => {
    const until = new AbortController();
    get<AlarmHealth>(`/alarms/health${query({ from: new Date(nowMs() - days * dayMs).toISOString() })}`, until.signal).then(
      (health) => {
        answer.value = health;
      },
      (problem: unknown) => {
        if (!until.signal.aborted) failure.value = problem instanceof Error ? problem.message : String(problem);
      },
    );
    return () => until.abort();
  }, []);
  if (failure.value)
    return (
      <p class="problem" role="alert">
        {failure.value}
      </p>
    );
  const health = answer.value;
  if (!health) return <p class="pane-wait">Loading…</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard.
    <section class="alarm-scroll" aria-label="Alarm health" tabIndex={0}>
      <fieldset class="chips">
        <legend class="unseen">Period</legend>
        {healthDays.map((each) => (
          <button key={each} type="button" aria-pressed={each === days} onClick={() => go({ alarms: writePlace({ at: "health", days: each }) }, "push")}>
            {each} days
          </button>
        ))}
      </fieldset>
      <p class="hint">
        {local.value.day(Date.parse(health.from))} to {local.value.day(Date.parse(health.to))}. Targets are those of ISA-18.2, IEC 62682 and EEMUA 191 for one
        operator’s desk.{health.truncated ? " More happened than is read at once: these are of the newest." : ""}
      </p>
      <Figures health={health} />
      <h3>What raises most alarms</h3>
      <Frequent health={health} />
    </section>
  );
}

function Figures({ health }: { health: AlarmHealth }) {
  return (
    <table class="plain">
      <thead>
        <tr>
          <th scope="col">Figure</th>
          <th scope="col" class="number">
            Value
          </th>
          <th scope="col">Target</th>
          <th scope="col">Met</th>
        </tr>
      </thead>
      <tbody>
        {health.figures.map((figure) => (
          <tr key={figure.name} class={figure.isMet ? "" : "missed"}>
            <th scope="row">{figure.name}</th>
            <td class="number">
              {value.format(figure.value)} {figure.unit}
            </td>
            <td>{figure.target}</td>
            <td>{figure.isMet ? "✓ met" : "▲ missed"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Frequent({ health }: { health: AlarmHealth }) {
  if (health.frequent.length === 0) return <p class="empty">No alarm was raised in this period.</p>;
  return (
    <table class="plain">
      <thead>
        <tr>
          <th scope="col">Of</th>
          <th scope="col">Kind</th>
          <th scope="col" class="number">
            Alarms
          </th>
          <th scope="col" class="number">
            Share
          </th>
        </tr>
      </thead>
      <tbody>
        {health.frequent.map((row) => (
          <tr key={`${row.subject} ${row.kind}`}>
            <th scope="row">{row.subject}</th>
            <td>{row.kind.replaceAll("-", " ")}</td>
            <td class="number">{format.count(row.alarms)}</td>
            <td class="number">{value.format(row.share * 100)} %</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
