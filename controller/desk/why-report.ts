/** What a light's node last reported before an instant: what it really gave, beside what was decided. */
import type { Cancel } from "#contract/clock";
import type { Explanation } from "#contract/explanation";
import type { Controller } from "../controller.ts";
import { lookBackMs } from "../telemetry/reading.ts";
import { round } from "./light-list.ts";

type Reported = Explanation["reported"];

/** Nobody waits longer for the telemetry store; the answer stands without it. */
const storeMsMax = 2_000;

/** The report nearest before an instant, within two days; undefined when there is none, or the store does not answer in time. */
export async function reportedAt(
  controller: Controller,
  row: number,
  { atMs, tense }: { readonly atMs: number; readonly tense: Explanation["tense"] },
): Promise<Reported> {
  if (tense === "future") return undefined;
  return tense === "now" ? lastReport(controller, row) : storedReport(controller, row, atMs);
}

function lastReport({ situation }: Controller, row: number): Reported {
  const { reportedAtMs, levelPct, powerW } = situation.fleet;
  const atMs = reportedAtMs[row] ?? Number.NaN;
  if (Number.isNaN(atMs)) return undefined;
  return { at: new Date(atMs).toISOString(), levelPct: round(levelPct[row] ?? 0, 2), powerW: round(powerW[row] ?? 0, 3) };
}

async function storedReport({ situation, parts }: Controller, row: number, atMs: number): Promise<Reported> {
  let cancel: Cancel = () => {};
  const late = new Promise<undefined>((resolve) => {
    cancel = parts.pace.after(storeMsMax, "the report of an explanation", () => resolve(undefined));
  });
  const stored = parts.store.history(situation.geometry.lights[row]?.id ?? "", atMs - lookBackMs, atMs + 1, 1).then(
    (readings) => readings.at(-1),
    () => undefined,
  );
  const reading = await Promise.race([stored, late]);
  cancel();
  return reading && { at: new Date(reading.atMs).toISOString(), levelPct: reading.levelPct, powerW: reading.powerW };
}
