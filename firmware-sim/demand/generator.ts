/** Made-up demand for a town without counters: a plausible day for each kind of traffic, seeded, the same whenever it is asked. */
import type { DemandSource } from "#contract/api";
import { type Random, randomBetween, randomNormal, seededRandom } from "#contract/random";
import { type Readings, readingMs } from "./feed.ts";
import type { WallClock } from "./wall-clock.ts";

/** Share of the busiest hour, by hour of a working day, 0–23. Shapes as any city's counters show them: two peaks, a quiet night. */
const days = {
  vehicles: [0.1, 0.06, 0.04, 0.04, 0.06, 0.15, 0.4, 0.8, 1, 0.75, 0.65, 0.65, 0.7, 0.7, 0.75, 0.85, 1, 1, 0.8, 0.6, 0.45, 0.35, 0.25, 0.17],
  pedestrians: [0.25, 0.12, 0.06, 0.04, 0.03, 0.05, 0.1, 0.25, 0.5, 0.55, 0.6, 0.7, 0.9, 0.9, 0.8, 0.8, 0.85, 1, 0.95, 0.85, 0.75, 0.65, 0.6, 0.45],
  cycles: [0.03, 0.02, 0.01, 0.01, 0.02, 0.08, 0.35, 0.9, 1, 0.45, 0.35, 0.35, 0.4, 0.4, 0.45, 0.65, 0.95, 1, 0.7, 0.45, 0.3, 0.22, 0.14, 0.07],
} as const;

/** Counts of the busiest hour, /h, where no rule says what would be many. */
const busiest = { vehicles: 400, pedestrians: 250, cycles: 80 } as const;

type Counted = keyof typeof days;
const isCounted = (kind: string): kind is Counted => Object.hasOwn(days, kind);

/**
 * Readings of a source every five minutes, or undefined for a kind that has no daily shape (lux, events). Its busiest hours are above
 * its rules' thresholds, so that a demand rule has something to do of an evening.
 */
export function generatedReadings(source: Pick<DemandSource, "id" | "kind" | "rules">, wall: WallClock, seed: number): Readings | undefined {
  const { id, kind, rules } = source;
  const shape = kind === "presence" ? "pedestrians" : kind;
  if (!isCounted(shape)) return undefined;
  const random = seededRandom(`${seed}/demand/${id}`);
  const threshold = Math.max(0, ...rules.map(({ from }) => from));
  const peak = (threshold > 0 ? threshold : busiest[shape]) * randomBetween(random, 1.3, 2.2);
  return {
    newestAt: (nowMs) => {
      const atMs = Math.floor(nowMs / readingMs) * readingMs;
      const own = random.fork(String(atMs));
      const share = shareAt(shape, atMs, wall);
      return { atMs, value: kind === "presence" ? Number(own.next() < share) : counted(peak * share, own) };
    },
  };
}

/** A five-minute count × 12: whole people, so a quiet hour's readings jump between nought and a few. */
function counted(perHour: number, random: Random): number {
  const expected = (perHour * readingMs) / 3_600_000;
  return 12 * Math.max(0, Math.round(expected + Math.sqrt(expected) * randomNormal(random)));
}

function shareAt(kind: Counted, atMs: number, wall: WallClock): number {
  const { date, hour, minute } = wall.at(atMs);
  const [now = 0, next = 0] = [days[kind][hour], days[kind][(hour + 1) % 24]];
  return (now + ((next - now) * minute) / 60) * (kind === "pedestrians" && isNightOut(date, hour) ? 1.6 : 1);
}

/** Friday and Saturday from 20 h, and the small hours after them. */
function isNightOut(date: string, hour: number): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return (hour >= 20 && (weekday === 5 || weekday === 6)) || (hour < 4 && (weekday === 6 || weekday === 0));
}
