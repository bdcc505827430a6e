/** Writes a batch and finds the readings in it that the store will never take, so that they do not take the others with them. */
import { LightingError } from "#contract/failures";
import type { Reading, TelemetryStore } from "./port.ts";

export interface Sifted {
  /** Durable. */
  readonly stored: readonly Reading[];
  /** Will never be. */
  readonly refused: readonly Reading[];
  /** What the store said of the last refused; undefined when it took all. */
  readonly why: string | undefined;
}

/**
 * Most writes for one batch. One bad reading of 5,000 takes 26, fifteen take some 250; a batch of nothing else ends here in pieces of
 * about twenty, which are refused as they are.
 */
const writesMax = 500;

/**
 * Writes all readings; what is refused is halved until the bad ones are alone. Rejects as `store.write` does when the store cannot take
 * them now: nothing is then known of any of them, and the whole is to be written again, which is harmless.
 */
export async function writeSifted(store: Pick<TelemetryStore, "write">, readings: readonly Reading[]): Promise<Sifted> {
  const stored: Reading[] = [];
  const refused: Reading[] = [];
  let why: string | undefined;
  // Widest first: when the writes run out, what was not looked into is spread over the batch in small pieces.
  const pieces: (readonly Reading[])[] = [readings];
  for (let writes = 1, piece = pieces.shift(); piece; writes++, piece = pieces.shift()) {
    const refusal = await refusalOf(store, piece);
    if (refusal === undefined) for (const reading of piece) stored.push(reading);
    else if (piece.length === 1 || writes + pieces.length + 2 > writesMax) {
      why = refusal;
      for (const reading of piece) refused.push(reading);
    } else {
      const middle = Math.ceil(piece.length / 2);
      pieces.push(piece.slice(0, middle), piece.slice(middle));
    }
  }
  return { stored, refused, why };
}

/** Why the store will never take these as they are; undefined once they are durable. */
async function refusalOf(store: Pick<TelemetryStore, "write">, readings: readonly Reading[]): Promise<string | undefined> {
  try {
    await store.write(readings);
    return undefined;
  } catch (error) {
    if (error instanceof LightingError && error.code === "BAD_INPUT") return error.message;
    throw error;
  }
}
