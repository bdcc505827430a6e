import { MonthAnswer, MonthList, MonthParams, MonthQuery } from "#contract/report";
import type { Desk } from "../desk.ts";
import { type Api, json, refusals } from "../operation.ts";
import { whileAsked } from "./energy-answer.ts";

const tags = ["reports"];

/** Monthly reports, as they were issued. */
export function reportRoutes(api: Api, desk: Desk): void {
  api.get(
    "/reports/months",
    {
      schema: {
        operationId: "monthReports",
        tags,
        summary: "Monthly reports that were issued",
        description: "Newest first, with their versions: a month whose figures late logs changed is issued again, and the earlier version is kept.",
        response: { 200: json("The reports.", MonthList), ...refusals },
      },
    },
    async () => ({ months: await desk.reports.months() }),
  );
  api.get(
    "/reports/months/:month",
    {
      schema: {
        operationId: "monthReport",
        tags,
        summary: "The report of a month",
        description: "The newest version, or the one asked for. A month that was not issued yet is made as of now, and its answer has no `issued`.",
        params: MonthParams,
        querystring: MonthQuery,
        response: { 200: json("The report.", MonthAnswer), ...refusals },
      },
    },
    (request, reply) => whileAsked(reply, (asker) => desk.reports.month(request.params.month, request.query.version, asker)),
  );
}
