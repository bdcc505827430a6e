import { z } from "zod";
import { Override, OverrideList, OverrideRequest } from "#contract/api";
import { Id } from "#contract/units";
import { actor } from "../actor.ts";
import type { Desk } from "../desk.ts";
import { type Api, json, refusals } from "../operation.ts";

/** A lasso round a whole city names its million rows one by one, 8 characters each. */
const overrideBytesMax = 8 * 1024 * 1024;

/** Levels set by people. */
export function overrideRoutes(api: Api, desk: Desk): void {
  api.get(
    "/overrides",
    {
      schema: {
        operationId: "overrides",
        tags: ["overrides"],
        summary: "Overrides that are coming, live or lately ended",
        description: "Each with how far it got: how many lights were sent it, and how many reported the level back.",
        response: { 200: json("The overrides.", OverrideList), ...refusals },
      },
    },
    () => ({ overrides: desk.overrides() }),
  );
  api.post(
    "/overrides",
    {
      bodyLimit: overrideBytesMax,
      schema: {
        operationId: "makeOverride",
        tags: ["overrides"],
        summary: "Set a level for some lights, with an end",
        description: "For lights, rows of a snapshot, a street, a group or an area. Without `endsAt` it ends at the next sunrise; the longest is 7 days.",
        body: OverrideRequest,
        response: { 201: json("The override, recorded: progress is on the live stream.", Override), ...refusals },
      },
    },
    async (request, reply) => {
      const override = await desk.override(request.body, actor(request));
      return reply.code(201).send(override);
    },
  );
  api.delete(
    "/overrides/:id",
    {
      schema: {
        operationId: "releaseOverride",
        tags: ["overrides"],
        summary: "End an override now",
        description: "Its lights go back to what the other rules say. Releasing one that has ended is a conflict.",
        params: z.strictObject({ id: Id }),
        response: { 200: json("The override as it stands.", Override), ...refusals },
      },
    },
    (request) => desk.release(request.params.id, actor(request)),
  );
}
