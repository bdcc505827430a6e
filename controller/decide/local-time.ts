/**
 * Local wall time of a zone, from UTC instants (ms since 1970) and back. Zones are IANA names; the rules come from Intl, asked once
 * per zone and year and kept, because every decision needs them. Days are "yyyy-mm-dd", times "hh:mm" on a 24 h clock.
 */

const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/**
 * The UTC instant of a local date and time. A time the clocks skip in spring gives the first instant after the gap; a time that
 * comes twice in autumn gives the first of the two. So a step happens once on every night of the year.
 */
export function localToUtcMs(date: string, time: string, zone: string): number {
  const wallMs = Date.parse(`${date}T${time}:00Z`);
  const beforeMs = offsetMs(wallMs - dayMs, zone);
  const afterMs = offsetMs(wallMs + dayMs, zone);
  const candidates = [wallMs - beforeMs, wallMs - afterMs];
  const valid = candidates.filter((utcMs) => utcMs + offsetMs(utcMs, zone) === wallMs);
  return valid.length > 0 ? Math.min(...valid) : offsetAt(wallMs - beforeMs, zone).fromMs;
}

/** The local date an instant falls on. */
export const localDate = (utcMs: number, zone: string): string => isoLocal(utcMs, zone).slice(0, 10);

/** The local time of an instant, "hh:mm"; seconds are cut off. */
export const formatLocal = (utcMs: number, zone: string): string => isoLocal(utcMs, zone).slice(11, 16);

/** The date `days` after a date; calendar days, whatever their length. */
export const addDays = (date: string, days: number): string => new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

/** The lighting day an instant belongs to: noon to noon local time, named after the day it starts. */
export function lightingDay(utcMs: number, zone: string): string {
  const date = localDate(utcMs, zone);
  return utcMs < localToUtcMs(date, "12:00", zone) ? addDays(date, -1) : date;
}

/** First instant of a lighting day and of the next: 23, 24 or 25 h apart. */
export function lightingDayBounds(day: string, zone: string): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: localToUtcMs(day, "12:00", zone), toMs: localToUtcMs(addDays(day, 1), "12:00", zone) };
}

/** Local time less UTC at an instant, ms. Throws RangeError for a zone Intl does not know. */
export const offsetMs = (utcMs: number, zone: string): number => offsetAt(utcMs, zone).offsetMs;

const isoLocal = (utcMs: number, zone: string): string => new Date(utcMs + offsetMs(utcMs, zone)).toISOString();

/** An offset and since when it holds (or since the start of the span it was asked for). */
interface Offset {
  readonly fromMs: number;
  readonly offsetMs: number;
}

interface Zone {
  readonly format: Intl.DateTimeFormat;
  readonly spans: Map<number, readonly Offset[]>;
}

/** Offsets are found and kept for spans of this length. */
const spanMs = 365 * dayMs;
/** Clocks are not changed twice within this time, so one probe each is enough to see every change. */
const probeMs = 5 * dayMs;
/** Spans kept per zone: a century. More is a caller that goes through arbitrary instants; then the oldest are found again. */
const spansMax = 100;

const zones = new Map<string, Zone>();

function offsetAt(utcMs: number, name: string): Offset {
  const zone = zoneOf(name);
  const span = Math.floor(utcMs / spanMs);
  let offsets = zone.spans.get(span);
  if (offsets === undefined) {
    if (zone.spans.size >= spansMax) zone.spans.clear();
    offsets = findOffsets(zone.format, span * spanMs);
    zone.spans.set(span, offsets);
  }
  const offset = offsets.findLast((candidate) => candidate.fromMs <= utcMs);
  if (offset === undefined) throw new RangeError(`${utcMs} is not an instant`);
  return offset;
}

function zoneOf(name: string): Zone {
  let zone = zones.get(name);
  if (zone === undefined) {
    zone = { format: new Intl.DateTimeFormat("en-GB", { timeZone: name, timeZoneName: "longOffset" }), spans: new Map() };
    zones.set(name, zone);
  }
  return zone;
}

function findOffsets(format: Intl.DateTimeFormat, fromMs: number): Offset[] {
  const offsets = [{ fromMs, offsetMs: askOffset(format, fromMs) }];
  let last = offsets[0]?.offsetMs;
  for (let atMs = fromMs; atMs < fromMs + spanMs; atMs += probeMs) {
    const offset = askOffset(format, atMs + probeMs);
    if (offset === last) continue;
    const changeMs = findChange(format, atMs, atMs + probeMs);
    if (changeMs < fromMs + spanMs) offsets.push({ fromMs: changeMs, offsetMs: offset });
    last = offset;
  }
  return offsets;
}

/** The second at which the offset changes from that at `lowMs` to that at `highMs`. */
function findChange(format: Intl.DateTimeFormat, lowMs: number, highMs: number): number {
  const before = askOffset(format, lowMs);
  let [low, high] = [lowMs, highMs];
  while (high - low > secondMs) {
    const middle = low + Math.floor((high - low) / 2 / secondMs) * secondMs;
    if (askOffset(format, middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** Reads "GMT", "GMT+05:45" or, for zones before standard time, "GMT-00:01:15". */
function askOffset(format: Intl.DateTimeFormat, utcMs: number): number {
  const [, sign, hours = "0", minutes = "0", seconds = "0"] = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(format.format(utcMs)) ?? [];
  const sizeMs = Number(hours) * hourMs + Number(minutes) * minuteMs + Number(seconds) * secondMs;
  return sign === "-" ? -sizeMs : sizeMs;
}
