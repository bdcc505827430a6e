/** Incidents, alarms and what was done to them, of the in-memory registry. */
import type { AlarmEventRecord, AlarmLedger, KeptRecord } from "./alarm-ledger.ts";

type Open = <T>(work: () => T) => Promise<T>;

export function memoryAlarms(open: Open): AlarmLedger {
  const incidents = new Map<string, KeptRecord>();
  const alarms = new Map<string, KeptRecord>();
  const events = new Map<string, AlarmEventRecord>();
  const ordered = (): AlarmEventRecord[] =>
    [...events.values()].sort((a, b) => a.atMs - b.atMs || (a.alarm === b.alarm ? a.nr - b.nr : a.alarm < b.alarm ? -1 : 1));
  return {
    incidents: (endedSinceMs) => open(() => since(incidents, endedSinceMs)),
    incident: (id) => open(() => incidents.get(id)),
    alarms: (endedSinceMs) => open(() => since(alarms, endedSinceMs)),
    alarm: (id) => open(() => alarms.get(id)),
    saveAlarms: (changes) =>
      open(() => {
        for (const record of changes.incidents) incidents.set(record.id, structuredClone(record));
        for (const record of changes.alarms) alarms.set(record.id, structuredClone(record));
        for (const event of changes.events) {
          const key = `${event.alarm} ${event.atMs} ${event.nr}`;
          if (!events.has(key)) events.set(key, structuredClone(event));
        }
      }),
    alarmEvents: (fromMs, toMs, limit) =>
      open(() =>
        ordered()
          .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
          .slice(-limit),
      ),
    alarmHistory: (alarm, limit) =>
      open(() =>
        ordered()
          .filter((event) => event.alarm === alarm)
          .slice(-limit),
      ),
    pruneAlarms: (beforeMs) =>
      open(() => {
        for (const kept of [incidents, alarms])
          for (const { id, endedAtMs } of [...kept.values()]) if (endedAtMs !== undefined && endedAtMs < beforeMs) kept.delete(id);
        for (const [key, { atMs }] of [...events]) if (atMs < beforeMs) events.delete(key);
      }),
  };
}

const since = (kept: ReadonlyMap<string, KeptRecord>, sinceMs: number): KeptRecord[] =>
  [...kept.values()].filter(({ endedAtMs }) => endedAtMs === undefined || endedAtMs >= sinceMs).sort((a, b) => (a.id < b.id ? -1 : 1));
