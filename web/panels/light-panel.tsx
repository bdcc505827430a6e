import { effect, untracked, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Because, LightDetail } from "../../contract/api.ts";
import { get } from "../api.ts";
import * as format from "../format.ts";
import { nowMs, systemClock, tickMs } from "../page-clock.ts";
import { estate, go, lightPlace, local, pickLights, revision } from "../state.ts";
import { classOfName } from "../store/light-class.ts";
import { isOld } from "../store/staleness.ts";
import { Glyph } from "./glyph.tsx";
import { later } from "./later.tsx";
import { OverrideForm } from "./override-form.tsx";
import { SimulatedFaults } from "./simulated-faults.tsx";

const HistoryChart = later(async () => (await import("./history-chart.tsx")).HistoryChart);

const WhyAt = later(async () => (await import("./why-at.tsx")).WhyAt);

/** The panel asks again when lights have changed, but no more often than this, ms. */
const refreshMsMin = 1_000;

/** Everything about one light: what it gives, what it should give, why, until when, and what comes. */
export function LightPanel(props: { id: string }) {
  const detail = useSignal<LightDetail | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  useEffect(
    () =>
      follow(props.id, (answer) => {
        if (answer instanceof Error) failure.value = answer.message;
        else {
          failure.value = undefined;
          if (!detail.value) lightPlace.value = { lat: answer.lat, lon: answer.lon };
          detail.value = answer;
        }
      }),
    [props.id],
  );
  const light = detail.value;
  return (
    <article class="panel" aria-labelledby="light-title">
      <div class="panel-head">
        <h2 id="light-title">{light ? light.column : props.id}</h2>
        <button type="button" class="quiet" onClick={() => go({ light: undefined })}>
          Close
        </button>
      </div>
      {failure.value && (
        <p class="problem" role="alert">
          {failure.value}
        </p>
      )}
      {!light && !failure.value && <p class="pane-wait">Loading…</p>}
      {light && <Light light={light} />}
    </article>
  );
}

/** Fetches the light now and whenever lights change; returns how to stop. */
function follow(id: string, take: (answer: LightDetail | Error) => void): () => void {
  let stopped = false;
  let waiting = false;
  const ask = (): void => {
    get<LightDetail>(`/lights/${encodeURIComponent(id)}`).then(
      (detail) => !stopped && take(detail),
      (failure: unknown) => !stopped && take(failure instanceof Error ? failure : new Error(String(failure))),
    );
  };
  const stop = effect(() => {
    revision.value;
    if (waiting) return;
    waiting = true;
    untracked(ask);
    systemClock.after(refreshMsMin, "light panel", () => {
      waiting = false;
    });
  });
  return () => {
    stopped = true;
    stop();
    lightPlace.value = undefined;
  };
}

function Light({ light }: { light: LightDetail }) {
  const shown = classOfName(light.condition, light.levelPct);
  return (
    <>
      <p class="where">
        <button type="button" class="link" onClick={() => pickLights({ by: "street", name: light.street })}>
          {light.street}
        </button>
        , {light.area}
        {light.postcode ? `, ${light.postcode}` : ""}
      </p>
      <p class={`condition${shown.fault ? " abnormal" : ""}`}>
        <Glyph of={shown} /> {shown.fault || shown.condition !== "normal" ? `${shown.label}: ${shown.meaning}` : "As expected"}
      </p>
      <Faults light={light} />
      <Levels light={light} />
      <Facts light={light} />
      <section class="block">
        <h3>Set its level</h3>
        <OverrideForm
          scope={{ lights: [light.id] }}
          lights={1}
          areas={[light.area]}
          ratedKw={light.powerRatedW / 1_000}
          loadNowKw={(light.powerW ?? 0) / 1_000}
          exact
        />
      </section>
      <Coming light={light} />
      <WhyAtAnotherTime id={light.id} />
      <section class="block">
        <h3>Last 24 hours</h3>
        <HistoryChart id={light.id} column={light.column} />
      </section>
      {estate.value?.demo && <SimulatedFaults light={light} />}
    </>
  );
}

function WhyAtAnotherTime({ id }: { id: string }) {
  const isOpen = useSignal(false);
  return (
    <details class="block readings" onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
      <summary>Why at another time…</summary>
      {isOpen.value && <WhyAt id={id} />}
    </details>
  );
}

function Faults({ light }: { light: LightDetail }) {
  if (light.faults.length === 0) return null;
  return (
    <ul class="faults">
      {light.faults.map((fault) => (
        <li key={fault.name}>
          {fault.text} <small>(since {local.value.near(Date.parse(fault.since), tickMs.value)})</small>
        </li>
      ))}
    </ul>
  );
}

/** Reported, told and scheduled level beside each other: where they differ, one sees which step failed. */
function Levels({ light }: { light: LightDetail }) {
  return (
    <table class="levels">
      <caption class="unseen">Levels</caption>
      <tbody>
        <tr class="reported">
          <th scope="row">Reports</th>
          <td>
            <Reported light={light} />
          </td>
        </tr>
        <LevelRow name="Should give" levelPct={light.target.levelPct} because={light.target.because} />
        <LevelRow name="By schedule" levelPct={light.expected.levelPct} because={light.expected.because} />
      </tbody>
    </table>
  );
}

function Reported({ light }: { light: LightDetail }) {
  if (light.seenAt === undefined || light.levelPct === undefined) return <>no report yet</>;
  const ageMs = tickMs.value - Date.parse(light.seenAt);
  const text = `${format.percent(light.levelPct)}, ${light.powerW === undefined ? "power unknown" : format.watts(light.powerW)}`;
  return (
    <span class={isOld(ageMs) ? "stale" : ""}>
      <strong>{text}</strong>
      <span class="age">
        {format.ago(ageMs)}
        {isOld(ageMs) ? " (old)" : ""}
      </span>
      {light.report?.following === "local" && <span class="why">By the node itself, such as its photocell in dark weather</span>}
    </span>
  );
}

function LevelRow(props: { name: string; levelPct: number; because: Because }) {
  const { until, text } = props.because;
  return (
    <tr>
      <th scope="row">{props.name}</th>
      <td>
        <strong>{format.percent(props.levelPct)}</strong>
        <span class="why">
          {text}
          {until && !text.includes("until") ? ` Until ${local.value.near(Date.parse(until), nowMs())}.` : ""}
        </span>
      </td>
    </tr>
  );
}

const deliveryWords = {
  "in-force": "holds the programme in force",
  pending: "a newer programme waits to be delivered",
  failed: "refused its programme",
  none: "no command outstanding",
  sent: "command sent, not yet confirmed",
  confirmed: "last command confirmed by its report",
} as const;

function Facts({ light }: { light: LightDetail }) {
  const { delivery, report } = light;
  const command = delivery.command === "failed" ? "last command failed" : deliveryWords[delivery.command];
  return (
    <dl class="facts">
      <Fact name="Rated">{`${format.watts(light.powerRatedW)}${light.powerAssumed ? " (assumed)" : ""}`}</Fact>
      <Fact name="Group">{estate.value?.groups.find((group) => group.id === light.group)?.name ?? light.group}</Fact>
      {light.feeder && <Fact name="Feeder">{light.feeder}</Fact>}
      {light.regime && <Fact name="Regime">{light.regime}</Fact>}
      <Fact name="Node">{`${light.node}, ${delivery.connected ? "connected" : "not connected"}`}</Fact>
      <Fact name="Delivery">{`${deliveryWords[delivery.programme]}; ${command}`}</Fact>
      {report && (
        <Fact name="Supply">{`${format.count(report.voltageV)} V, ${report.currentA.toFixed(2)} A, power factor ${report.powerFactor.toFixed(2)}`}</Fact>
      )}
      {report && (
        <Fact name="Counters">{`${format.kilowattHours(report.energyKwh)}, ${format.count(report.burningHours)} h burning, ${format.count(report.temperatureC)} °C`}</Fact>
      )}
    </dl>
  );
}

function Fact(props: { name: string; children: string }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function Coming({ light }: { light: LightDetail }) {
  if (light.coming.length === 0) return null;
  return (
    <section class="block">
      <h3>Coming</h3>
      <ol class="coming">
        {light.coming.slice(0, 6).map((step) => (
          <li key={step.at}>
            <time dateTime={step.at}>{local.value.near(Date.parse(step.at), nowMs())}</time> <strong>{format.percent(step.levelPct)}</strong>{" "}
            <span class="why">{step.text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
