import { GroupTreeView } from "#contract/design-api";
import type { Desk } from "../desk.ts";
import { type Api, json, refusals } from "../operation.ts";

/** Who shares a calendar. */
export function groupRoutes(api: Api, desk: Desk): void {
  api.get(
    "/groups",
    {
      schema: {
        operationId: "groups",
        tags: ["designs"],
        summary: "The tree of groups with their calendars",
        description: "Parents before their children; each with the calendar it has and the group that gives it. A light that joins later gets it too.",
        response: { 200: json("The groups.", GroupTreeView), ...refusals },
      },
    },
    () => desk.designs.groups(),
  );
}
