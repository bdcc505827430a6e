import * as format from "../format.ts";
import { picked, pickFailure, scopeOf, titleOf } from "../picking.ts";
import { go, pickedRows } from "../state.ts";
import type { Pick } from "../store/address.ts";
import { OverrideForm } from "./override-form.tsx";

const kinds = { street: "Street", group: "Group", area: "Area", polygon: "Lasso", radius: "Radius" } as const;

/** The lights a person has picked: how many, where, what they take, and a level for all of them. */
export function PickPanel({ pick }: { pick: Pick }) {
  const found = picked.value;
  pickedRows.value;
  return (
    <article class="panel" aria-labelledby="pick-title">
      <div class="panel-head">
        <h2 id="pick-title">{titleOf(pick)}</h2>
        <button type="button" class="quiet" onClick={() => go({ pick: undefined })}>
          Clear
        </button>
      </div>
      {pickFailure.value && (
        <p class="problem" role="alert">
          {pickFailure.value}
        </p>
      )}
      {!found && !pickFailure.value && <p class="pane-wait">Finding the lights…</p>}
      {found && (
        <>
          <p class="where" role="status">
            {kinds[pick.by]}: <strong>{format.lights(found.lights)}</strong>
            {found.areas.length > 0 && found.areas.length < 4 ? `, ${found.areas.join(", ")}` : ""}
          </p>
          <dl class="facts">
            <div>
              <dt>Rated</dt>
              <dd>
                {format.kilowatts(found.ratedKw)}
                {found.exact ? "" : " (estimated)"}
              </dd>
            </div>
            {found.exact && (
              <div>
                <dt>When picked</dt>
                <dd>{format.kilowatts(found.loadNowKw)}</dd>
              </div>
            )}
          </dl>
          <section class="block">
            <h3>Set their level</h3>
            {found.lights > 0 ? (
              <OverrideForm
                scope={scopeOf(pick)}
                lights={found.lights}
                areas={found.areas}
                ratedKw={found.ratedKw}
                loadNowKw={found.loadNowKw}
                exact={found.exact}
              />
            ) : (
              <p class="empty">No lights there. Draw again, or pick by name.</p>
            )}
          </section>
        </>
      )}
    </article>
  );
}
