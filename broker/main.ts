/** The broker as a process: `npm run broker`. Reads its arguments and configuration, starts, and ends cleanly on SIGINT or SIGTERM. */

import { parseArgs } from "node:util";
import { ConfigProblem, loadConfig } from "#config/load";
import { busSocketPath, identitiesPath } from "#config/paths";
import type { Config } from "#config/schema";
import { SystemClock } from "#contract/clock";
import { messageOf } from "#contract/failures";
import { type Broker, startBroker } from "./broker.ts";

const help = `The embedded MQTT broker.

  npm run broker -- --config my.yaml

  --config FILE   the installation's configuration (config/leerie.yaml is the commented sample)
  --data FOLDER   data folder, in place of the configuration's; the controller must have the same
  --port N        MQTT port, in place of the configuration's; 0 takes a free one
  --help          this page`;

/** EX_CONFIG of sysexits.h: nothing to be gained by starting again without a change. */
const misconfigured = 78;

/** What a person can do about an error of the system, by its code; the text after it names port or folder. */
const advice: Readonly<Record<string, (config: Config) => string>> = {
  EADDRINUSE: ({ broker }) => `${portsOf(broker)} is in use by another program. End that one, or choose another port with --port or broker.port.`,
  EACCES: ({ broker, dataFolder }) =>
    `no permission for ${portsOf(broker)} or the data folder ${dataFolder}. Choose a port above 1023, or a folder this user may write.`,
  EADDRNOTAVAIL: ({ broker }) =>
    `this machine has no address ${broker.kind === "embedded" ? broker.host : ""}. Set broker.host to one of its own, or 127.0.0.1.`,
};

await main().catch((error: unknown) => stop(messageOf(error)));

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { config: { type: "string" }, data: { type: "string" }, port: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) return console.log(help);
  const config = withArguments(values);
  const broker = await startBroker({ config, clock: new SystemClock(), log: (line) => console.log(line) }).catch((error: NodeJS.ErrnoException) => {
    return stop(advice[error.code ?? ""]?.(config) ?? error.message);
  });
  endCleanly(broker);
  const webSocket = broker.websocketPort === undefined ? "" : `, WebSocket port ${broker.websocketPort}`;
  console.log(
    `listening on port ${broker.port}${webSocket}; identities in ${identitiesPath(config.dataFolder)}, controller at ${busSocketPath(config.dataFolder)}`,
  );
}

function withArguments({ config: file, data, port }: { config?: string | undefined; data?: string | undefined; port?: string | undefined }): Config {
  // The broker needs no authority of its own: identities carry theirs. Without a file, the defaults stand.
  const config = loadConfig(file === undefined ? { overrides: { authority: { id: "leerie", name: "Leerie" } } } : { file });
  if (port !== undefined && !/^\d{1,5}$/.test(port)) throw new ConfigProblem(`--port is "${port}"; a whole number from 0 to 65535 was expected`);
  const broker = port === undefined || config.broker.kind !== "embedded" ? config.broker : { ...config.broker, port: Number(port) };
  return { ...config, broker, dataFolder: data ?? config.dataFolder };
}

function endCleanly(broker: Broker): void {
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    void broker.close().then(() => process.exit(0));
  };
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
}

function portsOf(broker: Config["broker"]): string {
  if (broker.kind !== "embedded") return "the port";
  return broker.websocketPort === undefined ? `port ${broker.port} on ${broker.host}` : `port ${broker.port} or ${broker.websocketPort} on ${broker.host}`;
}

function stop(message: string): never {
  console.error(message);
  process.exit(misconfigured);
}
