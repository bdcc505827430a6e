/** Nodes that start again without a fault: a watchdog takes one, a brown-out of its supply takes a whole feeder. */
import type { InventoryLight } from "#contract/api";
import { type Random, randomInt } from "#contract/random";
import { instantIn, type Period } from "./period.ts";
import type { TrueReboot } from "./truth.ts";

/** One node in 500 a night. */
const watchdogPerNodeNight = 1 / 500;
/** A feeder has a dip that its nodes don't ride through twice a year. */
const brownOutsPerFeederNight = 2 / 365;
/** Nodes of a feeder start again within this, each at its own pace. */
const spreadMs = 5_000;

export function planReboots(inventory: readonly InventoryLight[], random: Random, period: Period): TrueReboot[] {
  const nodes = [...new Set(inventory.map(({ node }) => node))];
  const feeders = [...Map.groupBy(inventory, ({ feeder }) => feeder)].flatMap(([feeder, lights]) => (feeder === undefined ? [] : [lights]));
  const at = (): number => instantIn(random, period, 0);
  const single = Array.from({ length: Math.round(nodes.length * period.nights * watchdogPerNodeNight) }, () => ({
    node: nodes[randomInt(random, nodes.length)] ?? "",
    atMs: at(),
  }));
  const dips = Array.from({ length: Math.round(feeders.length * period.nights * brownOutsPerFeederNight) }, () => {
    const atMs = at();
    const lights = feeders[randomInt(random, feeders.length)] ?? [];
    return [...new Set(lights.map(({ node }) => node))].map((node) => ({ node, atMs: atMs + randomInt(random, spreadMs) }));
  });
  return [...single, ...dips.flat()].sort((a, b) => a.atMs - b.atMs);
}
