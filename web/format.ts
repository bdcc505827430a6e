/** Numbers and instants as people read them. Times are in the installation's zone, 24 h. */

const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1, minimumFractionDigits: 1 });

export const count = (value: number): string => whole.format(value);
export const lights = (value: number): string => `${whole.format(value)} ${value === 1 ? "light" : "lights"}`;
export const percent = (value: number): string => `${whole.format(value)} %`;
export const watts = (value: number): string => `${value < 100 ? oneDigit.format(value) : whole.format(value)} W`;

/** kW below 1 MW, else MW: at most four digits on screen. */
export function kilowatts(value: number): string {
  return Math.abs(value) >= 1_000 ? `${oneDigit.format(value / 1_000)} MW` : `${oneDigit.format(value)} kW`;
}

export const kilowattHours = (value: number): string => `${value < 100 ? oneDigit.format(value) : whole.format(value)} kWh`;

/** "now", "18 s", "4 min", "3 h 5 min", "2 days": how long ago or how long still. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 1) return "now";
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.round(hours / 24)} days`;
}

export const ago = (ms: number): string => (ms < 1_000 ? "now" : `${duration(ms)} ago`);

/** Formats instants of one zone. */
export interface LocalTime {
  /** 22:14 */
  time(ms: number): string;
  /** 22:14:09 */
  seconds(ms: number): string;
  /** 22:14, or Sun 22 Nov 07:59 when on another day than `nowMs`. */
  near(ms: number, nowMs: number): string;
  /** Sat 21 Nov */
  day(ms: number): string;
  /** yyyy-mm-dd */
  isoDay(ms: number): string;
  /** The instant of the next local hh:mm after `nowMs`; undefined when `text` is no time of day. */
  next(text: string, nowMs: number): number | undefined;
}

export function localTime(timeZone: string): LocalTime {
  const time = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const seconds = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "medium", hourCycle: "h23" });
  const day = new Intl.DateTimeFormat("en-GB", { timeZone, weekday: "short", day: "numeric", month: "short" });
  const iso = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  const dayText = (ms: number): string => day.format(ms).replace(",", "");
  return {
    time: (ms) => time.format(ms),
    seconds: (ms) => seconds.format(ms),
    day: dayText,
    isoDay: (ms) => iso.format(ms),
    near: (ms, nowMs) => (iso.format(ms) === iso.format(nowMs) ? time.format(ms) : `${dayText(ms)} ${time.format(ms)}`),
    next: (text, nowMs) => nextTimeOfDay(text, nowMs, (ms) => time.format(ms)),
  };
}

/** Minutes of a day plus the longest clock change: the next hh:mm is always within. */
const minutesSearched = 25 * 60;

function nextTimeOfDay(text: string, nowMs: number, format: (ms: number) => string): number | undefined {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) return undefined;
  // Walking the minutes asks the zone itself, so nights of a clock change need no special case.
  const start = Math.floor(nowMs / 60_000) + 1;
  for (let i = 0; i < minutesSearched; i++) if (format((start + i) * 60_000) === text) return (start + i) * 60_000;
  return undefined;
}
