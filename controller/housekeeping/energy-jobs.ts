/** Housekeeping of energy: retention of half hours, a check of the accounts, monthly reports, a daily digest. Each looks for what earlier instants left undone. */
import { EnergySummaryQuery } from "#contract/energy";
import { LightingError } from "#contract/failures";
import type { EnergyDesk } from "../api/energy-desk.ts";
import { addDays, localDate } from "../decide/local-time.ts";
import type { Accounts } from "../energy/accounts.ts";
import { checkEnergy } from "./energy-check.ts";
import type { Job } from "./jobs.ts";

export interface EnergyJobsParts {
  readonly accounts: Pick<Accounts, "prune" | "state" | "check">;
  /** Half hours are kept for this long, days. */
  readonly halfHourDays: number;
  readonly energy: Pick<EnergyDesk, "summary">;
  /** Issues the monthly reports that are due at an instant, of all months; answers what it did. */
  readonly reports: { issueDue(nowMs: number): Promise<string> };
  readonly timeZone: string;
}

/** The jobs, for those whose installation accounts energy. Names are for ever. */
export function energyJobs(parts: EnergyJobsParts): readonly Job[] {
  return [
    { name: "half-hour-retention", cron: "0 4 * * *", run: (_, scheduledAtMs) => pruneHalfHours(parts, scheduledAtMs) },
    // After retention and before the reports, which rest on what it finds.
    {
      name: "energy-check",
      cron: "10 4 * * *",
      run: ({ rawDays }, nowMs) => checkEnergy(parts.accounts, { today: localDate(nowMs, parts.timeZone), rawDays, nowMs }),
    },
    // Every day, so that a month that could not be made yet, or that a late log changed, does not wait for the next month. Months come from the 2nd on.
    { name: "month-reports", cron: "20 4 * * *", run: (_, scheduledAtMs) => parts.reports.issueDue(scheduledAtMs) },
    // After dawn in midwinter, so that the night is accounted.
    { name: "daily-digest", cron: "30 10 * * *", run: (_, scheduledAtMs) => digest(parts, scheduledAtMs) },
  ];
}

async function pruneHalfHours({ accounts, halfHourDays, timeZone }: EnergyJobsParts, scheduledAtMs: number): Promise<string> {
  const beforeDay = addDays(localDate(scheduledAtMs, timeZone), -halfHourDays);
  const { accountedToMs } = await accounts.state();
  if (accountedToMs !== undefined && localDate(accountedToMs, timeZone) < beforeDay) {
    throw new LightingError(
      "CONFLICT",
      `every half hour is older than ${halfHourDays} days, the newest of ${localDate(accountedToMs, timeZone)}: nothing was removed; see whether this machine's clock is right`,
    );
  }
  return `half hours before ${beforeDay}: ${await accounts.prune(beforeDay)} days of lights removed`;
}

/** Yesterday in a sentence, for the ledger and the log. */
async function digest({ energy, timeZone }: EnergyJobsParts, scheduledAtMs: number): Promise<string> {
  const day = addDays(localDate(scheduledAtMs, timeZone), -1);
  const { total } = await energy.summary(EnergySummaryQuery.parse({ from: day, to: day, by: "authority" }), { signal: new AbortController().signal });
  if (total.lights === 0) return `${day}: nothing is known of any light`;
  const saved = total.saved ? `, ${total.saved.kwh.toFixed(1)} kWh less than full output from dusk to dawn` : "";
  const silent = total.lightsWithoutReadings > 0 ? `; ${total.lightsWithoutReadings} lights told nothing` : "";
  return `${day}: ${total.lights} lights used ${total.metered.kwh.toFixed(1)} kWh${saved}; ${total.estimatedPct.toFixed(1)} % of the time estimated${silent}`;
}
