import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { every } from "../../contract/clock.ts";
import { systemClock } from "../page-clock.ts";
import { asks } from "./answers.ts";

/** Answers that come sooner than this need no word about waiting, ms. */
const quietMs = 400;
const renewMs = 200;

/** How far the answers are and the way to stop them; after stopping, the way to ask again. */
export function Progress() {
  const states = asks.map((ask) => ask.now.value).filter(({ state }) => state !== "idle");
  const isBusy = states.some(({ state }) => state === "busy");
  const isCancelled = states.some(({ state }) => state === "cancelled");
  const elapsedMs = useElapsed(isBusy);
  const share = states.reduce((sum, { state, progress = 0 }) => sum + (state === "busy" ? progress : 1), 0) / Math.max(1, states.length);
  return (
    <div class="asking screen-only">
      <div role="status">
        {isBusy && elapsedMs >= quietMs && `Working: ${states.filter(({ state }) => state !== "busy").length} of ${states.length} parts answered.`}
        {!isBusy && isCancelled && "Cancelled: what is not answered is not shown."}
      </div>
      {isBusy && elapsedMs >= quietMs && (
        <>
          <progress max={1} value={share} aria-label="Answers so far" /> <span class="quiet-text">{Math.round(elapsedMs / 1_000)} s</span>
          <button type="button" onClick={() => asks.map((ask) => ask.cancel())}>
            Cancel
          </button>
        </>
      )}
      {!isBusy && isCancelled && (
        <button type="button" onClick={() => asks.map((ask) => ask.now.peek().state === "cancelled" && ask.again())}>
          Ask again
        </button>
      )}
    </div>
  );
}

/** ms since it began to be busy. */
function useElapsed(isBusy: boolean): number {
  const elapsedMs = useSignal(0);
  useEffect(() => {
    elapsedMs.value = 0;
    if (!isBusy) return undefined;
    const beganMs = systemClock.elapsedMs();
    return every(systemClock, renewMs, "energy progress", () => {
      elapsedMs.value = systemClock.elapsedMs() - beganMs;
    });
  }, [isBusy]);
  return elapsedMs.value;
}
