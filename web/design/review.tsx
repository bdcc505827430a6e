import * as format from "../format.ts";
import { isOfFigures } from "./figures-from.ts";
import { Findings } from "./findings.tsx";
import { Effect } from "./preview-pane.tsx";
import { errors, preview } from "./preview-state.ts";
import { ReasonForm } from "./reason-form.tsx";
import { Difference } from "./versions.tsx";
import { WhatIfPart } from "./what-if-part.tsx";
import { body, publish, step, view } from "./work.ts";

/** What the draft changes, what it would cost and save, and the button that puts it in force. */
export function Review() {
  const now = view.value;
  if (!now) return null;
  const lights = preview.value?.lights ?? 0;
  const back = (): void => {
    step.value = "edit";
  };
  return (
    <section class="review-part" aria-labelledby="review-title">
      <h3 id="review-title">Review</h3>
      <Effect />
      <Findings />
      <h4>{now.published ? "Changes to what is in force" : "Everything is new"}</h4>
      {now.published && <Difference from="published" to="draft" before="In force" after="Draft" />}
      {!isOfFigures(now.kind) && (
        <>
          <h4>What it would do</h4>
          <WhatIfPart kind={now.kind} id={now.id} body={body.value ?? {}} />
        </>
      )}
      <ReasonForm
        label="Reason"
        button={lights === 0 ? "Publish" : `Publish to ${format.lights(lights)}`}
        act={publish}
        cancel={back}
        disabled={errors.value.length > 0}
      />
    </section>
  );
}
