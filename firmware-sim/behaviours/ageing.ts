/** What comes slowly: over days, weeks and the hours a lamp has burned. */
import { randomBetween } from "#contract/random";
import type { Onset, Reaction } from "./behaviour.ts";

const dayMs = 86_400_000;
/** Hours for which an LED luminaire is usually sold (L80 B10). */
export const ratedLifeHours = 100_000;

/** Dust, a blocked heat sink, a fan of dry paste: the rise over the air grows over days to several times what it was. */
export function driverHot({ sinceMs, random }: Onset): Reaction {
  const risesMs = randomBetween(random, 2, 5) * dayMs;
  const more = randomBetween(random, 1.5, 2.5);
  return { riseFactor: (atMs) => 1 + more * grown(atMs, sinceMs, risesMs) };
}

/** Past the life it is rated for: less light for the same power, and a little less every night. */
export function aged({ sinceMs, random }: Onset): Reaction {
  const lossPerDay = randomBetween(random, 0.0002, 0.0008);
  const left = (atMs: number): number => Math.max(0.5, 0.8 - (lossPerDay * (atMs - sinceMs)) / dayMs);
  return { burningHours: ratedLifeHours, output: (behind, _light, atMs) => ({ ...behind, lightPct: behind.lightPct * left(atMs) }) };
}

/** The weeks before a lamp fails: its capacitor dries out and its gear runs warmer. The failure itself is another fault. */
export function failing({ sinceMs, random }: Onset): Reaction {
  const lastsMs = randomBetween(random, 10, 20) * dayMs;
  const share = randomBetween(random, 0.06, 0.1);
  const more = randomBetween(random, 0.3, 0.6);
  return {
    powerFactor: (behind, atMs) => behind * (1 - share * grown(atMs, sinceMs, lastsMs)),
    riseFactor: (atMs) => 1 + more * grown(atMs, sinceMs, lastsMs),
  };
}

/** How far something that grows evenly has come, 0–1. */
const grown = (atMs: number, sinceMs: number, lastsMs: number): number => Math.min(1, Math.max(0, (atMs - sinceMs) / lastsMs));
