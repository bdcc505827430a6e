/** Broker and controller as an installation runs them: two processes on one data folder, reached over MQTT and HTTP. */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ConfigInput } from "#config/schema";
import { SystemClock, wait } from "#contract/clock";
import { type Part, startPart } from "./part.ts";

const root = resolve(import.meta.dirname, "../../..");
const clock = new SystemClock();

export interface RunningPart extends Part {
  /** Where it is reached: mqtt://… or http://… */
  readonly url: string;
}

export async function startBrokerPart(folder: string, config: ConfigInput): Promise<RunningPart> {
  const part = await startPart(process.execPath, [join(root, "broker/main.ts"), "--config", configFile(folder, config)], /listening on port (\d+)/);
  return { ...part, url: `mqtt://127.0.0.1:${part.ready[1]}` };
}

export async function startControllerPart(folder: string, config: ConfigInput): Promise<RunningPart> {
  const args = ["--import", join(import.meta.dirname, "observer.ts"), join(root, "controller/main.ts"), "--config", configFile(folder, config), "--port", "0"];
  const part = await startPart(process.execPath, args, /controller: (http:\/\/\S+)/);
  return { ...part, url: part.ready[1] ?? "" };
}

/** A counter or gauge of the controller's /metrics. Throws when there is none of that name. */
export async function metric(controller: RunningPart, name: string): Promise<number> {
  const text = await (await fetch(`${controller.url}/metrics`)).text();
  const value = text.match(new RegExp(`^leerie_${name}(?:\\{[^}]*\\})? (\\S+)$`, "m"))?.[1];
  if (value === undefined) throw new Error(`expected leerie_${name} among the controller's metrics, found:\n${text.slice(0, 500)}`);
  return Number(value);
}

/** Asks again and again until it is so; rejects, saying what was expected and what was there, after `limitMs`. */
export async function until(limitMs: number, what: string, isSo: () => Promise<boolean> | boolean, found: () => unknown): Promise<void> {
  const beganMs = clock.elapsedMs();
  while (!(await isSo())) {
    if (clock.elapsedMs() - beganMs > limitMs) throw new Error(`expected ${what} within ${limitMs / 1_000} s; found ${String(found())}`);
    await wait(clock, lookMs, what);
  }
}

/** Often enough that a figure over seconds is right to a few per cent, and no load to speak of. */
const lookMs = 50;

/** YAML holds JSON. */
function configFile(folder: string, config: ConfigInput): string {
  const path = join(folder, "leerie.yaml");
  writeFileSync(path, JSON.stringify(config));
  return path;
}
