import type { ComponentChildren } from "preact";
import type { Ask } from "../energy/ask.ts";

/** What a question was answered, or that it is on its way, or why not and how to ask again. */
export function Asked<T>(props: { ask: Ask<T>; wait: string; children: (answer: T) => ComponentChildren }) {
  const { state, answer, failure } = props.ask.now.value;
  return (
    <>
      {state === "failed" && (
        <div class="problem" role="alert">
          <p>{failure}</p>
          <button type="button" onClick={() => props.ask.again()}>
            Ask again
          </button>
        </div>
      )}
      {state === "busy" && answer === undefined && (
        <p class="pane-wait" role="status">
          {props.wait}
        </p>
      )}
      {answer !== undefined && props.children(answer)}
    </>
  );
}
