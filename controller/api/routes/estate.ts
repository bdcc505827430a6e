import type { FastifyReply } from "fastify";
import { z } from "zod";
import { Basemap, Estate } from "#contract/api";
import type { Desk } from "../desk.ts";
import { type Api, json, refusals } from "../operation.ts";
import { type PackedAnswer, packing } from "../packed.ts";

const unchanged = z.undefined().describe("Nothing changed since the copy you have.");

/** What this installation is, and the lines to draw under its lights. */
export function estateRoutes(api: Api, desk: Desk): void {
  const estate = packing(Estate);
  const basemap = packing(Basemap);
  api.get(
    "/estate",
    {
      schema: {
        operationId: "estate",
        tags: ["estate"],
        summary: "What this installation is",
        description: "The authority, its place and time zone, and its areas, groups, streets and feeder pillars with the number of their lights.",
        response: { 200: json("The estate.", Estate), 304: unchanged, ...refusals },
      },
    },
    async (request, reply) => send(reply, await estate(desk.estate(), request)),
  );
  api.get(
    "/basemap",
    {
      schema: {
        operationId: "basemap",
        tags: ["estate"],
        summary: "Lines to draw under the lights",
        description: "The town's own streets, and the roads file of the installation when it has one. Each line is longitude, latitude, longitude, latitude, …",
        response: { 200: json("The lines.", Basemap), 304: unchanged, ...refusals },
      },
    },
    async (request, reply) => send(reply, await basemap(desk.basemap(), request)),
  );
}

/** Written and checked already, so the serializer has no part in it. */
const send = (reply: FastifyReply, { status, headers, body }: PackedAnswer): FastifyReply => reply.code(status).headers(headers).send(body);
