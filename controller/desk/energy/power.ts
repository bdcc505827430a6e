/** Mean power over time, by half hour or hour. */
import type { EnergyPower, EnergyPowerQuery } from "#contract/energy";
import { iso } from "#contract/units";
import { addDays, localToUtcMs } from "../../decide/local-time.ts";
import { daysBetween } from "./days.ts";
import { undivided } from "./division.ts";
import { eachHalfHour, MeanHours } from "./half-hours.ts";
import type { EnergyParts } from "./summary.ts";

/** Every step of the period that is accounted, or could be; null where nothing is known. Rejects with the signal's reason when it is aborted. */
export async function energyPowerOf({ controller, accounts }: EnergyParts, query: EnergyPowerQuery, signal: AbortSignal): Promise<EnergyPower> {
  const stepMin = Number(query.stepMin);
  const stepMs = stepMin * 60_000;
  const { accountedToMs } = await accounts.state();
  const means = new Map<number, MeanHours>();
  const { members } = undivided(controller, query);
  await eachHalfHour(accounts, { days: daysBetween(query.from, query.to), members }, { signal }, (sums, index) => {
    const startMs = stepStart(sums.startsMs[index] ?? 0, stepMs);
    const mean = means.get(startMs) ?? new MeanHours();
    means.set(startMs, mean);
    mean.add(sums, index);
  });
  const steps = stepsOf(query, { zone: controller.parts.config.timeZone, stepMs, untilMs: accountedToMs ?? Number.NEGATIVE_INFINITY });
  const column = (value: (mean: MeanHours) => number | null): (number | null)[] =>
    steps.map((startMs) => {
      const mean = means.get(startMs);
      return mean ? value(mean) : null;
    });
  return {
    stepMin,
    at: steps.map(iso),
    meteredKw: column((mean) => mean.kw("meteredMwh")),
    calculatedKw: column((mean) => mean.kw("calculatedMwh")),
    levelPct: column((mean) => mean.levelPct()),
    burningPct: column((mean) => mean.sharePct("burningMin")),
    estimatedPct: column((mean) => mean.sharePct("estimatedMin")),
  };
}

/** Hours begin where UTC's do: a chart has one hour each, also when the clocks change. */
const stepStart = (startMs: number, stepMs: number): number => Math.floor(startMs / stepMs) * stepMs;

function stepsOf({ from, to }: EnergyPowerQuery, { zone, stepMs, untilMs }: { zone: string; stepMs: number; untilMs: number }): number[] {
  const endMs = Math.min(localToUtcMs(addDays(to, 1), "00:00", zone), untilMs);
  const steps: number[] = [];
  for (let startMs = stepStart(localToUtcMs(from, "00:00", zone), stepMs); startMs < endMs; startMs += stepMs) steps.push(startMs);
  return steps;
}
