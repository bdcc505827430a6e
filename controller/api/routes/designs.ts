import { z } from "zod";
import { designKinds, Rollout } from "#contract/design";
import {
  DesignList,
  DesignParams,
  DesignRefused,
  DesignView,
  Diff,
  DiffQuery,
  DraftRequest,
  DraftSaved,
  Preview,
  PreviewRequest,
  Published,
  PublishRequest,
  RollBackRequest,
  VersionList,
  VersionView,
} from "#contract/design-api";
import { actor } from "../actor.ts";
import type { Desk } from "../desk.ts";
import { type Api, json, refusals } from "../operation.ts";

/** A group of a hundred thousand lights, named one by one. */
export const designBytesMax = 8 * 1024 * 1024;

const design = "/designs/:kind/:id";
const tags = ["designs"];
const refused = {
  400: json("Refused: with the problems, or with the findings that forbid publishing.", DesignRefused),
  409: json("Somebody was first: with the draft as it is now, yours, and what differs.", DesignRefused),
  ...refusals,
};

/** Profiles, calendars, holidays, groups, road sections and demand rules: drafts, versions, publishing. */
export function designRoutes(api: Api, desk: Desk): void {
  readRoutes(api, desk);
  versionRoutes(api, desk);
  draftRoutes(api, desk);
  publishRoutes(api, desk);
}

function readRoutes(api: Api, desk: Desk): void {
  api.get(
    "/designs",
    {
      schema: {
        operationId: "designs",
        tags,
        summary: "Every design",
        description: "With its published version, the draft somebody works on, and how many lights it acts on. Version 0 is the configuration's.",
        querystring: z.strictObject({ kind: z.enum(designKinds).optional() }),
        response: { 200: json("The designs.", DesignList), ...refusals },
      },
    },
    async (request) => ({ designs: await desk.designs.list(request.query.kind) }),
  );
  api.get(
    design,
    {
      schema: {
        operationId: "design",
        tags,
        summary: "One design",
        description: "What is published, how far that has reached, and the draft.",
        params: DesignParams,
        response: { 200: json("The design.", DesignView), ...refusals },
      },
    },
    (request) => desk.designs.read(request.params),
  );
  api.get(
    `${design}/rollout`,
    {
      schema: {
        operationId: "rollout",
        tags,
        summary: "How far a design has reached",
        description: "Of the lights it acts on: in force on n, pending, failed, with examples and why.",
        params: DesignParams,
        response: { 200: json("The rollout.", Rollout), ...refusals },
      },
    },
    (request) => desk.designs.rollout(request.params),
  );
}

function versionRoutes(api: Api, desk: Desk): void {
  api.get(
    `${design}/versions`,
    {
      schema: {
        operationId: "versions",
        tags,
        summary: "The versions of a design",
        description: "Oldest first, each with who published it, when and why. A version never changes.",
        params: DesignParams,
        response: { 200: json("The versions.", VersionList), ...refusals },
      },
    },
    (request) => ({ versions: desk.designs.versions(request.params) }),
  );
  api.get(
    `${design}/versions/:version`,
    {
      schema: {
        operationId: "version",
        tags,
        summary: "One version with its body",
        description: "As it was published.",
        params: DesignParams.extend({ version: z.coerce.number().int().min(0) }),
        response: { 200: json("The version.", VersionView), ...refusals },
      },
    },
    (request) => desk.designs.version(request.params, request.params.version),
  );
  api.get(
    `${design}/diff`,
    {
      schema: {
        operationId: "diff",
        tags,
        summary: "What differs between two versions, or between a draft and what is published",
        description: "Place by place; what is not there counts as empty.",
        params: DesignParams,
        querystring: DiffQuery,
        response: { 200: json("The differences.", Diff), ...refusals },
      },
    },
    (request) => desk.designs.diff(request.params, request.query.from, request.query.to),
  );
}

function draftRoutes(api: Api, desk: Desk): void {
  api.put(
    `${design}/draft`,
    {
      bodyLimit: designBytesMax,
      schema: {
        operationId: "saveDraft",
        tags,
        summary: "Save a draft",
        description: "Against the revision it was started from: when somebody saved meanwhile the answer is 409 with both bodies. Nothing reaches the lights.",
        params: DesignParams,
        body: DraftRequest,
        response: { 200: json("The draft, and what would forbid publishing it.", DraftSaved), ...refused },
      },
    },
    async (request, reply) => {
      const saved = await desk.designs.saveDraft(request.params, request.body, actor(request));
      return saved.ok ? saved.answer : reply.code(saved.status).send(saved.error);
    },
  );
  api.delete(
    `${design}/draft`,
    {
      schema: {
        operationId: "deleteDraft",
        tags,
        summary: "Give a draft up",
        description: "At the revision one has seen, so that nobody throws away what a colleague just saved.",
        params: DesignParams,
        querystring: z.strictObject({ revision: z.coerce.number().int().min(1) }),
        response: { 204: z.undefined().describe("It is gone."), ...refused },
      },
    },
    async (request, reply) => {
      const deleted = await desk.designs.deleteDraft(request.params, request.query.revision);
      return deleted.ok ? reply.code(204).send() : reply.code(deleted.status).send(deleted.error);
    },
  );
}

function publishRoutes(api: Api, desk: Desk): void {
  api.post(
    `${design}/preview`,
    {
      bodyLimit: designBytesMax,
      schema: {
        operationId: "preview",
        tags,
        summary: "Try a body before it is real",
        description:
          "What is wrong with it, how many lights it acts on, whose nights it changes and from when, and the steps of tonight or of nights asked for: the shortest, the longest, those the clocks change in.",
        params: DesignParams,
        body: PreviewRequest,
        response: { 200: json("The preview.", Preview), ...refusals },
      },
    },
    (request) => desk.designs.preview(request.params, request.body),
  );
  api.post(
    `${design}/publish`,
    {
      schema: {
        operationId: "publish",
        tags,
        summary: "Publish a draft",
        description: "Its next version, in force at once in the controller; the nodes are sent what changes for them in paced batches: see the rollout.",
        params: DesignParams,
        body: PublishRequest,
        response: { 201: json("The version.", Published), ...refused },
      },
    },
    async (request, reply) => {
      const published = await desk.designs.publish(request.params, request.body, actor(request));
      return published.ok ? reply.code(201).send(published.answer) : reply.code(published.status).send(published.error);
    },
  );
  api.post(
    `${design}/roll-back`,
    {
      schema: {
        operationId: "rollBack",
        tags,
        summary: "Go back to an older version",
        description: "Its body becomes the next version; drafts are left alone. Version 0 is the configuration's.",
        params: DesignParams,
        body: RollBackRequest,
        response: { 201: json("The new version.", Published), ...refused },
      },
    },
    async (request, reply) => {
      const published = await desk.designs.rollBack(request.params, request.body, actor(request));
      return published.ok ? reply.code(201).send(published.answer) : reply.code(published.status).send(published.error);
    },
  );
}
