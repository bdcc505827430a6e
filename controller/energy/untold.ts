/** Readings whose telling failed (Accounts.touch): they may have been stored all the same, so they are told again. */

export interface ReadingPlace {
  readonly light: string;
  /** ms since 1970 UTC. */
  readonly atMs: number;
}

/** Those of a light within this time touch the same days, wherever midnight is: one is enough, ms. */
const sameMs = 15 * 60_000;
/** Half an hour of 100,000 lights, some 20 MB. What is beyond is found by the nightly check (housekeeping/energy-check.ts). */
const placesMax = 200_000;

export class Untold {
  readonly #places = new Map<string, ReadingPlace>();

  add(readings: readonly ReadingPlace[]): void {
    for (const { light, atMs } of readings) {
      const key = `${light} ${Math.floor(atMs / sameMs)}`;
      if (this.#places.size < placesMax || this.#places.has(key)) this.#places.set(key, { light, atMs });
    }
  }

  /** Tells them, and forgets those that were told. Rejects as `tell` does. */
  async tell(tell: (places: readonly ReadingPlace[]) => Promise<void>): Promise<void> {
    if (this.#places.size === 0) return;
    const told = [...this.#places];
    await tell(told.map(([, place]) => place));
    for (const [key, place] of told) if (this.#places.get(key) === place) this.#places.delete(key);
  }
}
