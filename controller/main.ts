/** The controller's process: reads the configuration, opens everything, answers on HTTP, closes everything. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { loadConfig } from "#config/load";
import type { ConfigInput } from "#config/schema";
import { type Clock, ClockSetting, DemoClock, SystemClock } from "#contract/clock";
import { clockVariable, DemoMessage } from "#contract/demo";
import { messageOf } from "#contract/failures";
import { startApi } from "./api/server.ts";
import { compose } from "./compose.ts";
import type { Controller } from "./controller.ts";
import { DemoDesk } from "./desk/demo.ts";
import { placeOf } from "./desk/estate.ts";

/** sysexits EX_CONFIG: starting again would not help, a person must change something. */
const badConfiguration = 78;
const webFolder = resolve(import.meta.dirname, "../web/dist");
const log = (line: string): void => console.error(line);

try {
  await run();
} catch (error) {
  log(messageOf(error));
  process.exit(badConfiguration);
}

async function run(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: "string" }, data: { type: "string" }, port: { type: "string" } } });
  const overrides: Partial<ConfigInput> = {
    ...(values.config === undefined ? { authority: { id: "leerie", name: "Leerie" } } : {}),
    ...(values.data === undefined ? {} : { dataFolder: values.data }),
  };
  const config = loadConfig({ ...(values.config === undefined ? {} : { file: values.config }), overrides });
  const pace = new SystemClock();
  const demoClock = demoClockOf(process.env[clockVariable]);
  const clock: Clock = demoClock ?? pace;
  const composed = await compose({
    config,
    clock,
    pace,
    log,
    ...(demoClock ? { demo: (controller) => demoDesk(demoClock, pace, config.timeZone, controller) } : {}),
  });
  const port = values.port === undefined ? config.web.port : Number(values.port);
  const api = await startApi({
    desk: composed.desk,
    host: config.web.host,
    names: config.web.names,
    port,
    webFolder,
    clock: pace,
    log: (_level, line, cause) => log(cause === undefined ? line : `${line}\n${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`),
  });
  console.log(`controller: ${api.address}`);
  process.send?.({ type: "ready", part: "controller", detail: api.address } satisfies DemoMessage);
  let isClosing = false;
  const close = async (): Promise<void> => {
    if (isClosing) return;
    isClosing = true;
    await api.close();
    await composed.close();
    process.exit(0);
  };
  process.on("SIGINT", () => void close());
  process.on("SIGTERM", () => void close());
}

function demoClockOf(first: string | undefined): DemoClock | undefined {
  if (first === undefined) return undefined;
  const clock = new DemoClock(ClockSetting.parse(JSON.parse(first)));
  process.on("message", (message) => {
    const parsed = DemoMessage.safeParse(message);
    if (parsed.success && parsed.data.type === "clock") clock.set(parsed.data.setting);
  });
  return clock;
}

function demoDesk(clock: DemoClock, pace: Clock, timeZone: string, controller: () => Controller): DemoDesk {
  return new DemoDesk({
    clock,
    systemNow: () => pace.now(),
    send: (message) => process.send?.(message),
    place: () => placeOf(controller().situation.geometry),
    timeZone,
  });
}
