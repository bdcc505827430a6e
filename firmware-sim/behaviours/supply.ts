/** What is wrong with the current that comes, or with the gear that takes it. */
import { randomBetween } from "#contract/random";
import type { Onset, Reaction } from "./behaviour.ts";

export const feederLost = (): Reaction => ({ supplied: false });

/** The capacitor across the gear is gone: the same power at a larger current. */
export function capacitorLost({ random }: Onset): Reaction {
  const share = randomBetween(random, 0.5, 0.7);
  return { powerFactor: (behind) => behind * share };
}

/** A transformer's tap set too high, or the light side of a broken neutral: over 253 V whatever the evening's load. */
export function voltageHigh({ random }: Onset): Reaction {
  const moreV = randomBetween(random, 28, 40);
  return { supplyV: (behind) => behind + moreV };
}

/** The loaded side of a broken neutral: under 216 V whatever the hour. */
export function voltageLow({ random }: Onset): Reaction {
  const lessV = randomBetween(random, 34, 48);
  return { supplyV: (behind) => behind - lessV };
}
