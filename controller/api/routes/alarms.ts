import { z } from "zod";
import { AlarmActed, AlarmAction, AlarmHealth, AlarmHealthQuery, AlarmList, AlarmQuery, IncidentDetail, IncidentList, IncidentQuery } from "#contract/alarms";
import { LightingError } from "#contract/failures";
import { Id } from "#contract/units";
import { actor } from "../actor.ts";
import type { Desk } from "../desk.ts";
import { type Api, json, refusals } from "../operation.ts";

const tags = ["alarms"];

/** Alarms, what people do with them, and the incidents they come from. */
export function alarmRoutes(api: Api, desk: Desk): void {
  listRoutes(api, desk);
  incidentRoutes(api, desk);
}

function listRoutes(api: Api, desk: Desk): void {
  api.get(
    "/alarms",
    {
      schema: {
        operationId: "alarms",
        tags,
        summary: "One list of alarms, with the counts of all",
        description:
          "Active ones (unacknowledged first, then by priority, then the newest), shelved, out of service, or suppressed by design. " +
          "During a flood it says since when, and which alarm came first.",
        querystring: AlarmQuery,
        response: { 200: json("The list.", AlarmList), ...refusals },
      },
    },
    (request) => desk.alarms.list(request.query),
  );
  api.post(
    "/alarms/act",
    {
      schema: {
        operationId: "actOnAlarms",
        tags,
        summary: "Acknowledge, shelve, take out of service, or own alarms",
        description:
          "Those named only, each answered for itself. A shelf ends by itself; acknowledging hides nothing that stands. Kept with who, when and why.",
        body: AlarmAction,
        response: { 200: json("What was done, and what was not, with the reason.", AlarmActed), ...refusals },
      },
    },
    (request) => desk.alarms.act(request.body, actor(request)),
  );
  api.get(
    "/alarms/health",
    {
      schema: {
        operationId: "alarmHealth",
        tags,
        summary: "How many alarms people get, against published targets",
        description: "Rates, floods, chattering, stale alarms and the mix of priorities over a period, with what is raised most. The last 30 days without one.",
        querystring: AlarmHealthQuery,
        response: { 200: json("The figures.", AlarmHealth), ...refusals },
      },
    },
    (request) => desk.alarms.health(request.query),
  );
}

function incidentRoutes(api: Api, desk: Desk): void {
  api.get(
    "/incidents",
    {
      schema: {
        operationId: "incidents",
        tags,
        summary: "Faults by their cause",
        description:
          "Those that stand, or those that ended since an instant; newest first. An incident that needs nobody now is work and no alarm (work=true).",
        querystring: IncidentQuery,
        response: { 200: json("The incidents, and how many there are.", IncidentList), ...refusals },
      },
    },
    (request) => desk.alarms.incidents(request.query),
  );
  api.get(
    "/incidents/:id",
    {
      schema: {
        operationId: "incident",
        tags,
        summary: "One incident with all its lights, its alarm and its history",
        description: "Kept for 400 days after its end.",
        params: z.strictObject({ id: Id }),
        response: { 200: json("The incident.", IncidentDetail), ...refusals },
      },
    },
    async (request) => {
      const { id } = request.params;
      const detail = await desk.alarms.incident(id);
      if (!detail) throw new LightingError("NOT_FOUND", `incident: found "${id}", expected one that stands or ended in the last 400 days`);
      return detail;
    },
  );
}
