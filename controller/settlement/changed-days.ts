/**
 * Which issued days would have another content now, because late logs or new designs changed their figures. A verdict holds until a reading
 * near its day is stored or the designs or lights change, so that asking again does not read every day again.
 */

import type { Reading } from "../telemetry/port.ts";
import { lookBackMs } from "../telemetry/reading.ts";
import { dayBounds } from "./unit-days.ts";

export interface IssuedDay {
  /** Names the document and its version. */
  readonly document: string;
  /** Local day, yyyy-mm-dd. */
  readonly day: string;
  /** Names everything but readings that the content rests on. */
  readonly basis: string;
}

interface Verdict {
  readonly isChanged: boolean;
  readonly basis: string;
  readonly touches: number;
}

const utcDayMs = 24 * 3_600_000;
/** Ten years of four documents a day: more are looked at again. */
const verdictsMax = 15_000;

export class ChangedDays {
  readonly #zone: string;
  readonly #verdicts = new Map<string, Verdict>();
  /** How often readings of a UTC day were stored: a number that only rises. */
  readonly #touches = new Map<number, number>();

  constructor(zone: string) {
    this.#zone = zone;
  }

  /** Takes note of readings that were stored. */
  stored(readings: readonly Pick<Reading, "atMs">[]): void {
    const days = new Set<number>();
    for (const { atMs } of readings) days.add(Math.floor(atMs / utcDayMs));
    for (const day of days) this.#touches.set(day, (this.#touches.get(day) ?? 0) + 1);
  }

  /** Whether an issued day changed; `look` is asked only when it is not known. */
  async isChanged({ document, day, basis }: IssuedDay, look: () => Promise<boolean>): Promise<boolean> {
    const touches = this.#touchesOf(day);
    const known = this.#verdicts.get(document);
    if (known?.basis === basis && known.touches === touches) return known.isChanged;
    const isChanged = await look();
    if (this.#verdicts.size >= verdictsMax) this.#verdicts.clear();
    this.#verdicts.set(document, { isChanged, basis, touches });
    return isChanged;
  }

  /** Touches of every UTC day whose readings the local day can rest on. */
  #touchesOf(day: string): number {
    const { fromMs, toMs } = dayBounds(day, this.#zone);
    let touches = 0;
    for (let utcDay = Math.floor((fromMs - lookBackMs) / utcDayMs); utcDay <= Math.floor((toMs - 1) / utcDayMs); utcDay++)
      touches += this.#touches.get(utcDay) ?? 0;
    return touches;
  }
}
