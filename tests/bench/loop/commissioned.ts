/** The lights of the measured installation and the secrets of its connections, as the simulator asks for them. */
import type { z } from "zod";
import { type InventoryLight, Override, OverrideList } from "#contract/api";
import { SystemClock, wait } from "#contract/clock";
import { planCarriers, toCommission } from "#firmware-sim/carriers";
import { Installation } from "#firmware-sim/installation";
import { sourceId } from "./plan.ts";
import type { RunningPart } from "./rig.ts";

export interface Commissioned {
  readonly lights: readonly InventoryLight[];
  /** By connection id. */
  readonly secrets: ReadonlyMap<string, string>;
}

const clock = new SystemClock();

/** Asks the controller for its lights, and for a connection of each node's own. */
export async function commissionAll(controller: RunningPart): Promise<Commissioned> {
  const installation = new Installation(controller.url);
  await installation.ready(clock, () => {});
  const lights = await installation.inventory();
  const carriers = planCarriers([...new Set(lights.map(({ node }) => node))], 0);
  return { lights, secrets: await installation.commission([...toCommission(carriers), { id: sourceId, kind: "source" }]) };
}

/** Between two looks at the override's progress, ms: how exact a light's time is. */
const lookMs = 5;
const confirmMs = 60_000;

/** Sets a level for lights, as a person does; ms from the request until each light's report has confirmed it, as the controller knows it. */
export async function overrideToReadback(controller: RunningPart, lights: readonly string[], levelPct: number): Promise<number[]> {
  const endsAt = new Date(clock.now() + 6 * 3_600_000).toISOString();
  const body = JSON.stringify({ scope: { lights }, levelPct, endsAt, reason: "benchmark" });
  const beganMs = clock.elapsedMs();
  const { id } = await asked(Override, `${controller.url}/api/v1/overrides`, { method: "POST", headers: { "content-type": "application/json" }, body });
  const tookMs: number[] = [];
  for (;;) {
    const { overrides } = await asked(OverrideList, `${controller.url}/api/v1/overrides`);
    const atMs = clock.elapsedMs() - beganMs;
    const progress = overrides.find((override) => override.id === id)?.progress;
    while (tookMs.length < (progress?.confirmed ?? 0)) tookMs.push(atMs);
    if (tookMs.length === lights.length) return tookMs;
    if (atMs > confirmMs) throw new Error(`expected ${lights.length} lights confirmed within ${confirmMs / 1_000} s; found ${JSON.stringify(progress)}`);
    await wait(clock, lookMs, "the lights to report");
  }
}

async function asked<T>(answer: z.ZodType<T>, url: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return answer.parse(await response.json());
}
