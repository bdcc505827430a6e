/** A run of nights that a plan is made for, and instants drawn from it. */
import { type Random, randomBetween, randomInt } from "#contract/random";

export interface Period {
  readonly fromMs: number;
  readonly nights: number;
}

export const nightMs = 86_400_000;
/** Nothing begins before this: a watcher has seen every light first. */
const settlingMs = nightMs;

export const endOf = ({ fromMs, nights }: Period): number => fromMs + nights * nightMs;

/** A random instant, ms, at least `beforeEndMs` before the end of the period and not in its first night (of a short one, its first quarter). */
export function instantIn(random: Random, period: Period, beforeEndMs: number): number {
  const firstMs = period.fromMs + Math.min(settlingMs, (period.nights * nightMs) / 4);
  return Math.floor(randomBetween(random, firstMs, Math.max(firstMs + 1, endOf(period) - beforeEndMs)));
}

/** How many of what comes so often among 10,000 lights in 30 nights come among `lights` in this period; at least `least`. */
export const countIn = (period: Period, lights: number, per10kIn30: number, least: number): number =>
  Math.max(least, Math.round((per10kIn30 * lights * period.nights) / (10_000 * 30)));

/** The same in another order (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(randomInt(random, left.length), 1));
}
