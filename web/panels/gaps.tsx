import { useEffect, useMemo } from "preact/hooks";
import { every } from "../../contract/clock.ts";
import type { EnergyAccounts } from "../../contract/energy.ts";
import { get } from "../api.ts";
import { Ask } from "../energy/ask.ts";
import * as format from "../format.ts";
import { systemClock, tickMs } from "../page-clock.ts";
import { local } from "../state.ts";
import { ScrollRegion } from "./scroll-region.tsx";

/** A gap heals within minutes, ms: more often nobody looks. */
const lookAgainMs = 10_000;

/** How complete the readings and the energy figures are: what is missing by area, and how far the accounts have come. */
export function Gaps() {
  const accounts = useMemo(() => new Ask<EnergyAccounts>(get), []);
  useEffect(() => {
    accounts.put("/energy/accounts");
    const stop = every(systemClock, lookAgainMs, "energy accounts", () => accounts.again());
    return () => {
      stop();
      accounts.close();
    };
  }, []);
  const { answer, failure, state } = accounts.now.value;
  return (
    <section class="block" aria-labelledby="gaps-title">
      <h3 id="gaps-title">Readings and energy accounts</h3>
      {state === "failed" && <p class="problem">{failure}</p>}
      {!answer && state === "busy" && <p class="pane-wait">Loading…</p>}
      {answer && (
        <>
          <Accounts accounts={answer} />
          <Areas areas={answer.areas} />
        </>
      )}
    </section>
  );
}

function Accounts({ accounts: { accountedTo, firstDay, daysWaiting, daysToCost, detail } }: { accounts: EnergyAccounts }) {
  return (
    <dl class="facts wide">
      <div>
        <dt>Accounted to</dt>
        <dd>
          {accountedTo ? local.value.near(Date.parse(accountedTo), tickMs.value) : "nothing yet"}
          {firstDay ? `, from ${firstDay} on` : ""}
        </dd>
      </div>
      <div>
        <dt>Waiting</dt>
        <dd>{waitingWords(daysWaiting, daysToCost)}</dd>
      </div>
      <div>
        <dt>State</dt>
        <dd>{detail}</dd>
      </div>
    </dl>
  );
}

/** What the accounts have still to do, in words. */
function waitingWords(daysWaiting: number, daysToCost: number): string {
  const days = (count: number): string => `${format.count(count)} ${count === 1 ? "day" : "days"}`;
  const parts = [
    ...(daysWaiting > 0 ? [`${days(daysWaiting)} with late readings to account again`] : []),
    ...(daysToCost > 0 ? [`${days(daysToCost)} to cost with new rates`] : []),
  ];
  return parts.length === 0 ? "nothing" : parts.join(", ");
}

function Areas({ areas }: { areas: EnergyAccounts["areas"] }) {
  const some = areas.filter(({ open, healed, givenUp }) => open + healed + givenUp > 0);
  if (some.length === 0) return <p class="empty">No report went missing since the controller started.</p>;
  return (
    <>
      <p class="hint">
        Reports that did not arrive, since the controller started. Open: asked for again from the nodes’ own logs, or waiting for a node to connect. Healed:
        arrived late and are in the figures. Given up: the log of the node no longer holds them; energy there is estimated, and counted as estimated.
      </p>
      <ScrollRegion name="Missing reports by area">
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">Area</th>
              <th scope="col" class="number">
                Open
              </th>
              <th scope="col" class="number">
                Healed
              </th>
              <th scope="col" class="number">
                Given up
              </th>
            </tr>
          </thead>
          <tbody>
            {some.map(({ area, open, healed, givenUp }) => (
              <tr key={area} class={givenUp > 0 ? "abnormal" : ""}>
                <th scope="row">{area === "" ? <em>no area</em> : area}</th>
                <td class="number">{format.count(open)}</td>
                <td class="number">{format.count(healed)}</td>
                <td class="number">{format.count(givenUp)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </>
  );
}
