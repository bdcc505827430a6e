import { z } from "zod";
import { HandOverRequest, Notice, NoticeQuery, NotificationState } from "#contract/notifications";
import { Id } from "#contract/units";
import { actor } from "../actor.ts";
import type { Desk } from "../desk.ts";
import { type Api, json, refusals } from "../operation.ts";

const tags = ["notifications"];

/** Who is told of what, what could not be delivered, and who is on duty. */
export function notificationRoutes(api: Api, desk: Desk): void {
  api.get(
    "/notifications",
    {
      schema: {
        operationId: "notifications",
        tags,
        summary: "The queue, and who is on duty",
        description: "How many wait and how many were given up; whose turn it is in each rota, who is next, and until when.",
        response: { 200: json("Counts, and the duty of each rota.", NotificationState), ...refusals },
      },
    },
    () => desk.notifications.state(),
  );
  api.get(
    "/notifications/list",
    {
      schema: {
        operationId: "notices",
        tags,
        summary: "Notifications, the dead letters unless asked otherwise",
        description: "Newest first, each with why its last try failed. Those that ended are kept for 30 days.",
        querystring: NoticeQuery,
        response: { 200: json("The notifications.", z.strictObject({ notices: z.array(Notice) })), ...refusals },
      },
    },
    async (request) => ({ notices: await desk.notifications.notices(request.query) }),
  );
  api.post(
    "/notifications/:id/retry",
    {
      schema: {
        operationId: "retryNotice",
        tags,
        summary: "Send a dead letter again",
        description: "From its first try on. One that is not dead is a conflict.",
        params: z.strictObject({ id: Id }),
        body: z.strictObject({}),
        response: { 200: json("The notification, waiting.", Notice), ...refusals },
      },
    },
    (request) => desk.notifications.retry(request.params.id),
  );
  api.post(
    "/rotas/:rota/hand-over",
    {
      schema: {
        operationId: "handOver",
        tags,
        summary: "Let somebody stand in",
        description: "From now on until the end given. The last one made counts.",
        params: z.strictObject({ rota: Id }),
        body: HandOverRequest,
        response: { 200: json("Who is on duty.", NotificationState), ...refusals },
      },
    },
    (request) => desk.notifications.handOver(request.params.rota, request.body, actor(request)),
  );
}
