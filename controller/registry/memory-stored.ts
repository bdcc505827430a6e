/** How far readings are stored, of the in-memory registry. */
import type { StoredLedger, StoredRecord } from "./port.ts";

type Open = <T>(work: () => T) => Promise<T>;

export function memoryStored(open: Open): StoredLedger {
  const records = new Map<string, StoredRecord>();
  return {
    storedUpTo: () => open(() => [...records.values()].sort((a, b) => (a.light < b.light ? -1 : 1))),
    saveStored: (saved) =>
      open(() => saved.forEach((record) => void records.set(record.light, { ...record, above: record.above.map((range) => ({ ...range })) }))),
  };
}
