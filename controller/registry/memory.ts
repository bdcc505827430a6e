/** The registry's in-memory twin: same answers, gone with the process. For tests, and for demonstrations that leave nothing behind. */
import { LightingError } from "#contract/failures";
import type { LightRecord } from "./inventory.ts";
import { memoryAlarms } from "./memory-alarms.ts";
import { memoryDemand } from "./memory-demand.ts";
import { memoryDesigns } from "./memory-designs.ts";
import { memoryFaults } from "./memory-faults.ts";
import { memoryIssued } from "./memory-issued.ts";
import { memoryNotices } from "./memory-notices.ts";
import { memoryStored } from "./memory-stored.ts";
import { memoryWork } from "./memory-work.ts";
import type { ConnectionRecord, OverrideRecord, Registry, RunRecord } from "./port.ts";

export function openMemoryRegistry(): Registry {
  const lights = new Map<string, LightRecord>();
  const overrides = new Map<string, OverrideRecord>();
  const connections = new Map<string, ConnectionRecord>();
  const runs = new Map<string, RunRecord>();
  let closed = false;
  const open = <T>(work: () => T): Promise<T> =>
    closed ? Promise.reject(new LightingError("STORE_OFFLINE", "The registry is closed.")) : Promise.resolve(work());
  return {
    lights: () => open(() => [...lights.values()].sort(byId)),
    saveLights: (records) => open(() => records.forEach((light) => void lights.set(light.id, { ...light }))),
    overrides: (sinceMs) =>
      open(() => [...overrides.values()].filter(({ endsAtMs }) => endsAtMs >= sinceMs).sort((a, b) => a.createdAtMs - b.createdAtMs || byId(a, b))),
    overridesOf: (light, fromMs, toMs) =>
      open(() =>
        [...overrides.values()]
          .filter(
            ({ lights: named, startsAtMs, endsAtMs, createdAtMs }) => named.includes(light) && endsAtMs >= fromMs && startsAtMs <= toMs && createdAtMs <= toMs,
          )
          .sort((a, b) => a.createdAtMs - b.createdAtMs || byId(a, b))
          .map(({ lights: _, ...override }) => override),
      ),
    saveOverride: (override) => open(() => void overrides.set(override.id, { ...override, lights: [...override.lights] })),
    connections: () => open(() => [...connections.values()].sort(byId)),
    saveConnections: (records) => open(() => records.forEach((record) => void connections.set(record.id, { ...record, nodes: [...record.nodes] }))),
    startRun: (job, scheduledAtMs) =>
      open(() => {
        const key = runKey(job, scheduledAtMs);
        if (runs.has(key)) return false;
        runs.set(key, { job, scheduledAtMs, outcome: undefined });
        return true;
      }),
    finishRun: (job, scheduledAtMs, outcome) =>
      open(() => {
        const key = runKey(job, scheduledAtMs);
        if (runs.has(key)) runs.set(key, { job, scheduledAtMs, outcome: { ...outcome } });
      }),
    runs: (limit) => open(() => [...runs.values()].sort((a, b) => b.scheduledAtMs - a.scheduledAtMs || (a.job < b.job ? -1 : 1)).slice(0, limit)),
    ...memoryDesigns(open),
    ...memoryDemand(open),
    ...memoryIssued(open),
    ...memoryFaults(open),
    ...memoryAlarms(open),
    ...memoryStored(open),
    ...memoryWork(open),
    ...memoryNotices(open),
    close: async () => {
      closed = true;
    },
  };
}

const runKey = (job: string, scheduledAtMs: number): string => `${scheduledAtMs} ${job}`;

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
