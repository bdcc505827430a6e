import type { Groups } from "../../contract/design.ts";
import type { GroupView } from "../../contract/design-api.ts";

export interface GroupRow {
  readonly id: string;
  readonly name: string;
  readonly depth: number;
  /** Absent for a made group that is not published yet. */
  readonly lights: number;
  /** Made by people, by its place in the body. */
  readonly madeAt: number | undefined;
  /** Set here; undefined: as the group above. */
  readonly own: string | undefined;
  /** What it has without one of its own, and the group that gives it. */
  readonly inherited: { readonly calendar: string; readonly from: string } | undefined;
}

/** Groups of the inventory with those made in a body, parents before children, each with its calendar as the body would have it. */
export function groupRows(published: readonly GroupView[], body: Groups): GroupRow[] {
  const all = [
    ...published.filter((group) => !group.made).map(({ id, name, parent, lights }) => ({ id, name, parent, lights, madeAt: undefined })),
    ...body.made.map(({ id, name, parent, lights }, madeAt) => ({ id, name, parent, lights: lights.length, madeAt })),
  ];
  const own = new Map(body.calendars.map(({ group, calendar }) => [group, calendar]));
  const known = new Set(all.map(({ id }) => id));
  const rows: GroupRow[] = [];
  const seen = new Set<string>();
  const walk = (parent: string | undefined, depth: number, inherited: GroupRow["inherited"]): void => {
    for (const { parent: above, ...group } of all) {
      // A group whose parent is gone is shown at the top, where it can be mended.
      if ((above !== undefined && known.has(above) ? above : undefined) !== parent || seen.has(group.id)) continue;
      seen.add(group.id);
      const calendar = own.get(group.id);
      rows.push({ ...group, depth, own: calendar, inherited });
      walk(group.id, depth + 1, calendar === undefined ? inherited : { calendar, from: group.name });
    }
  };
  walk(undefined, 0, undefined);
  return rows;
}

/** The body with a calendar for a group; "" leaves it to the group above. */
export function withCalendar(body: Groups, group: string, calendar: string): Groups {
  const rest = body.calendars.filter((item) => item.group !== group);
  return { ...body, calendars: calendar === "" ? rest : [...rest, { group, calendar }] };
}
