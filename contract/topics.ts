/**
 * The one table of topics. A connection is a node, a gateway that carries many nodes, or a demand source; it publishes and
 * subscribes only under its own `leerie/v1/{authority}/{connection}/`, and may subscribe to the authority's broadcast.
 *
 *   leerie/v1/{authority}/{connection}/{subject}/up/{kind}      subject: the node, or the demand source
 *   leerie/v1/{authority}/{connection}/{subject}/down/{kind}
 *   leerie/v1/{authority}/all/all/down/ask                      broadcast; "all" is no connection's id
 */
import type { z } from "zod";
import { Ask, Demand, Hello, Lost, Programme, Replay, Report, Target } from "./messages.ts";

export const up = { hello: Hello, report: Report, replay: Replay, lost: Lost, demand: Demand } as const;
export const down = { programme: Programme, target: Target, ask: Ask } as const;

export type UpKind = keyof typeof up;
export type DownKind = keyof typeof down;
export type UpMessage<K extends UpKind> = z.infer<(typeof up)[K]>;
export type DownMessage<K extends DownKind> = z.infer<(typeof down)[K]>;

export const prefix = "leerie/v1";
/** Reserved in place of a connection and a subject: everyone in the authority. */
export const everyone = "all";
/** Largest payload accepted anywhere, bytes (operations.md A4). */
export const payloadBytesMax = 16 * 1024;

export interface Route {
  readonly authority: string;
  readonly connection: string;
  readonly subject: string;
}

export const upTopic = (route: Route, kind: UpKind): string => `${prefix}/${route.authority}/${route.connection}/${route.subject}/up/${kind}`;
export const downTopic = (route: Route, kind: DownKind): string => `${prefix}/${route.authority}/${route.connection}/${route.subject}/down/${kind}`;
export const broadcastTopic = (authority: string): string => `${prefix}/${authority}/${everyone}/${everyone}/down/ask`;
/** The one filter a connection subscribes to for what is meant for it; beside the broadcast. */
export const downFilter = (authority: string, connection: string): string => `${prefix}/${authority}/${connection}/+/down/+`;
/** What a controller on a standard broker subscribes to. */
export const upFilter = (authority: string): string => `${prefix}/${authority}/+/+/up/+`;

const idPattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Splits an up topic; undefined when it is not one (wrong depth, unknown kind, an id outside the whitelist). */
export function parseUpTopic(topic: string): (Route & { readonly kind: UpKind }) | undefined {
  const parsed = split(topic, "up");
  return parsed && parsed.kind in up ? { ...parsed, kind: parsed.kind as UpKind } : undefined;
}

/** Splits a down topic; undefined when it is not one. */
export function parseDownTopic(topic: string): (Route & { readonly kind: DownKind }) | undefined {
  const parsed = split(topic, "down");
  return parsed && parsed.kind in down ? { ...parsed, kind: parsed.kind as DownKind } : undefined;
}

function split(topic: string, direction: "up" | "down"): (Route & { readonly kind: string }) | undefined {
  const [root, version, authority, connection, subject, way, kind, ...rest] = topic.split("/");
  if (root !== "leerie" || version !== "v1" || way !== direction || rest.length > 0) return undefined;
  if (authority === undefined || connection === undefined || subject === undefined || kind === undefined) return undefined;
  if (!idPattern.test(authority) || !idPattern.test(connection) || !idPattern.test(subject)) return undefined;
  return Object.hasOwn(direction === "up" ? up : down, kind) ? { authority, connection, subject, kind } : undefined;
}

/** Client id and user name of a connection at the broker; the password is its secret. */
export const signInName = (authority: string, connection: string): string => `${authority}/${connection}`;
