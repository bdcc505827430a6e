import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import type { Ask } from "./ask.ts";

/** A part of the page with its question: waits, shows, or says why not and what to do. */
export function Part<T>(props: { title: string; ask: Ask<T>; tools?: ComponentChildren; children: (answer: T) => ComponentChildren }) {
  const id = useId();
  const { state, answer, failure } = props.ask.now.value;
  if (state === "idle" && answer === undefined) return null;
  return (
    <section class={`block part-of-energy${state === "busy" && answer !== undefined ? " old" : ""}`} aria-labelledby={id} aria-busy={state === "busy"}>
      <div class="panel-head">
        <h3 id={id}>{props.title}</h3>
        {props.tools}
      </div>
      {state === "busy" && answer === undefined && <p class="pane-wait">Working…</p>}
      {state === "busy" && answer !== undefined && <p class="of-before">These are still the figures of the question before.</p>}
      {state === "cancelled" && <p class="empty">Cancelled before it was answered.</p>}
      {state === "failed" && (
        <div class="problem" role="alert">
          <p>{failure}</p>
          <button type="button" onClick={() => props.ask.again()}>
            Ask again
          </button>
        </div>
      )}
      {answer !== undefined && props.children(answer)}
    </section>
  );
}
