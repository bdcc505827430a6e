/** What to know before the groups and their calendars are published. */
import type { Finding, Groups } from "#contract/design";
import { belowFloors } from "./calendar.ts";
import { error, type FindingContext, useOf } from "./context.ts";

export function groupsFindings({ calendars }: Groups, context: FindingContext): Finding[] {
  const use = useOf(context);
  const checked = new Set<string>();
  const given = calendars.flatMap(({ calendar: id }, index) => {
    const field = `calendars.${index}.calendar`;
    const calendar = context.designs.calendars.get(id)?.body;
    if (calendar === undefined) return [error(field, `there is no calendar ${id}: publish it first, or name another`)];
    if (checked.has(id)) return [];
    checked.add(id);
    return belowFloors(calendar, context, use.lightsOfCalendar(id), () => field);
  });
  return [...use.tree.findings, ...given];
}
