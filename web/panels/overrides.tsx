import { useSignal } from "@preact/signals";
import type { Override } from "../../contract/api.ts";
import { remove } from "../api.ts";
import * as format from "../format.ts";
import { tickMs } from "../page-clock.ts";
import { local, overrides } from "../state.ts";
import { OverrideProgress } from "./override-progress.tsx";

/** The page of all overrides: live and coming first, then what has been. */
export function Overrides() {
  const past = overrides.value.filter((item) => !isCurrent(item));
  return (
    <section class="pane" aria-labelledby="overrides-title">
      <h2 id="overrides-title">Overrides</h2>
      <p class="hint">To make one, open a light, or pick lights on the map: a street, a group, an area, a lasso or a radius.</p>
      <LiveOverrides />
      {past.length > 0 && (
        <>
          <h3>Ended and released</h3>
          <ul class="override-list">
            {past.map((item) => (
              <Item key={item.id} override={item} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** Live and coming overrides, each with its release. */
export function LiveOverrides() {
  const current = overrides.value.filter(isCurrent);
  if (current.length === 0) return <p class="empty">No override is live: every light follows its schedule and demand.</p>;
  return (
    <ul class="override-list">
      {current.map((item) => (
        <Item key={item.id} override={item} />
      ))}
    </ul>
  );
}

const isCurrent = (item: Override): boolean => item.state === "live" || item.state === "coming";

function Item({ override }: { override: Override }) {
  const at = (instant: string): string => local.value.near(Date.parse(instant), tickMs.value);
  return (
    <li class={override.state}>
      <div class="override-title">
        <strong>
          {override.title}: {format.percent(override.levelPct)}
        </strong>
        <span>{format.lights(override.lights)}</span>
      </div>
      <p>
        {override.state === "coming" ? `From ${at(override.startsAt)} until ${at(override.endsAt)}` : null}
        {override.state === "live" ? `Until ${at(override.endsAt)}, in ${format.duration(Date.parse(override.endsAt) - tickMs.value)}` : null}
        {override.state === "ended" ? `Ended ${at(override.endsAt)}` : null}
        {override.state === "released" ? "Released" : null}. {override.reason} <small>({override.by})</small>
      </p>
      {override.state === "live" && <OverrideProgress override={override} />}
      {isCurrent(override) && <Release override={override} />}
    </li>
  );
}

/** Release asks once: the second press does it. */
function Release({ override }: { override: Override }) {
  const step = useSignal<"idle" | "ask" | "sending">("idle");
  const failure = useSignal<string | undefined>(undefined);
  const release = async (): Promise<void> => {
    step.value = "sending";
    try {
      await remove(`/overrides/${override.id}`);
    } catch (problem) {
      failure.value = problem instanceof Error ? problem.message : String(problem);
    }
    step.value = "idle";
  };
  return (
    <div class="row-actions">
      {step.value === "idle" ? (
        <button type="button" aria-label={`Release ${override.title}`} onClick={() => (step.value = "ask")}>
          Release
        </button>
      ) : (
        <>
          <button type="button" class="primary" disabled={step.value === "sending"} onClick={() => void release()}>
            Release {format.lights(override.lights)} now
          </button>
          <button type="button" onClick={() => (step.value = "idle")}>
            Keep
          </button>
        </>
      )}
      {failure.value && (
        <span class="problem" role="alert">
          {failure.value}
        </span>
      )}
    </div>
  );
}
