import type { Body } from "./body.ts";

/** What is edited, and what it was before each of the last changes. */
export interface History {
  readonly now: Body;
  readonly before: readonly Body[];
  /** The field that changed last: more changes of it in a row are one step back. */
  readonly field: string | undefined;
}

/** Steps back that are kept. */
export const undoLevels = 10;

export const begin = (body: Body): History => ({ now: body, before: [], field: undefined });

/** After a change of one field, or of `undefined` for a change that stands alone: a row added, moved, removed. */
export function change(history: History, next: Body, field: string | undefined): History {
  const goesOn = field !== undefined && field === history.field;
  return { now: next, before: goesOn ? history.before : [...history.before, history.now].slice(-undoLevels), field };
}

/** The same when there is nothing to take back. */
export function undo(history: History): History {
  const last = history.before.at(-1);
  return last ? { now: last, before: history.before.slice(0, -1), field: undefined } : history;
}
