/** The doors of the broker: plain TCP, and WebSocket for networks that let nothing else out. Both put the byte guard before aedes. */
import { createServer as createHttpServer, type Server as HttpServer, type IncomingMessage } from "node:http";
import { createServer, type Server as TcpServer } from "node:net";
import type { Duplex } from "node:stream";
import { createWebSocketStream, WebSocketServer } from "ws";
import { packetBytesMax } from "./guard.ts";
import { connectionsMax } from "./limits.ts";
import type { Refusals } from "./refusals.ts";

/** Waiting connections the kernel holds while a storm of reconnects is worked off. */
const backlog = 4_096;

export interface Door {
  readonly port: number;
  /** Lets nobody in any more; whoever is inside stays. */
  readonly close: () => void;
}

export interface DoorDeps {
  readonly host: string;
  readonly port: number;
  readonly refusals: Refusals;
  /** Whether one more connection is within the rate now. */
  readonly admit: () => boolean;
  readonly accept: (connection: Duplex, address: string, request?: IncomingMessage) => void;
}

/** Listens for MQTT over TCP. Rejects with the system's error, EADDRINUSE for one. */
export async function openTcp({ host, port, refusals, admit, accept }: DoorDeps): Promise<Door> {
  const server = createServer({ noDelay: true }, (socket) => {
    const address = socket.remoteAddress ?? "unknown address";
    if (admit()) accept(socket, address);
    else {
      refusals.add(address, "too-many-connects");
      // A reset costs less than a goodbye, and the client sees at once that it should wait.
      socket.resetAndDestroy();
    }
  });
  server.maxConnections = connectionsMax;
  server.on("drop", (data) => refusals.add(data?.remoteAddress ?? "unknown address", "connections-full"));
  return { port: await listen(server, host, port), close: () => void server.close() };
}

/** Listens for MQTT over WebSocket, subprotocol "mqtt" [MQTT-6.0.0-3]. */
export async function openWebSocket({ host, port, refusals, admit, accept }: DoorDeps): Promise<Door> {
  const http = createHttpServer((_request, response) => response.writeHead(426, { upgrade: "websocket" }).end("MQTT over WebSocket\n"));
  http.maxConnections = connectionsMax;
  const sockets = new WebSocketServer({
    server: http,
    maxPayload: 4 * packetBytesMax,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has("mqtt") ? "mqtt" : false),
    verifyClient: ({ req }: { req: IncomingMessage }) => {
      if (admit()) return true;
      refusals.add(req.socket.remoteAddress ?? "unknown address", "too-many-connects");
      return false;
    },
  });
  sockets.on("connection", (socket, request) => accept(createWebSocketStream(socket), request.socket.remoteAddress ?? "unknown address", request));
  return {
    port: await listen(http, host, port),
    close: () => {
      sockets.close();
      http.close();
    },
  };
}

function listen(server: TcpServer | HttpServer, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, backlog }, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(address !== null && typeof address === "object" ? address.port : port);
    });
  });
}
