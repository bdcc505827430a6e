import type { Alarm } from "../../contract/alarms.ts";

/** A row of the list. Gone: it has left the list, but a row may not move while someone points at one. */
export interface Row {
  readonly alarm: Alarm;
  readonly isGone: boolean;
}

export interface Rows {
  readonly rows: readonly Row[];
  /** Alarms that wait to be shown until the list is let go. */
  readonly fresh: readonly Alarm[];
  /** In a flood the rows stand by cause. */
  readonly isByCause: boolean;
}

export const noRows: Rows = { rows: [], fresh: [], isByCause: false };

/**
 * The rows to show of a list as the server orders it. Held (someone points at a row, has the focus in one, or has scrolled), every row
 * stays where it is with its newest state, and new alarms wait; let go, the list is the server's again.
 */
export function arrange(before: Rows, alarms: readonly Alarm[], how: { readonly isHeld: boolean; readonly isFlood: boolean }): Rows {
  if (!how.isHeld || before.rows.length === 0) return { rows: ordered(alarms, how.isFlood), fresh: [], isByCause: how.isFlood };
  const now = new Map(alarms.map((alarm) => [alarm.id, alarm]));
  const shown = new Set(before.rows.map(({ alarm }) => alarm.id));
  return {
    rows: before.rows.map(({ alarm }) => ({ alarm: now.get(alarm.id) ?? alarm, isGone: !now.has(alarm.id) })),
    fresh: alarms.filter(({ id }) => !shown.has(id)),
    isByCause: before.isByCause,
  };
}

function ordered(alarms: readonly Alarm[], isFlood: boolean): readonly Row[] {
  // Groups stand in the order of their first alarm, so the most urgent cause is on top.
  const inOrder = isFlood ? [...Map.groupBy(alarms, ({ incident }) => incident.cause).values()].flat() : alarms;
  return inOrder.map((alarm) => ({ alarm, isGone: false }));
}

/** Id of the alarm after (1) or before (−1) the open one among the rows, going round; the first or last when none is open. */
export function neighbour(rows: readonly Row[], openId: string | undefined, step: 1 | -1): string | undefined {
  const ids = rows.filter(({ isGone, alarm }) => !isGone || alarm.id === openId).map(({ alarm }) => alarm.id);
  const at = openId === undefined ? -1 : ids.indexOf(openId);
  if (at < 0) return step === 1 ? ids[0] : ids.at(-1);
  return ids[(at + step + ids.length) % ids.length];
}
