/**
 * The broker's side of the hand-over: a Unix socket at which one controller takes up messages in batches and gives down messages. The
 * folder's permissions decide who may connect, as they do for the registry beside it.
 */

import { unlinkSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { type Clock, every } from "#contract/clock";
import { messageOf } from "#contract/failures";
import { type BrokerStats, type FrameKind, FrameReader, textFrame, unpackBatch } from "#contract/handover";
import { Outbox } from "./outbox.ts";

const statsEveryMs = 1_000;
/** How long the last messages may take to a controller, ms, when the broker ends; who stopped it is waiting. */
const goodbyeWaitMs = 1_000;

export interface HandoverDeps {
  readonly path: string;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  /** Publishes a message of the controller to a node. */
  readonly publish: (topic: string, payload: Uint8Array) => void;
  readonly stats: () => BrokerStats;
}

export interface Handover {
  /** Takes an up message; the payload is copied before this returns. */
  take(topic: string, payload: Uint8Array): void;
  counts(): { readonly dropped: number; readonly queuedBytes: number };
  close(): Promise<void>;
}

/** Opens the socket. A file left by a broker that was killed is replaced; rejects when a living broker answers there. */
export async function openHandover(deps: HandoverDeps): Promise<Handover> {
  await clearStale(deps.path);
  const outbox = new Outbox(deps.clock);
  let controller: Socket | undefined;

  const server = createServer((socket) => {
    // A reset is followed by "close", where everything is done; without a listener it would end the process.
    socket.on("error", () => {});
    if (controller) {
      socket.end(textFrame("refused", "another controller is connected to this broker; only one may be"));
      return;
    }
    controller = socket;
    deps.log("controller connected");
    readDown(socket, deps);
    outbox.connect(socket);
    socket.on("close", () => {
      controller = undefined;
      outbox.connect(undefined);
      deps.log("controller gone; its messages wait");
    });
  });
  await listen(server, deps.path);

  const stopStats = every(deps.clock, statsEveryMs, "tell the controller about the broker", () => {
    // One that doesn't read needs no news of the broker on top of what already waits.
    if (controller && !controller.writableNeedDrain) controller.write(textFrame("stats", JSON.stringify(deps.stats())));
  });

  return {
    take: (topic, payload) => outbox.add(topic, payload),
    counts: () => ({ dropped: outbox.dropped, queuedBytes: outbox.queuedBytes }),
    close: async () => {
      stopStats();
      outbox.flush();
      controller?.destroySoon();
      const stopWaiting = deps.clock.after(goodbyeWaitMs, "leave a controller that doesn't read", () => controller?.destroy());
      await new Promise((resolve) => server.close(resolve));
      stopWaiting();
    },
  };
}

function readDown(socket: Socket, deps: HandoverDeps): void {
  const reader = new FrameReader();
  const onFrame = (kind: FrameKind, body: Buffer): void => {
    if (kind !== "batch") throw new RangeError(`a ${kind} frame from a controller; expected batches only`);
    for (const { topic, payload } of unpackBatch(body)) deps.publish(topic, payload);
  };
  socket.on("data", (chunk) => {
    try {
      reader.push(chunk, onFrame);
    } catch (error) {
      deps.log(`the controller's connection is cut, it sent what cannot be read: ${messageOf(error)}`);
      socket.destroy();
    }
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** A broker killed with SIGKILL leaves its socket file; nobody answers there, and nobody could listen either. */
async function clearStale(path: string): Promise<void> {
  const answer = await new Promise<string>((resolve) => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve("alive");
    });
    probe.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "unknown"));
  });
  if (answer === "alive")
    throw new Error(`another broker is running on this data folder (it answers at ${path}): stop it, or give this one a folder of its own with --data`);
  if (answer === "ECONNREFUSED") unlinkSync(path);
}
