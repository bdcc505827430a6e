/** An override with how far it got: every light of it is in exactly one stage, read from what the nodes report. */

import type { Override } from "#contract/api";
import { iso } from "#contract/units";
import { expectedLevel } from "../faults/look.ts";
import { stateOf } from "../overrides.ts";
import type { OverrideRecord } from "../registry/port.ts";
import type { Situation } from "../situation.ts";

export function overrideView(situation: Situation, override: OverrideRecord, nowMs: number): Override {
  return {
    id: override.id,
    title: override.title,
    levelPct: override.levelPct,
    startsAt: iso(override.startsAtMs),
    endsAt: iso(override.endsAtMs),
    reason: override.reason,
    by: override.by,
    createdAt: iso(override.createdAtMs),
    state: stateOf(override, nowMs),
    lights: override.lights.length,
    progress: progressOf(situation, override, nowMs),
  };
}

type Stage = keyof Override["progress"];

function progressOf(situation: Situation, override: OverrideRecord, nowMs: number): Override["progress"] {
  const progress = { queued: 0, sent: 0, confirmed: 0, failed: 0, held: 0 };
  const state = stateOf(override, nowMs);
  if (state === "coming") return { ...progress, queued: override.lights.length };
  if (state !== "live") return progress;
  for (const row of situation.overrides.rows(override.id)) progress[stageOf(situation, row, override)] += 1;
  return progress;
}

/** Confirmed is the node's own word: it accepted the command and gives the level. */
function stageOf({ fleet, overrides, dispatch, geometry }: Situation, row: number, override: OverrideRecord): Stage {
  if (overrides.live(row)?.id !== override.id) return "held";
  const targetPct = fleet.targetPct[row] ?? override.levelPct;
  if (!dispatch.wasSent(row, targetPct)) return "queued";
  const given = Math.abs((fleet.levelPct[row] ?? Number.NaN) - expectedLevel(geometry.lights[row], targetPct)) <= 1;
  if (dispatch.isConfirmedAt(row, targetPct)) return given ? "confirmed" : "failed";
  return dispatch.commandState(row) === "failed" ? "failed" : "sent";
}
