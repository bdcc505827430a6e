/** A year at a glance: level and burning by day and local hour. */
import type { EnergyHeat, EnergyHeatQuery } from "#contract/energy";
import type { Asker } from "../../api/energy-desk.ts";
import { addDays, formatLocal, localDate } from "../../decide/local-time.ts";
import { daysBetween } from "./days.ts";
import { undivided } from "./division.ts";
import { eachHalfHour, MeanHours } from "./half-hours.ts";
import type { EnergyParts } from "./summary.ts";

const yearDays = 365;
const hours = [...Array(24).keys()];

/** Rejects with the signal's reason when it is aborted. */
export async function energyHeatOf({ controller, accounts }: EnergyParts, query: EnergyHeatQuery, asker: Asker): Promise<EnergyHeat> {
  const zone = controller.parts.config.timeZone;
  const days = daysBetween(addDays(query.to, 1 - yearDays), query.to);
  const { members } = undivided(controller, query);
  const means = new Map(days.map((day) => [day, hours.map(() => new MeanHours())]));
  await eachHalfHour(accounts, { days, members }, asker, (sums, index) => {
    const startMs = sums.startsMs[index] ?? 0;
    const hour = Number(formatLocal(startMs, zone).slice(0, 2));
    means.get(localDate(startMs, zone))?.[hour]?.add(sums, index);
  });
  const table = (value: (mean: MeanHours) => number | null): (number | null)[][] => days.map((day) => (means.get(day) ?? []).map(value));
  return { days, levelPct: table((mean) => mean.levelPct()), burningPct: table((mean) => mean.sharePct("burningMin")) };
}
