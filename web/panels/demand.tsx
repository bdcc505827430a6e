import { useSignal } from "@preact/signals";
import { Fragment } from "preact";
import { useEffect } from "preact/hooks";
import type { DemandSource } from "../../contract/api.ts";
import { every } from "../../contract/clock.ts";
import { get } from "../api.ts";
import * as format from "../format.ts";
import { systemClock, tickMs } from "../page-clock.ts";
import { estate, go, pickLights } from "../state.ts";
import { ScrollRegion } from "./scroll-region.tsx";

/** Readings come each few minutes at most; this shows a new one soon enough, ms. */
const refreshMs = 2_000;

const stateWords: Readonly<Record<DemandSource["state"], string>> = {
  silent: "nothing received yet",
  fresh: "fresh",
  stale: "old: no longer lifts anything",
  suspect: "doubtful: outside what this source can measure",
};

/** Where demand comes from, what it last said, and what it does to the lights. */
export function Demand() {
  const sources = useSignal<readonly DemandSource[] | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  useEffect(() => {
    const ask = (): void => {
      get<{ sources: DemandSource[] }>("/demand").then(
        (answer) => {
          sources.value = answer.sources;
          failure.value = undefined;
        },
        (problem: unknown) => {
          failure.value = problem instanceof Error ? problem.message : String(problem);
        },
      );
    };
    ask();
    return every(systemClock, refreshMs, "demand", ask);
  }, []);
  return (
    <section class="pane" aria-labelledby="demand-title">
      <h2 id="demand-title">Demand</h2>
      <p class="hint">Readings of real use lift groups of lights for as long as they last. An old or doubtful reading lifts nothing.</p>
      {failure.value && (
        <p class="problem" role="alert">
          {failure.value}
        </p>
      )}
      {!sources.value && !failure.value && <p class="pane-wait">Loading…</p>}
      {sources.value?.length === 0 && (
        <p class="empty">
          No demand sources. Name them in the configuration under <code>demand</code>, or replay counts with <code>npm start -- --demand counts.csv</code>.
        </p>
      )}
      {sources.value && sources.value.length > 0 && <Table sources={sources.value} />}
    </section>
  );
}

function Table({ sources }: { sources: readonly DemandSource[] }) {
  return (
    <ScrollRegion name="Table of demand sources">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col">Kind</th>
            <th scope="col">Last reading</th>
            <th scope="col">State</th>
            <th scope="col">Lifts</th>
          </tr>
        </thead>
        <tbody>
          {sources.map((source) => (
            <tr key={source.id} class={source.lifting ? "lifting" : source.state === "fresh" ? "" : "quiet-row"}>
              <th scope="row">{source.name}</th>
              <td>{source.kind}</td>
              <td>{source.reading ? <Reading source={source} reading={source.reading} /> : "–"}</td>
              <td>{stateWords[source.state]}</td>
              <td>
                <Rules source={source} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Reading({ source, reading }: { source: DemandSource; reading: NonNullable<DemandSource["reading"]> }) {
  return (
    <span class={source.state === "fresh" ? "" : "stale"}>
      <strong>
        {format.count(reading.value)} {source.unit}
      </strong>
      , {format.ago(tickMs.value - Date.parse(reading.at))}
    </span>
  );
}

function Rules({ source }: { source: DemandSource }) {
  const nameOf = (id: string): string => estate.value?.groups.find((group) => group.id === id)?.name ?? id;
  const pick = (name: string): void => {
    pickLights({ by: "group", name });
    go({ tab: "map" });
  };
  return (
    <ul class="rules">
      {source.lifting && (
        <li>
          <strong class="tag">lifting now</strong>
        </li>
      )}
      {source.rules.map((rule) => (
        <li key={`${rule.from}`}>
          {rule.groups.map((group, i) => (
            <Fragment key={group}>
              {i > 0 ? ", " : ""}
              <button type="button" class="link" onClick={() => pick(group)}>
                {nameOf(group)}
              </button>
            </Fragment>
          ))}{" "}
          to {format.percent(rule.levelPct)} from {format.count(rule.from)} {source.unit}, held {format.duration(rule.holdS * 1_000)}
        </li>
      ))}
    </ul>
  );
}
