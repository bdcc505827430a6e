/** What an action makes of a work order. Pure: the book keeps it. */
import { LightingError } from "#contract/failures";
import { iso } from "#contract/units";
import { type WorkAction, type WorkOrder, type WorkPhoto, type WorkState, workLimits, workMoves } from "#contract/work";
import type { Clearing } from "./clearing.ts";

export interface Doing {
  readonly by: string;
  readonly atMs: number;
  /** When an order of another urgency is due. */
  readonly dueAtMs: (urgency: WorkOrder["urgency"]) => number;
}

/** The order after the action, one revision on. Throws LightingError CONFLICT when its state does not allow it or a list of it is full. */
export function changed(order: WorkOrder, action: WorkAction, doing: Doing): WorkOrder {
  switch (action.do) {
    case "assign":
      return { ...moved(order, "assigned", doing, `assigned to ${action.assignee}`), assignee: action.assignee };
    case "arrive":
      return moved(order, "on-site", doing, "on site");
    case "finish":
      return noted(moved(order, "done", doing, action.test ? "done, to be tested" : "done"), action.note, doing);
    case "reopen":
      return noted(withoutCheck(moved(order, "reopened", doing, "reopened")), action.note, doing);
    case "cancel":
      return noted(moved(order, "cancelled", doing, "cancelled"), action.note, doing);
    case "note":
      return noted(told(order, doing, "note"), action.text, doing);
    case "parts":
      return { ...told(order, doing, `${action.parts.length} kinds of part`), parts: action.parts };
    case "urgency":
      return { ...told(order, doing, `now ${action.urgency}`), urgency: action.urgency, dueAt: iso(doing.dueAtMs(action.urgency)) };
  }
}

/** The order after its check: closed, or open again. The check is a change like any other. */
export function checked(order: WorkOrder, { isClear, text }: Clearing, atMs: number): WorkOrder {
  const doing = { by: "Leerie", atMs };
  const after = told({ ...order, state: isClear ? "closed" : "reopened" }, doing, text);
  return { ...withoutCheck(after), checked: { at: iso(atMs), isClear, text } };
}

/** The order with a photo more; the same one twice is there once. */
export function pictured(order: WorkOrder, photo: WorkPhoto, doing: Pick<Doing, "by" | "atMs">): WorkOrder {
  if (order.photos.some(({ id }) => id === photo.id)) return order;
  room(order.photos.length, workLimits.photos, "photos");
  return { ...told(order, doing, "photo"), photos: [...order.photos, photo] };
}

function moved(order: WorkOrder, state: WorkState, doing: Pick<Doing, "by" | "atMs">, text: string): WorkOrder {
  if (!workMoves[order.state].includes(state)) {
    const may = workMoves[order.state].join(", ");
    throw new LightingError("CONFLICT", `This order is ${order.state} and cannot become ${state}: it may become ${may}.`);
  }
  return told({ ...order, state }, doing, text);
}

/** The next revision, with a line of history; the oldest but the first line go when there are too many. */
function told(order: WorkOrder, { by, atMs }: Pick<Doing, "by" | "atMs">, text: string): WorkOrder {
  const line = { at: iso(atMs), by, state: order.state, text };
  const history = order.history.length < workLimits.history ? order.history : [...order.history.slice(0, 1), ...order.history.slice(2)];
  return { ...order, revision: order.revision + 1, history: [...history, line] };
}

function noted(order: WorkOrder, text: string | undefined, { by, atMs }: Pick<Doing, "by" | "atMs">): WorkOrder {
  if (text === undefined) return order;
  room(order.notes.length, workLimits.notes, "notes");
  return { ...order, notes: [...order.notes, { at: iso(atMs), by, text }] };
}

function withoutCheck({ checkAt: _, ...order }: WorkOrder): WorkOrder {
  return order;
}

function room(count: number, max: number, of: string): void {
  if (count >= max) throw new LightingError("CONFLICT", `This order has ${count} ${of} already, at most ${max}: make another order for the rest.`);
}
