/** The tree of groups as people see it: each with the calendar it has, and which group gives it. */
import type { GroupTreeView } from "#contract/design-api";
import type { Schedules } from "../design/schedules.ts";

export function groupTreeView({ tree, designs }: Schedules): GroupTreeView {
  return {
    groups: tree.groups.map(({ id, name, kind, parent }) => {
      const given = tree.given(id);
      const calendar = given && { id: given.calendar, name: designs.calendars.get(given.calendar)?.body.name ?? given.calendar, from: given.group };
      return {
        id,
        name,
        ...(parent === undefined ? {} : { parent }),
        made: kind === "made",
        lights: tree.lightsIn(id).length,
        ...(calendar && { calendar }),
      };
    }),
  };
}
