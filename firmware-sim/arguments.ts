/** The simulator's command line. */
import { parseArgs } from "node:util";
import { loadConfig } from "#config/load";
import { LightingError } from "#contract/failures";
import type { CountsMapping } from "./demand/replay.ts";

export interface SimulatorOptions {
  readonly api: string;
  readonly broker: string;
  /** How many of the inventory's nodes to play, and how large a town to generate where there is no inventory; undefined: all. */
  readonly nodes: number | undefined;
  /** Nodes to a gateway; 0: each its own connection. */
  readonly perGateway: number;
  readonly seed: number;
  readonly demand: string | undefined;
  readonly demandColumns: CountsMapping | undefined;
  readonly authority: string | undefined;
  readonly faults: boolean;
  /** Daylight over the town, for nodes with a photocell, lx; undefined: that of the sun and its clouds. */
  readonly daylightLux: number | undefined;
  readonly connectsPerSecond: number;
}

export const usage = `npm run sim -- [options]: simulated nodes for a running controller and broker

  --api URL               the controller's web address          (http://127.0.0.1:8080)
  --broker URL            the broker's address                  (mqtt://127.0.0.1:1883)
  --config FILE           take both addresses from an installation's configuration
  --authority ID          refuse to play nodes of any other authority
  --nodes N               play the first N nodes of the inventory; with no inventory, generate a town of N lights
  --per-gateway N         N nodes to a connection, as gateways do (each node its own)
  --demand FILE           replay counts (CSV by site and local hour) as the installation's demand sources
  --demand-columns LIST   its columns and zone: SITE,TIME,COUNT,ZONE
  --faults                begin with some faults
  --daylight-lux N        a sky that stays this dark, lx: what nodes with a photocell make of it (sun and clouds)
  --connects-per-second N (300)
  --seed N                (1)
`;

/** Reads the arguments. Throws LightingError BAD_INPUT with everything that is wrong. */
export function readArguments(args: readonly string[]): SimulatorOptions {
  const values = parse(args);
  const problems: string[] = [];
  const integer = (name: "nodes" | "per-gateway" | "seed" | "daylight-lux" | "connects-per-second", least: number): number | undefined => {
    const text = values[name];
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least) problems.push(`--${name} ${text}: expected a whole number, ${least} or more`);
    return value;
  };
  const options = {
    ...addresses(values.config),
    ...(values.api === undefined ? {} : { api: values.api }),
    ...(values.broker === undefined ? {} : { broker: values.broker }),
    nodes: integer("nodes", 1),
    perGateway: integer("per-gateway", 1) ?? 0,
    seed: integer("seed", 0) ?? 1,
    demand: values.demand,
    demandColumns: columns(values["demand-columns"], problems),
    authority: values.authority,
    faults: values.faults ?? false,
    daylightLux: integer("daylight-lux", 0),
    connectsPerSecond: integer("connects-per-second", 1) ?? 300,
  };
  for (const name of ["api", "broker"] as const)
    if (!URL.canParse(options[name])) problems.push(`--${name} ${options[name]}: expected an address with its scheme`);
  if (problems.length > 0) throw new LightingError("BAD_INPUT", `${problems.join("\n")}\n\n${usage}`);
  return options;
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const options = {
    api: text,
    broker: text,
    config: text,
    authority: text,
    nodes: text,
    "per-gateway": text,
    demand: text,
    "demand-columns": text,
    seed: text,
    "daylight-lux": text,
  } as const;
  try {
    return parseArgs({ args: [...args], options: { ...options, "connects-per-second": text, faults: { type: "boolean" } } }).values;
  } catch (cause) {
    throw new LightingError("BAD_INPUT", `${cause instanceof Error ? cause.message : cause}\n\n${usage}`, { cause });
  }
}

function addresses(file: string | undefined): { api: string; broker: string } {
  if (file === undefined) return { api: "http://127.0.0.1:8080", broker: "mqtt://127.0.0.1:1883" };
  const { broker, web } = loadConfig({ file });
  // Whoever listens on every interface is reached on this one.
  const here = (host: string): string => (host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host);
  return { api: `http://${here(web.host)}:${web.port}`, broker: broker.kind === "mqtt" ? broker.url : `mqtt://${here(broker.host)}:${broker.port}` };
}

function columns(text: string | undefined, problems: string[]): CountsMapping | undefined {
  if (text === undefined) return undefined;
  const [site, time, count, timeZone, ...rest] = text.split(",");
  if (site && time && count && timeZone && rest.length === 0 && isZone(timeZone)) return { site, time, count, timeZone };
  problems.push(`--demand-columns ${text}: expected SITE,TIME,COUNT,ZONE, such as site,local_time,count,Europe/London`);
  return undefined;
}

function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone });
    return true;
  } catch {
    // RangeError is how Intl says that there is no such zone.
    return false;
  }
}
