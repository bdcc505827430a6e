import type { LightStore, WorldBox } from "./light-store.ts";

/** The next fault in a box after (or before) a row, going round; undefined when the box holds none. Left to right, as one reads. */
export function nextFault(store: LightStore, box: WorldBox, from: { readonly x: number; readonly y: number } | undefined, step: 1 | -1): number | undefined {
  const faults: number[] = [];
  store.each(box, (row) => {
    if (store.isFault(row)) faults.push(row);
  });
  faults.sort((a, b) => (store.x[a] ?? 0) - (store.x[b] ?? 0) || (store.y[a] ?? 0) - (store.y[b] ?? 0));
  if (!from) return step === 1 ? faults[0] : faults.at(-1);
  const after = (row: number): boolean => (store.x[row] ?? 0) > from.x || (store.x[row] === from.x && (store.y[row] ?? 0) > from.y);
  const before = (row: number): boolean => !after(row) && !(store.x[row] === from.x && store.y[row] === from.y);
  return step === 1 ? (faults.find(after) ?? faults[0]) : (faults.findLast(before) ?? faults.at(-1));
}
