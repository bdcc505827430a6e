/** When a delivery that failed is tried again. */
import { randomBetween, seededRandom } from "#contract/random";

const firstMs = 10_000;
const factor = 3;
const longestMs = 4 * 3_600_000;
/** Ten tries spread over some 16 hours: a night and a morning. Then a person must look at it. */
export const triesMax = 10;

/** ms until the next try after `tries` failed ones: 10 s, 30 s, 90 s … 4 h, each half to one and a half times as long, by chance, so that many do not come back at once. */
export function backOffMs(tries: number, name: string): number {
  const middleMs = Math.min(longestMs, firstMs * factor ** (tries - 1));
  return Math.round(middleMs * randomBetween(seededRandom(`${name} ${tries}`), 0.5, 1.5));
}
