import { parseArgs } from "node:util";
import { LightingError } from "#contract/failures";

export const help = `Leerie runs street lights.

  npm start                                   a demo: a generated town, simulated lights, a fast clock that begins before dusk
  npm start -- --inventory lamps.csv          the same demo on a real list of lights
  npm start -- --config my.yaml               an installation: the real clock, real nodes, no simulator

Demo
  --inventory FILE    a list of lights (CSV); columns are found by their headings
  --mapping FILE      which column is what, when the headings say too little (config/mappings/camden.yaml is a sample)
  --roads FILE        streets to draw under the lights (GeoJSON)
  --demand FILE       counts to replay as demand (CSV: site, local_time, count)
  --lights N          lights of the generated town (2000)
  --seed N            another town, other faults (1)
  --speed N           how many times as fast as real the clock runs, 0 to 3600 (60)
  --at INSTANT        where the clock begins, such as 2026-12-24T15:00:00Z (20 minutes before tonight's sunset)
  --no-demo-faults    every light works
  --influx URL        keep telemetry in InfluxDB 1.x, such as http://127.0.0.1:8086
  --port N            the web page (8080); 0 takes a free one
  --broker-port N     MQTT (1883); 0 takes a free one

Demo and installation
  --data FOLDER       where everything is kept (demo: data/demo, emptied at every start; installation: dataFolder of its file)
  --verbose           show all that the parts say
  --help              this page

Each part also runs alone: npm run broker, npm run controller, npm run sim (each with -- --help).`;

export interface StartOptions {
  readonly help: boolean;
  readonly verbose: boolean;
  readonly config: string | undefined;
  readonly inventory: string | undefined;
  readonly mapping: string | undefined;
  readonly roads: string | undefined;
  readonly demand: string | undefined;
  readonly influx: string | undefined;
  readonly data: string | undefined;
  readonly lights: number;
  readonly seed: number;
  readonly speed: number;
  readonly port: number;
  readonly brokerPort: number;
  /** ms since 1970 UTC. */
  readonly at: number | undefined;
  readonly demoFaults: boolean;
}

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const known = {
  help: { ...flag, short: "h" },
  verbose: flag,
  config: text,
  inventory: text,
  mapping: text,
  roads: text,
  demand: text,
  influx: text,
  data: text,
  lights: text,
  seed: text,
  speed: text,
  port: text,
  "broker-port": text,
  at: text,
  "no-demo-faults": flag,
} as const;

/** Options that mean something to an installation as well; all else goes with the demo. */
const everywhere = new Set(["help", "verbose", "config", "data"]);

/** What `npm start --` was given. Throws LightingError BAD_INPUT that tells every problem at once. */
export function parseStartOptions(args: readonly string[]): StartOptions {
  const { values } = parse(args);
  const problems: string[] = [];
  const number = (name: "lights" | "seed" | "speed" | "port" | "broker-port", or: number, [min, max]: readonly [number, number]): number => {
    const given = values[name];
    const value = given === undefined ? or : given.trim() === "" ? Number.NaN : Number(given);
    const whole = name === "speed" || Number.isInteger(value);
    if (!whole || !(value >= min && value <= max))
      problems.push(`--${name} is "${given}"; a ${name === "speed" ? "" : "whole "}number from ${min} to ${max} was expected`);
    return value;
  };
  const options = {
    help: values.help ?? false,
    verbose: values.verbose ?? false,
    config: values.config,
    inventory: values.inventory,
    mapping: values.mapping,
    roads: values.roads,
    demand: values.demand,
    influx: values.influx,
    data: values.data,
    lights: number("lights", 2_000, [10, 100_000]),
    seed: number("seed", 1, [0, 2 ** 31]),
    speed: number("speed", 60, [0, 3_600]),
    port: number("port", 8080, [0, 65_535]),
    brokerPort: number("broker-port", 1883, [0, 65_535]),
    at: values.at === undefined ? undefined : Date.parse(values.at),
    demoFaults: !(values["no-demo-faults"] ?? false),
  };
  if (Number.isNaN(options.at)) problems.push(`--at is "${values.at}"; an instant such as 2026-12-24T15:00:00Z was expected`);
  if (options.influx !== undefined && !/^https?:\/\/./.test(options.influx))
    problems.push(`--influx is "${options.influx}"; an address such as http://127.0.0.1:8086 was expected`);
  if (options.mapping !== undefined && options.inventory === undefined)
    problems.push("--mapping says how to read a list of lights: give the list with --inventory");
  if (options.config !== undefined) {
    for (const name of Object.keys(values))
      if (!everywhere.has(name)) problems.push(`--${name} goes with the demo; with --config, say it in ${options.config}`);
  }
  if (problems.length > 0) throw new LightingError("BAD_INPUT", problems.join("\n"));
  return options;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known, strict: true, allowPositionals: false });
  } catch (cause) {
    const wrong = args.find((arg) => arg.startsWith("--") && !Object.hasOwn(known, arg.slice(2).split("=")[0] ?? ""))?.split("=")[0];
    const near = wrong === undefined ? undefined : nearest(wrong.slice(2), Object.keys(known));
    const what =
      wrong === undefined ? (cause instanceof Error ? cause.message : String(cause)) : `There is no option ${wrong}.${near ? ` Did you mean --${near}?` : ""}`;
    throw new LightingError("BAD_INPUT", `${what}\nnpm start -- --help tells the options.`, { cause });
  }
}

/** The known name that differs by at most two letters, if any. */
function nearest(name: string, names: readonly string[]): string | undefined {
  const ranked = names.map((candidate) => ({ candidate, distance: editDistance(name, candidate) })).sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= 2 ? best.candidate : undefined;
}

/** Levenshtein's distance, by rows. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) next.push(Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    row = next;
  }
  return row[b.length] ?? 0;
}
