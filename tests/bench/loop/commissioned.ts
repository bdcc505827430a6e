/** The lights of the measured installation and the secrets of its connections, as the simulator asks for them. */
import { z } from "zod";
import { type InventoryLight, Override, OverrideList } from "#contract/api";
import { SystemClock } from "#contract/clock";
import { planCarriers, toCommission } from "#firmware-sim/carriers";
import { Installation } from "#firmware-sim/installation";
import { sourceId } from "./plan.ts";
import { type RunningPart, until } from "./rig.ts";

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

const confirmMs = 60_000;

/**
 * Sets a level for lights, as a person does, and waits until the API says that every light has confirmed it; ms from the request until each light's
 * report had reached the controller.
 */
export async function overrideToReadback(controller: RunningPart, lights: readonly string[], levelPct: number): Promise<number[]> {
  const endsAt = new Date(clock.now() + 6 * 3_600_000).toISOString();
  const body = JSON.stringify({ scope: { lights }, levelPct, endsAt, reason: "benchmark" });
  await controller.ask({ watch: levelPct });
  const beganAtMs = clock.now();
  const made = await asked(Override, `${controller.url}/api/v1/overrides`, { method: "POST", headers: { "content-type": "application/json" }, body });
  let progress = made.progress;
  const isConfirmed = async (): Promise<boolean> => {
    const { overrides } = await asked(OverrideList, `${controller.url}/api/v1/overrides`);
    progress = overrides.find(({ id }) => id === made.id)?.progress ?? progress;
    return progress.confirmed === lights.length;
  };
  await until(confirmMs, `${lights.length} lights confirmed`, isConfirmed, () => JSON.stringify(progress));
  const instants = z.array(z.number()).parse(await controller.ask("times"));
  if (instants.length !== lights.length) throw new Error(`expected the reports of ${lights.length} lights, found ${instants.length}`);
  return instants.map((atMs) => atMs - beganAtMs);
}

async function asked<T>(answer: z.ZodType<T>, url: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return answer.parse(await response.json());
}
