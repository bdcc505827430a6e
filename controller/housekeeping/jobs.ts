/** What housekeeping there is. A new job is a line in the list; none of them ever touches a lamp. */
import { LightingError } from "#contract/failures";
import type { Registry } from "../registry/port.ts";
import type { TelemetryStore } from "../telemetry/port.ts";

export interface JobDeps {
  readonly store: TelemetryStore;
  readonly registry: Pick<Registry, "pruneDemand">;
  /** Readings are kept as they came for this long, days. */
  readonly rawDays: number;
}

export interface Job {
  /** Its name in the ledger: for ever. */
  readonly name: string;
  /** When it is due: minute, hour, day of month, month, day of week, in UTC. */
  readonly cron: string;
  /**
   * Does what is due at `scheduledAtMs`, and what an instant before it left undone; answers what it did, for people. Doing it again must
   * change nothing. Throws an error whose message says what to do.
   */
  readonly run: (deps: JobDeps, scheduledAtMs: number) => Promise<string>;
}

/** In the order in which they run when several are due at once. */
export const jobs: readonly Job[] = [
  // After the switch-offs of midnight and before the first of the morning: few lights report, and nobody asks.
  { name: "telemetry-retention", cron: "20 3 * * *", run: pruneReadings },
  { name: "demand-retention", cron: "40 3 * * *", run: pruneDemand },
];

const dayMs = 24 * 3_600_000;

/** A tenth of a gigabyte: a hundred counters with a reading every ten minutes fill it in five months. */
const demandRecordsMax = 2_000_000;

async function pruneReadings({ store, rawDays }: JobDeps, scheduledAtMs: number): Promise<string> {
  const beforeMs = await oldestKeptMs({ store, rawDays }, scheduledAtMs);
  const removed = await store.prune(beforeMs);
  return `readings older than ${rawDays} days: ${removed} removed from ${store.title}`;
}

async function pruneDemand({ store, registry, rawDays }: JobDeps, scheduledAtMs: number): Promise<string> {
  const beforeMs = await oldestKeptMs({ store, rawDays }, scheduledAtMs);
  const removed = await registry.pruneDemand(beforeMs, demandRecordsMax);
  return `demand heard more than ${rawDays} days ago, or beyond ${demandRecordsMax.toLocaleString("en-GB")} readings: ${removed} removed from the registry`;
}

/** What is older goes. All of it at once is never right: a machine whose clock is years ahead would forget everything. */
async function oldestKeptMs({ store, rawDays }: Pick<JobDeps, "store" | "rawDays">, scheduledAtMs: number): Promise<number> {
  const beforeMs = scheduledAtMs - rawDays * dayMs;
  const newest = await store.newest();
  let newestMs = 0;
  for (const { atMs } of newest.values()) newestMs = Math.max(newestMs, atMs);
  if (newest.size > 0 && newestMs < beforeMs) {
    throw new LightingError(
      "CONFLICT",
      `every reading is older than ${rawDays} days, the newest is of ${new Date(newestMs).toISOString()}: nothing was removed; see whether this machine's clock is right`,
    );
  }
  return beforeMs;
}
