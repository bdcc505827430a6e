/** How far the designs in force have reached some lights: what their nodes say they hold, against what they should. */
import type { Rollout } from "#contract/design";
import type { Situation } from "../situation.ts";

const examplesMax = 20;

/** Counts every row once. Examples begin with those that failed. */
export function rolloutOf({ geometry, fleet, dispatch, plans }: Situation, rows: readonly number[]): Rollout {
  const byState: Record<ReturnType<typeof dispatch.programmeState>, number[]> = { "in-force": [], pending: [], failed: [] };
  for (const row of rows) byState[dispatch.programmeState(row, plans.of(row)?.programme.version ?? "")].push(row);
  const example = (state: "pending" | "failed") => (row: number) => ({ light: geometry.lights[row]?.id ?? "", state, why: whyNot(state, row) });
  const whyNot = (state: "pending" | "failed", row: number): string => {
    if (fleet.connected[row] !== 1) return notConnected(fleet.lostAtMs[row] ?? Number.NaN);
    return state === "failed" ? failedWords : pendingWords;
  };
  return {
    lights: rows.length,
    inForce: byState["in-force"].length,
    pending: byState.pending.length,
    failed: byState.failed.length,
    examples: [...byState.failed.slice(0, examplesMax).map(example("failed")), ...byState.pending.slice(0, examplesMax).map(example("pending"))].slice(
      0,
      examplesMax,
    ),
  };
}

const notConnected = (lostAtMs: number): string =>
  Number.isNaN(lostAtMs)
    ? "has not connected since the controller started; it is sent the programme when it does"
    : `not connected since ${new Date(lostAtMs).toISOString().replace(/\.\d+Z$/, "Z")}; it is sent the programme when it is back`;

const failedWords = "it was sent the programme again and again and does not say that it holds it; it is tried anew when it says hello";
const pendingWords = "its programme is on its way, or waits for its turn";
