/** Node-RED as a peer: from npm into a folder of the benchmark's own, run without its editor. No dependency of this project. */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { messageOf } from "#contract/failures";
import { type Part, startPart } from "../loop/part.ts";
import { type FlowPlace, flowOf, settingsText } from "./node-red-flow.ts";

const packages = ["node-red@5.0.7", "node-red-contrib-influxdb@0.7.0"] as const;
/** On two cores with nothing in npm's cache it took 23 s. */
const installMs = 120_000;

/** Installs it there. Undefined when it is installed; else why not, such as that there is no network. */
export async function installNodeRed(folder: string): Promise<string | undefined> {
  writeFileSync(join(folder, "package.json"), '{"private":true}');
  const options = ["--no-audit", "--no-fund", "--omit=optional", "--ignore-scripts", "--prefer-offline", "--loglevel=error"];
  try {
    await promisify(execFile)("npm", ["install", "--prefix", folder, ...options, ...packages], { cwd: folder, timeout: installMs });
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

export interface NodeRed extends Part {
  /** "Node-RED 5.0.7". */
  readonly title: string;
}

/** Starts it with the flow and waits until it has connected to the broker. */
export async function startNodeRed(folder: string, place: FlowPlace): Promise<NodeRed> {
  const [flows, settings] = [join(folder, "flows.json"), join(folder, "settings.js")];
  writeFileSync(flows, JSON.stringify(flowOf(place)));
  writeFileSync(settings, settingsText);
  const program = join(folder, "node_modules/node-red/red.js");
  const ready = /Node-RED version: v(\S+)[\s\S]*Connected to broker/;
  const part = await startPart(process.execPath, [program, "--userDir", folder, "--settings", settings, flows], ready);
  return { ...part, title: `Node-RED ${part.ready[1]}` };
}
