import { useSignal } from "@preact/signals";
import type { LightSummary } from "../../contract/api.ts";
import * as format from "../format.ts";
import { Glyph } from "../panels/glyph.tsx";
import { openLight } from "../state.ts";
import { classOfName } from "../store/light-class.ts";
import type { AlarmLights } from "./alarm-lights.ts";

/** A feeder's lights at once; more on request, so that a lost district does not fill the panel. */
const shownAtFirst = 60;

/** The lights of the open alarm, for those who cannot use the map, too. Each opens its own panel. */
export function LightsOfAlarm({ found }: { found: AlarmLights }) {
  const isWhole = useSignal(false);
  const lights = isWhole.value ? found.lights : found.lights.slice(0, shownAtFirst);
  const more = found.lights.length - lights.length;
  const missing = found.ids.length - found.lights.length;
  return (
    <section class="block" aria-label="Lights of this alarm">
      <h4>{format.lights(found.ids.length)}</h4>
      {found.failure && found.detail && (
        <p class="problem" role="alert">
          {found.failure}
        </p>
      )}
      {found.isFinding && found.lights.length === 0 && <p class="pane-wait">Finding them…</p>}
      <ul class="alarm-light-list">
        {lights.map((light) => (
          <LightItem key={light.id} light={light} />
        ))}
      </ul>
      {more > 0 && (
        <button type="button" class="link" onClick={() => (isWhole.value = true)}>
          {format.count(more)} more
        </button>
      )}
      {!found.isFinding && missing > 0 && (
        <p class="hint">{format.count(missing)} of them are neither listed nor ringed here: they stand in too many streets.</p>
      )}
    </section>
  );
}

function LightItem({ light }: { light: LightSummary }) {
  const shown = classOfName(light.condition, light.levelPct);
  return (
    <li>
      <button type="button" class="quiet" onClick={() => openLight(light.id)}>
        <Glyph of={shown} /> {light.column} <span class="quiet-text">{light.street}</span> <span class="unseen">{shown.label}</span>
      </button>
    </li>
  );
}
