/** A real InfluxDB for tests: Debian's influxd with its own folder, on free ports of the loopback. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SystemClock, wait } from "#contract/clock";
import { requirePackages } from "./packages.ts";

export interface Influxdb {
  readonly url: string;
  readonly pid: number | undefined;
  /** Ends the server as a crash would, or with another signal; the data stays. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same folder and port. */
  restart(): Promise<void>;
  /** Ends it and removes its folder, unless that was given. */
  close(): Promise<void>;
}

/** Longest start, ms: a busy machine of two cores needs about 2 s. */
const startMs = 30_000;
const clock = new SystemClock();

export interface InfluxdbOptions {
  /** Where it keeps its data; a new folder when absent, which goes with it. */
  readonly folder?: string;
  /** Whether it asks who one is. As long as it has no user, it refuses everybody. */
  readonly auth?: boolean;
}

/** Starts a server and waits until it answers. */
export async function startInfluxdb(options: InfluxdbOptions = {}): Promise<Influxdb> {
  requirePackages(["influxdb"]);
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "leerie-influxdb-")));
  const [httpPort, rpcPort] = await Promise.all([freePort(), freePort()]);
  const config = join(folder, "influxdb.conf");
  await writeFile(config, configText(folder, httpPort, rpcPort, options.auth === true));
  const url = `http://127.0.0.1:${httpPort}`;
  let server = await started(config, url);
  // A test run that breaks off leaves no server behind.
  const leash = (): void => void server.kill("SIGKILL");
  process.once("exit", leash);
  return {
    url,
    get pid() {
      return server.pid;
    },
    kill: (signal = "SIGKILL") => ended(server, signal),
    restart: async () => {
      server = await started(config, url);
    },
    close: async () => {
      process.off("exit", leash);
      await ended(server, "SIGKILL");
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

const configText = (folder: string, httpPort: number, rpcPort: number, auth: boolean): string => `
reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${httpPort}"
  log-enabled = false
  auth-enabled = ${auth}
`;

async function started(config: string, url: string): Promise<ChildProcess> {
  const server = spawn("influxd", ["-config", config], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  server.stderr?.on("data", (text: Buffer) => {
    said = (said + text.toString()).slice(-2_000);
  });
  let failed: Error | undefined;
  server.once("error", (error) => {
    failed = error;
  });
  const beganMs = clock.elapsedMs();
  while (clock.elapsedMs() - beganMs < startMs) {
    if (failed) throw new Error("influxd cannot be started: install Debian's package influxdb", { cause: failed });
    if (server.exitCode !== null) throw new Error(`influxd ended while starting: ${said}`);
    const answer = await fetch(`${url}/ping`).catch(() => undefined);
    if (answer?.ok) return server;
    await wait(clock, 50, "influxd to answer");
  }
  server.kill("SIGKILL");
  throw new Error(`expected influxd to answer at ${url} within ${startMs / 1_000} s; it said: ${said}`);
}

async function ended(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = once(server, "exit");
  server.kill(signal);
  await exit;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("expected a port from the system");
  return address.port;
}
