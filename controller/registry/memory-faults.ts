/** Faults that stand, of the in-memory registry. */
import type { FaultLedger, LightFaults } from "./port.ts";

type Open = <T>(work: () => T) => Promise<T>;

export function memoryFaults(open: Open): FaultLedger {
  const standing = new Map<string, LightFaults>();
  return {
    faults: () => open(() => [...standing.values()].sort((a, b) => (a.light < b.light ? -1 : 1))),
    saveFaults: (lights) =>
      open(() => {
        for (const { light, faults } of lights) {
          if (faults.length === 0) standing.delete(light);
          else standing.set(light, { light, faults: faults.map((fault) => ({ ...fault })).sort((a, b) => (a.kind < b.kind ? -1 : 1)) });
        }
      }),
  };
}
