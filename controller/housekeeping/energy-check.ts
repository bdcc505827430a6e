/** Which days of the energy accounts are compared with the store of readings, and what is told of it. */
import { addDays, dayMs } from "../decide/local-time.ts";
import type { Accounts } from "../energy/accounts.ts";

/** Full days before today that are compared every night: what nodes and the spool still held comes within them. */
const daysAlways = 3;
/** Older days a night: of 100,000 lights one takes the embedded store 3 s and InfluxDB half a minute, and ninety are through in three weeks. */
const olderPerNight = 4;
/** A day also rests on readings of the two before it. */
const daysBefore = 3;

/**
 * Today and the last days, then older ones in turn: each is among them again after as many nights as all of them take. Newest first.
 * Days are yyyy-mm-dd; readings are kept for `rawDays`.
 */
export function daysToCheck(today: string, rawDays: number): string[] {
  const always = Array.from({ length: 1 + daysAlways }, (_, back) => addDays(today, -back));
  const olderDays = Math.max(0, rawDays - daysBefore - daysAlways);
  const nights = Math.ceil(olderDays / olderPerNight);
  const older = Array.from({ length: olderDays }, (_, at) => addDays(today, -daysAlways - 1 - at));
  return [...always, ...older.filter((day) => numberOf(day) % nights === numberOf(today) % nights)];
}

/** Compares the days that are due, one after the other, so that others get their turn; answers what was found, for people. */
export async function checkEnergy(accounts: Pick<Accounts, "check">, { today, rawDays, nowMs }: Due): Promise<string> {
  const days = daysToCheck(today, rawDays);
  const found: string[] = [];
  for (const day of days) {
    const lights = await accounts.check(day, nowMs);
    if (lights > 0) found.push(`${day} of ${lights} lights`);
  }
  const compared = `${days.length} days compared with the readings stored`;
  return found.length === 0 ? `${compared}: none differs` : `${compared}: accounted again are ${found.join(", ")}`;
}

interface Due {
  readonly today: string;
  readonly rawDays: number;
  readonly nowMs: number;
}

/** Days since 1970. */
const numberOf = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / dayMs);
