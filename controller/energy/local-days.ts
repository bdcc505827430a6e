/** Local days and their half hours, found once and kept: every reading is put into one. */
import { addDays, localDate } from "../decide/local-time.ts";
import { halfHourMs, halfHoursOf } from "./half-hours.ts";

export interface LocalDay {
  /** yyyy-mm-dd */
  readonly day: string;
  /** Starts of its 46, 48 or 50 half hours, ms since 1970 UTC. */
  readonly startsMs: readonly number[];
  readonly fromMs: number;
  readonly toMs: number;
}

/** Days kept: three years, as half hours are; more are found again. */
const daysMax = 1_100;

export class LocalDays {
  readonly #zone: string;
  readonly #days = new Map<string, LocalDay>();
  #last: LocalDay | undefined;

  constructor(zone: string) {
    this.#zone = zone;
  }

  get(day: string): LocalDay {
    const known = this.#days.get(day);
    if (known) return known;
    const startsMs = halfHoursOf(day, this.#zone);
    const fromMs = startsMs[0] ?? 0;
    const found = { day, startsMs, fromMs, toMs: (startsMs.at(-1) ?? fromMs) + halfHourMs };
    if (this.#days.size >= daysMax) this.#days.clear();
    this.#days.set(day, found);
    return found;
  }

  /** The day an instant lies in. */
  at(atMs: number): LocalDay {
    if (this.#last === undefined || atMs < this.#last.fromMs || atMs >= this.#last.toMs) this.#last = this.get(localDate(atMs, this.#zone));
    return this.#last;
  }

  next(day: LocalDay, days = 1): LocalDay {
    return this.get(addDays(day.day, days));
  }

  /** The end of the last half hour that is over at an instant. */
  edgeBefore(atMs: number): number {
    const { fromMs } = this.at(atMs);
    return fromMs + Math.floor((atMs - fromMs) / halfHourMs) * halfHourMs;
  }
}
