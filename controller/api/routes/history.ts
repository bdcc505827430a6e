import { z } from "zod";
import { History, HistoryQuery } from "#contract/api";
import { LightingError } from "#contract/failures";
import { Id } from "#contract/units";
import { type Cell, csvStream } from "../csv.ts";
import type { Desk } from "../desk.ts";
import { type Api, csv, json, refusals } from "../operation.ts";

const Params = z.strictObject({ id: Id });
const Query = HistoryQuery.refine((query) => Date.parse(query.from) < Date.parse(query.to), { path: ["to"], message: "an instant after `from`" });

const columns: Readonly<Record<string, (reading: z.infer<typeof History>["readings"][number]) => Cell>> = {
  at: (reading) => reading.at,
  levelPct: (reading) => reading.levelPct,
  powerW: (reading) => reading.powerW,
  voltageV: (reading) => reading.voltageV,
  energyKwh: (reading) => reading.energyKwh,
  temperatureC: (reading) => reading.temperatureC,
  faultBits: (reading) => reading.faultBits,
  following: (reading) => reading.following,
};

/** What one light reported over time. */
export function historyRoutes(api: Api, desk: Desk): void {
  const history = (id: string, query: z.infer<typeof Query>): Promise<History> => {
    if (!desk.light(id)) throw new LightingError("NOT_FOUND", `There is no light ${id} in the inventory.`);
    return desk.history(id, Date.parse(query.from), Date.parse(query.to), query.limit);
  };
  api.get(
    "/lights/:id/history",
    {
      schema: {
        operationId: "history",
        tags: ["lights"],
        summary: "What a light reported over time",
        description:
          "Readings from `from` up to, not including, `to`, oldest first. When there are more than `limit`, the newest are given and `truncated` is true.",
        params: Params,
        querystring: Query,
        response: { 200: json("The readings.", History), ...refusals },
      },
    },
    (request) => history(request.params.id, request.query),
  );
  api.get(
    "/lights/:id/history.csv",
    {
      schema: {
        operationId: "historyFile",
        tags: ["lights"],
        summary: "What a light reported over time, as a file",
        description: "The same readings as the history.",
        params: Params,
        querystring: Query,
        response: { 200: csv("The file."), ...refusals },
      },
    },
    async (request, reply) => {
      const { readings } = await history(request.params.id, request.query);
      const name = `${request.params.id}-history.csv`;
      reply.type("text/csv; charset=utf-8").header("content-disposition", `attachment; filename="${name}"`);
      return csvStream(columns, readings);
    },
  );
}
