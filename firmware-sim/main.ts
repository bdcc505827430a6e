/** The simulator's process: reads its arguments, follows the clock it is given, plays the nodes until told to end. */
import { ClockSetting, DemoClock, SystemClock } from "#contract/clock";
import { clockVariable, DemoMessage } from "#contract/demo";
import { LightingError } from "#contract/failures";
import { readArguments } from "./arguments.ts";
import { type Simulator, startSimulator } from "./simulator.ts";

/** sysexits EX_CONFIG: starting again would not help, a person must change something. */
const badConfiguration = 78;
const say = (line: string): void => console.error(line);

const first = process.env[clockVariable];
const demoClock = first === undefined ? undefined : new DemoClock(ClockSetting.parse(JSON.parse(first)));
let simulator: Simulator | undefined;

process.on("message", (message) => {
  const parsed = DemoMessage.safeParse(message);
  if (parsed.success && parsed.data.type === "fault") simulator?.fault(parsed.data.command);
  if (!parsed.success || parsed.data.type !== "clock") return;
  demoClock?.set(parsed.data.setting);
  simulator?.wake();
});

async function end(): Promise<void> {
  await simulator?.close();
  process.exit(0);
}
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void end());

try {
  simulator = await startSimulator(readArguments(process.argv.slice(2)), demoClock ?? new SystemClock(), say);
  console.log(`simulator: ${simulator.title}`);
  process.send?.({ type: "ready", part: "simulator", detail: simulator.title } satisfies DemoMessage);
} catch (error) {
  const isExpected = error instanceof LightingError || (error instanceof Error && error.name === "ConfigProblem");
  say(isExpected ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(isExpected ? badConfiguration : 1);
}
