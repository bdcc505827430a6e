/** The live stream: what changes, to every open page, over one WebSocket each. */
import type { WebSocket } from "@fastify/websocket";
import type { LiveText } from "#contract/api";
import { type Clock, every } from "#contract/clock";
import type { Desk, LiveSince } from "./desk.ts";

/**
 * A page this far behind reads slower than the town changes. It is told so and let go: it comes back for what is new, which is less
 * than what waits for it.
 */
const behindBytesMax = 1024 * 1024;
/** Close code that tells a page to reconnect and catch up. */
export const fellBehindCode = 4000;
/** Each page costs its share of every delta; a control room with its phones is tens. */
const clientsMax = 1_000;
/** Shorter than what proxies and routers keep an idle connection for; a page that misses one whole period is gone. */
const pingMs = 30_000;
/** How long a page gets to say goodbye when the server ends. */
const goodbyeMs = 1_000;

export interface LiveHub {
  /**
   * Greets a page with status, health, overrides and the alarms' counts, then sends it everything from then on; with `since`, also what changed between,
   * or a text that this is no longer known.
   */
  join(socket: WebSocket, since?: LiveSince): void;
  readonly clients: number;
  /** Pages let go because they fell behind, since the start. */
  readonly fellBehind: number;
  close(): void;
}

/** `clock` is the system's, also in the demo: it times sockets, not lights. */
export function liveHub(desk: Desk, clock: Clock): LiveHub {
  /** Open pages; true when heard of since the last ping. */
  const heard = new Map<WebSocket, boolean>();
  /** Every socket that has not ended, those that were let go but have not read it yet included. */
  const sockets = new Set<WebSocket>();
  let unsubscribe: (() => void) | undefined;
  let fellBehind = 0;

  const leave = (socket: WebSocket): void => {
    heard.delete(socket);
    if (heard.size > 0) return;
    unsubscribe?.();
    unsubscribe = undefined;
  };

  const send = (socket: WebSocket, frame: string | Uint8Array): void => {
    if (socket.bufferedAmount <= behindBytesMax) {
      socket.send(frame);
      return;
    }
    fellBehind++;
    leave(socket);
    socket.close(fellBehindCode, "fell behind");
  };

  /** Text is made once for all pages. */
  const spread = (frame: LiveText | Uint8Array<ArrayBuffer>): void => {
    const wire = frame instanceof Uint8Array ? frame : JSON.stringify(frame);
    for (const socket of [...heard.keys()]) send(socket, wire);
  };

  const stopPings = every(clock, pingMs, "live stream pings", () => {
    for (const [socket, answered] of [...heard]) {
      if (answered) {
        heard.set(socket, false);
        socket.ping();
      } else {
        socket.terminate();
      }
    }
  });

  return {
    join(socket, since) {
      if (heard.size >= clientsMax) return socket.close(1013, "too many pages are open");
      for (const text of greeting(desk)) socket.send(JSON.stringify(text));
      // In the same turn as joining, so no delta passes in between.
      if (since) catchUp(socket, desk.missed(since));
      sockets.add(socket);
      heard.set(socket, true);
      unsubscribe ??= desk.subscribe(spread);
      socket.on("pong", () => heard.has(socket) && heard.set(socket, true));
      // The stream goes one way; whoever speaks here is not a page of ours.
      socket.on("message", () => socket.close(1008, "this stream only speaks"));
      socket.on("close", () => {
        sockets.delete(socket);
        leave(socket);
      });
    },
    get clients() {
      return heard.size;
    },
    get fellBehind() {
      return fellBehind;
    },
    close() {
      stopPings();
      for (const socket of sockets) {
        leave(socket);
        socket.close(1001, "the controller is stopping");
        socket.on(
          "close",
          clock.after(goodbyeMs, "goodbye of a page", () => socket.terminate()),
        );
      }
    },
  };
}

function catchUp(socket: WebSocket, missed: readonly Uint8Array[] | undefined): void {
  if (missed) for (const frame of missed) socket.send(frame);
  else socket.send(JSON.stringify({ type: "missed" } satisfies LiveText));
}

const greeting = (desk: Desk): readonly LiveText[] => [
  { type: "status", status: desk.status() },
  { type: "health", health: desk.health() },
  { type: "overrides", overrides: desk.overrides() },
  { type: "alarms", alarms: desk.alarms.news() },
];
