import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ImportResult, NightEnergy, PartHealth } from "../../contract/api.ts";
import { get } from "../api.ts";
import * as format from "../format.ts";
import { nowMs, tickMs } from "../page-clock.ts";
import { partNames, sentences } from "../part-words.ts";
import { estate, health, local, status } from "../state.ts";
import { later } from "./later.tsx";
import { ScrollRegion } from "./scroll-region.tsx";

const Gaps = later(async () => (await import("./gaps.tsx")).Gaps);

/** The system itself: its parts, what the import found, and last night's energy. */
export function System() {
  return (
    <section class="pane" aria-labelledby="system-title">
      <h2 id="system-title">System</h2>
      <Parts />
      <Figures />
      <Gaps />
      <Energy />
      <Import />
    </section>
  );
}

const stateMarks: Readonly<Record<PartHealth["state"], string>> = { up: "●", degraded: "▲", down: "✖" };

function Parts() {
  if (!health.value) return <p class="pane-wait">Waiting for the first report of the parts…</p>;
  return (
    <ul class="parts">
      {health.value.parts.map((part) => (
        <li key={part.part} class={part.state}>
          <strong>
            <span aria-hidden="true">{stateMarks[part.state]}</span> {partNames[part.part]}: {part.state}
          </strong>{" "}
          <small>since {local.value.near(Date.parse(part.since), tickMs.value)}</small>
          <p>{sentences(part)}</p>
        </li>
      ))}
    </ul>
  );
}

function Figures() {
  const now = status.value;
  if (!now) return null;
  return (
    <dl class="facts wide">
      <div>
        <dt>Nodes connected</dt>
        <dd>{format.count(now.nodesConnected)}</dd>
      </div>
      <div>
        <dt>Reports</dt>
        <dd>{now.reportsPerSecond.toFixed(1)} /s</dd>
      </div>
      {estate.value && (
        <div>
          <dt>Connected load</dt>
          <dd>
            {format.kilowatts(estate.value.connectedLoadKw)} of {format.count(estate.value.lightsWithWattage)} lights with a wattage in the inventory
          </dd>
        </div>
      )}
    </dl>
  );
}

/** Noon to noon: the lighting day that ended last. */
function lastNight(): string {
  const dayMs = 24 * 3_600_000;
  return local.value.isoDay(nowMs() - dayMs - dayMs / 2);
}

function Energy() {
  const energy = useAnswer<NightEnergy>(`/energy/night?day=${lastNight()}`);
  return (
    <section class="block">
      <h3>Energy of the night of {lastNight()}</h3>
      {typeof energy === "string" && <p class="empty">{energy}</p>}
      {energy === undefined && <p class="pane-wait">Loading…</p>}
      {typeof energy === "object" &&
        (energy.lights === 0 ? <p class="empty">No readings of that night: Leerie was not running yet.</p> : <EnergyTable energy={energy} />)}
    </section>
  );
}

function EnergyTable({ energy }: { energy: NightEnergy }) {
  const saved = energy.fullOutputKwh > 0 ? (1 - energy.meteredKwh / energy.fullOutputKwh) * 100 : 0;
  const rows = [
    ["From the nodes’ meters", energy.meteredKwh],
    ["Calculated from levels", energy.calculatedKwh],
    ["At full output all night", energy.fullOutputKwh],
  ] as const;
  const most = Math.max(...rows.map((row) => row[1]), 1);
  return (
    <>
      <table class="plain bars">
        <tbody>
          {rows.map(([name, kwh]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="number">{format.kilowattHours(kwh)}</td>
              <td class="bar">
                <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                  <rect width={(kwh * 100) / most} height="8" />
                </svg>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        {format.lights(energy.lights)} with readings, {format.count(energy.lightsWithoutReadings)} without. Dimming kept the night{" "}
        <strong>{format.percent(Math.max(0, saved))}</strong> below full output.
      </p>
    </>
  );
}

function Import() {
  const result = useAnswer<ImportResult>("/inventory/problems");
  if (result === undefined) return null;
  return (
    <section class="block">
      <h3>Last import of the inventory</h3>
      {typeof result === "string" ? <p class="empty">{result}</p> : <ImportReport result={result} />}
    </section>
  );
}

const problemsShown = 500;

function ImportReport({ result }: { result: ImportResult }) {
  return (
    <>
      <p>
        {format.count(result.rows)} rows: {format.count(result.new)} new, {format.count(result.changed)} changed, {format.count(result.unchanged)} unchanged,{" "}
        {format.count(result.refused)} refused.
      </p>
      {result.problems.length === 0 ? (
        <p class="empty">Every row was taken without a remark.</p>
      ) : (
        <ScrollRegion name="Problems of the import">
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">Line</th>
                <th scope="col">Column</th>
                <th scope="col">Value</th>
                <th scope="col">Reason</th>
                <th scope="col">Kind</th>
              </tr>
            </thead>
            <tbody>
              {result.problems.slice(0, problemsShown).map((problem) => (
                <tr key={`${problem.line}/${problem.column}`} class={problem.severity === "refused" ? "abnormal" : ""}>
                  <td>{problem.line}</td>
                  <td>{problem.column}</td>
                  <td>{problem.value === "" ? <em>blank</em> : problem.value}</td>
                  <td>{problem.reason}</td>
                  <td>{problem.severity}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </>
  );
}

/** An answer of the API: undefined while on its way, words when it failed. */
function useAnswer<T extends object>(path: string): T | string | undefined {
  const answer = useSignal<T | string | undefined>(undefined);
  useEffect(() => {
    answer.value = undefined;
    get<T>(path).then(
      (value) => {
        answer.value = value;
      },
      (failure: unknown) => {
        answer.value = failure instanceof Error ? failure.message : String(failure);
      },
    );
  }, [path]);
  return answer.value;
}
