/** Work orders of the in-memory registry. */
import type { WorkOrder } from "#contract/work";
import type { WorkFilter, WorkLedger } from "./work-ledger.ts";

type Open = <T>(work: () => T) => Promise<T>;

export function memoryWork(open: Open): WorkLedger {
  const orders = new Map<string, WorkOrder>();
  const fitting = (filter: Omit<WorkFilter, "limit">): WorkOrder[] => [...orders.values()].filter((order) => isFit(order, filter));
  return {
    work: ({ limit, ...filter }) => open(() => fitting(filter).sort(byDue).slice(0, limit)),
    workCount: (filter) => open(() => fitting(filter).length),
    workOrder: (id) => open(() => orders.get(id)),
    workReferences: (references) =>
      open(() => {
        const known = new Set([...orders.values()].map(({ reference }) => reference));
        return references.filter((reference) => known.has(reference)).sort();
      }),
    addWork: (added) => open(() => added.forEach((order) => void orders.set(order.id, structuredClone(order)))),
    saveWork: (order) =>
      open(() => {
        if (orders.get(order.id)?.revision !== order.revision - 1) return false;
        orders.set(order.id, structuredClone(order));
        return true;
      }),
  };
}

const isFit = (order: WorkOrder, { states, assignee, incident, dueBeforeMs }: Omit<WorkFilter, "limit">): boolean =>
  (states === undefined || states.includes(order.state)) &&
  (assignee === undefined || order.assignee === assignee) &&
  (incident === undefined || order.incident === incident) &&
  (dueBeforeMs === undefined || Date.parse(order.dueAt) < dueBeforeMs);

const byDue = (a: WorkOrder, b: WorkOrder): number => Date.parse(a.dueAt) - Date.parse(b.dueAt) || (a.id < b.id ? -1 : 1);
