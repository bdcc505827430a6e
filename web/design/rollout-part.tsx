import { useEffect } from "preact/hooks";
import { every } from "../../contract/clock.ts";
import type { Rollout } from "../../contract/design.ts";
import { get } from "../api.ts";
import * as format from "../format.ts";
import { systemClock } from "../page-clock.ts";
import { openLight } from "../state.ts";
import { isOfFigures } from "./figures-from.ts";
import { name, pathOf, rollout } from "./work.ts";

/** Nodes confirm within seconds; this often is asked while some have not, ms. */
const refreshMs = 1_000;

/** How far what is published has reached the nodes, as it goes on. */
export function RolloutPart() {
  const isGoing = (rollout.value?.pending ?? 0) > 0;
  useEffect(() => {
    if (!isGoing) return;
    return every(systemClock, refreshMs, "rollout", () => {
      const of = name.value;
      if (!of) return;
      get<Rollout>(`${pathOf(of)}/rollout`).then(
        (answer) => {
          if (name.value === of) rollout.value = answer;
        },
        // The next second asks again; a lost controller is told by the page's banner.
        () => {},
      );
    });
  }, [isGoing]);
  const now = rollout.value;
  if (!now) return null;
  if (name.value && isOfFigures(name.value.kind)) return <p class="rollout">It changes figures and files; no light is told.</p>;
  if (now.lights === 0) return <p class="rollout">It acts on no light yet.</p>;
  return (
    <div class="rollout">
      <svg class="progress-bar" viewBox={`0 0 ${now.lights} 1`} preserveAspectRatio="none" aria-hidden="true">
        <rect class="confirmed" width={now.inForce} height={1} />
        <rect class="sent" x={now.inForce} width={now.pending} height={1} />
        <rect class="failed" x={now.inForce + now.pending} width={now.failed} height={1} />
      </svg>
      <p role="status">
        In force on <strong>{format.count(now.inForce)}</strong> of {format.lights(now.lights)}
        {now.pending > 0 ? `, ${format.count(now.pending)} waiting` : ""}
        {now.failed > 0 ? `, ${format.count(now.failed)} failed` : ""}.
      </p>
      {now.examples.length > 0 && <Examples rollout={now} />}
    </div>
  );
}

function Examples({ rollout: { examples } }: { rollout: Rollout }) {
  return (
    <details>
      <summary>Why some are not there yet</summary>
      <ul>
        {examples.map(({ light, state, why }) => (
          <li key={light}>
            <button type="button" class="link" onClick={() => openLight(light)}>
              {light}
            </button>{" "}
            {state === "failed" ? "failed" : "waits"}: {why}
          </li>
        ))}
      </ul>
    </details>
  );
}
