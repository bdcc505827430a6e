/** Readings of demand, as they were heard, of the in-memory registry. */
import type { DemandLedger, DemandRecord } from "./port.ts";

type Open = <T>(work: () => T) => Promise<T>;

export function memoryDemand(open: Open): DemandLedger {
  const records = new Map<string, DemandRecord>();
  return {
    saveDemand: (heard) =>
      open(() => {
        for (const record of heard) if (!records.has(keyOf(record))) records.set(keyOf(record), { ...record });
      }),
    demandHeard: (source, fromMs, toMs, limit) =>
      open(() => {
        const heard = [...records.values()].filter((record) => record.source === source && record.heardAtMs >= fromMs && record.heardAtMs <= toMs);
        return heard.sort(byHearing).slice(-limit);
      }),
    pruneDemand: (beforeMs, recordsMax) =>
      open(() => {
        const beyondMs = [...records.values()].sort(byHearing).at(-1 - recordsMax)?.heardAtMs ?? Number.NEGATIVE_INFINITY;
        const old = [...records].filter(([, { heardAtMs }]) => heardAtMs < beforeMs || heardAtMs <= beyondMs);
        for (const [key] of old) records.delete(key);
        return old.length;
      }),
  };
}

const keyOf = ({ source, heardAtMs, nr }: DemandRecord): string => `${source} ${heardAtMs} ${nr}`;

const byHearing = (a: DemandRecord, b: DemandRecord): number => a.heardAtMs - b.heardAtMs || a.nr - b.nr;
