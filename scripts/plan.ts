import { join, resolve } from "node:path";
import { loadConfig } from "#config/load";
import type { ClockSetting } from "#contract/clock";
import type { StartOptions } from "./arguments.ts";
import type { PartSpec } from "./part.ts";

/** What `npm start` is about to run. */
export interface Plan {
  /** For people: "demo town Inverallan, 2,000 lights". */
  readonly title: string;
  readonly parts: readonly PartSpec[];
  /** The demo clock; absent for an installation. */
  readonly setting?: ClockSetting;
}

/** An installation: the parts its configuration asks for, on the real clock. Throws ConfigProblem, ready for the console. */
export function planInstallation(file: string, { data }: Pick<StartOptions, "data">, root: string): Plan {
  const config = loadConfig({ file, ...(data !== undefined && { overrides: { dataFolder: data } }) });
  const args = ["--config", resolve(file), ...(data === undefined ? [] : ["--data", resolve(data)])];
  const broker = config.broker.kind === "embedded" ? [{ name: "broker" as const, script: join(root, "broker/main.ts"), args }] : [];
  return {
    title: config.authority.name,
    parts: [...broker, { name: "controller", script: join(root, "controller/main.ts"), args }],
  };
}
