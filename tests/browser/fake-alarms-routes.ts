/** The routes of alarms of the made-up town. */
import type { FastifyInstance } from "fastify";
import { AlarmAction, AlarmQuery } from "#contract/alarms";
import type { FakeAlarms } from "./fake-alarms.ts";

/** Answers as the controller's routes do; absent, as a controller of before does. */
export function addFakeAlarms(app: FastifyInstance, alarms: FakeAlarms): void {
  app.register(
    async (scope) => {
      scope.addHook("onRequest", async (_, reply) => {
        if (!alarms.isPresent) return reply.code(404).send({ code: "NOT_FOUND", message: "There is no such address." });
      });
      scope.get("/alarms", (request) => {
        const { list, limit } = AlarmQuery.parse(request.query);
        return alarms.list(list, limit);
      });
      scope.post("/alarms/act", (request) => alarms.act(AlarmAction.parse(request.body)));
      scope.get<{ Querystring: { from?: string } }>("/alarms/health", (request) => alarms.health(request.query.from));
      scope.get<{ Params: { id: string } }>(
        "/incidents/:id",
        (request, reply) => alarms.incident(request.params.id) ?? reply.code(404).send({ code: "NOT_FOUND", message: "There is no such incident." }),
      );
    },
    { prefix: "/api/v1" },
  );
}
