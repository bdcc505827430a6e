/** Instants as the wall clocks of a place show them, and back as far as counts of hours need it. */

/** An hour of a wall clock: what counters stamp their counts with. */
export interface WallHour {
  /** yyyy-mm-dd */
  readonly date: string;
  /** 0–23. */
  readonly hour: number;
  /** Minutes into it. */
  readonly minute: number;
}

export class WallClock {
  readonly timeZone: string;
  readonly #format: Intl.DateTimeFormat;

  /** Throws RangeError for a zone that is not in the IANA list. */
  constructor(timeZone: string) {
    this.timeZone = timeZone;
    const numeric = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
    this.#format = new Intl.DateTimeFormat("en-GB", { timeZone, ...numeric });
  }

  at(ms: number): WallHour {
    const parts = new Map(this.#format.formatToParts(ms).map(({ type, value }) => [type, value]));
    const date = `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`;
    return { date, hour: Number(parts.get("hour")), minute: Number(parts.get("minute")) };
  }

  /** The instant the wall hour under way began. Zones are whole minutes from UTC, and clocks change at full hours. */
  hourBegan(ms: number): number {
    return Math.floor(ms / minuteMs) * minuteMs - this.at(ms).minute * minuteMs;
  }

  /** The hour that comes twice on a date because the clocks go back; undefined on every other date. */
  repeatedHour(date: string): number | undefined {
    const middayMs = Date.parse(`${date}T12:00:00Z`);
    if (this.#offsetMs(middayMs - dayMs) <= this.#offsetMs(middayMs + dayMs)) return undefined;
    const seen = new Set<number>();
    // Every instant of a date, in any zone, lies within 26 hours of its noon in UTC.
    for (let ms = middayMs - 26 * hourMs; ms <= middayMs + 26 * hourMs; ms += hourMs) {
      const wall = this.at(ms);
      if (wall.date === date && seen.has(wall.hour)) return wall.hour;
      if (wall.date === date) seen.add(wall.hour);
    }
    return undefined;
  }

  #offsetMs(ms: number): number {
    const { date, hour, minute } = this.at(ms);
    return Date.parse(`${date}T00:00:00Z`) + hour * hourMs + minute * minuteMs - ms;
  }
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
