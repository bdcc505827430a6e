import { WhatIf, WhatIfRequest } from "#contract/what-if";
import type { Desk } from "../desk.ts";
import { RefusedRequest } from "../errors.ts";
import { type Api, json, refusals } from "../operation.ts";
import { problemsMessage } from "../problems.ts";
import { designBytesMax } from "./designs.ts";

/** As large as the drafts that are tried: a group of a hundred thousand lights, named one by one. */
const whatIfBytesMax = designBytesMax;

/** Try it before it's real. */
export function whatIfRoutes(api: Api, desk: Desk): void {
  api.post(
    "/whatif",
    {
      bodyLimit: whatIfBytesMax,
      schema: {
        operationId: "whatIf",
        tags: ["designs"],
        summary: "Try designs over a period before they are published",
        description:
          "Energy, money, carbon, hours by level, minutes under the class and switches, for all lights and by group: as proposed, as in force now, " +
          "and at full output. Up to 366 nights; nights that are past hear the demand recorded then, those to come go by sun and calendar. Nothing is changed.",
        body: WhatIfRequest,
        response: { 200: json("The figures, and how they were made.", WhatIf), ...refusals },
      },
    },
    async (request, reply) => {
      const asker = new AbortController();
      const gone = (): void => asker.abort(new RefusedRequest(499, "CLIENT_GONE", "Nobody waits for the answer any more."));
      reply.raw.once("close", gone);
      const answer = await desk.whatIf(request.body, asker.signal).finally(() => reply.raw.off("close", gone));
      if (answer.ok) return reply.send(answer.whatIf);
      const problems = [...answer.problems];
      return reply.code(422).send({ code: "BAD_DESIGN", message: problemsMessage(problems), problems });
    },
  );
}
