/**
 * Where the sun is, by the NOAA solar calculator's equations (Meeus, Astronomical Algorithms, chapter 25, low accuracy). Within
 * 10 s of an independent ephemeris for events below 72° latitude. Angles are degrees, north and east positive; instants are UTC ms.
 */
import { dayMs } from "./local-time.ts";

export interface Place {
  readonly lat: number;
  readonly lon: number;
}

/** Altitudes of the sun's centre that have a name: the upper rim on the horizon with standard refraction, and civil twilight. */
export const altitudes = { sunset: -0.833, civil: -6 } as const;

export interface Crossing {
  /** When the sun sinks through the altitude, between this noon and midnight. */
  readonly falling?: number;
  /** When it rises through it, between midnight and the next noon. */
  readonly rising?: number;
  readonly state: "crosses" | "always-above" | "always-below";
}

/**
 * When the sun passes an altitude in the solar day, noon to noon, that starts at the solar noon nearest to `nearNoonMs` (local 12:00
 * will do). The position is taken at the event itself, not at noon, which matters by more than a minute in the north in summer.
 */
export function altitudeCrossing(altitudeDeg: number, place: Place, nearNoonMs: number): Crossing {
  const above = (utcMs: number): number => sunAltitudeDeg(utcMs, place.lat, place.lon) - altitudeDeg;
  const noonMs = solarNoonMs(nearNoonMs, place.lon);
  const midnightMs = noonMs + dayMs / 2;
  const nextNoonMs = solarNoonMs(noonMs + dayMs, place.lon);
  if (above(midnightMs) >= 0) return { state: "always-above" };
  const falling = above(noonMs) >= 0 ? root(above, noonMs, midnightMs) : undefined;
  const rising = above(nextNoonMs) >= 0 ? root(above, midnightMs, nextNoonMs) : undefined;
  if (falling === undefined && rising === undefined) return { state: "always-below" };
  return { state: "crosses", ...(falling !== undefined && { falling }), ...(rising !== undefined && { rising }) };
}

/** Geometric altitude of the sun's centre, degrees; refraction is not added (the named altitudes above allow for it). */
export function sunAltitudeDeg(utcMs: number, lat: number, lon: number): number {
  const { declinationRad, equationOfTimeMin } = sunPosition(utcMs);
  const minutesOfDay = (utcMs - Math.floor(utcMs / dayMs) * dayMs) / 60_000;
  const hourAngleRad = rad((minutesOfDay + equationOfTimeMin) / 4 + lon - 180);
  const latRad = rad(lat);
  const sine = Math.sin(latRad) * Math.sin(declinationRad) + Math.cos(latRad) * Math.cos(declinationRad) * Math.cos(hourAngleRad);
  return Math.asin(Math.max(-1, Math.min(1, sine))) / rad(1);
}

/** The first sunrise after an instant; undefined when there is none within two days (polar day or night). */
export function nextSunrise(place: Place, afterMs: number): number | undefined {
  for (let day = -1; day <= 1; day++) {
    const { rising } = altitudeCrossing(altitudes.sunset, place, afterMs + day * dayMs);
    if (rising !== undefined && rising > afterMs) return rising;
  }
  return undefined;
}

/** The instant nearest to `nearMs` at which the sun is due south (or north). */
function solarNoonMs(nearMs: number, lon: number): number {
  let noonMs = nearMs;
  for (let pass = 0; pass < 2; pass++) {
    const offsetMs = (720 - 4 * lon - sunPosition(noonMs).equationOfTimeMin) * 60_000;
    noonMs = Math.round((nearMs - offsetMs) / dayMs) * dayMs + offsetMs;
  }
  return noonMs;
}

const rad = (degrees: number): number => (degrees * Math.PI) / 180;

/** Declination and equation of time. Names and constants are those of NOAA's spreadsheet; T is Julian centuries since J2000. */
function sunPosition(utcMs: number): { readonly declinationRad: number; readonly equationOfTimeMin: number } {
  const T = (utcMs / dayMs + 2440587.5 - 2451545) / 36525;
  const meanLongitude = rad(280.46646 + T * (36000.76983 + T * 0.0003032));
  const meanAnomaly = rad(357.52911 + T * (35999.05029 - T * 0.0001537));
  const eccentricity = 0.016708634 - T * (0.000042037 + T * 0.0000001267);
  const centre =
    Math.sin(meanAnomaly) * (1.914602 - T * (0.004817 + T * 0.000014)) +
    Math.sin(2 * meanAnomaly) * (0.019993 - T * 0.000101) +
    Math.sin(3 * meanAnomaly) * 0.000289;
  const node = rad(125.04 - 1934.136 * T);
  const longitude = meanLongitude + rad(centre - 0.00569 - 0.00478 * Math.sin(node));
  const obliquity = rad(23 + (26 + (21.448 - T * (46.815 + T * (0.00059 - T * 0.001813))) / 60) / 60 + 0.00256 * Math.cos(node));
  const y = Math.tan(obliquity / 2) ** 2;
  const equationOfTimeRad =
    y * Math.sin(2 * meanLongitude) -
    2 * eccentricity * Math.sin(meanAnomaly) +
    4 * eccentricity * y * Math.sin(meanAnomaly) * Math.cos(2 * meanLongitude) -
    0.5 * y * y * Math.sin(4 * meanLongitude) -
    1.25 * eccentricity * eccentricity * Math.sin(2 * meanAnomaly);
  return { declinationRad: Math.asin(Math.sin(obliquity) * Math.sin(longitude)), equationOfTimeMin: (4 * equationOfTimeRad) / rad(1) };
}

/** Events are sought to this precision; the equations are good to seconds. */
const precisionMs = 50;
/** False position needs about 8 steps; this many is a bug. */
const stepsMax = 60;

/** The instant at which `f` changes sign between two instants, by false position with the Illinois correction. */
function root(f: (utcMs: number) => number, fromMs: number, toMs: number): number {
  let [a, b, fa, fb] = [fromMs, toMs, f(fromMs), f(toMs)];
  for (let step = 0; step < stepsMax; step++) {
    const c = (a * fb - b * fa) / (fb - fa);
    const fc = f(c);
    // The old end keeps half its value, so that a curved function does not hold one end for ever.
    if (Math.sign(fc) === Math.sign(fb)) fa /= 2;
    else [a, fa] = [b, fb];
    [b, fb] = [c, fc];
    if (fc === 0 || Math.abs(b - a) < precisionMs || Math.abs(fc) < 1e-7) return c;
  }
  throw new RangeError(`no crossing found between ${fromMs} and ${toMs}`);
}
