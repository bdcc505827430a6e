import { Basemap, Estate } from "#contract/api";
import type { Desk } from "../desk.ts";
import { type Api, json, refusals } from "../operation.ts";

/** What this installation is, and the lines to draw under its lights. */
export function estateRoutes(api: Api, desk: Desk): void {
  api.get(
    "/estate",
    {
      schema: {
        operationId: "estate",
        tags: ["estate"],
        summary: "What this installation is",
        description: "The authority, its place and time zone, and its areas, groups, streets and feeder pillars with the number of their lights.",
        response: { 200: json("The estate.", Estate), ...refusals },
      },
    },
    () => desk.estate(),
  );
  api.get(
    "/basemap",
    {
      schema: {
        operationId: "basemap",
        tags: ["estate"],
        summary: "Lines to draw under the lights",
        description: "The town's own streets, and the roads file of the installation when it has one. Each line is longitude, latitude, longitude, latitude, …",
        response: { 200: json("The lines.", Basemap), ...refusals },
      },
    },
    () => desk.basemap(),
  );
}
