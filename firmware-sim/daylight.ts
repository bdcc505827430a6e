/** Daylight under a clear sky, for photocells. The nodes know no more of the sun than this: their programmes come with its times in them. */

export interface Place {
  readonly lat: number;
  readonly lon: number;
}

const degree = Math.PI / 180;
const msPerDay = 86_400_000;
/** 2000-01-01T12:00:00Z, from which the almanac's days count. */
const j2000Ms = 946_728_000_000;

/** Illuminance of clear sky and sun on level ground, lx; 0.1 under a deep night. Janiczek and DeYoung, USNO Circular 171. */
export function clearSkyLux(place: Place, atMs: number): number {
  const altitude = sunAltitude(place, atMs);
  if (altitude < -12) return 0.1;
  const x = altitude / 90;
  if (altitude > 5) return 10 ** Math.min(5.1, 3.74 + 3.97 * x - 4.07 * x * x + 1.47 * x ** 3);
  if (altitude > -0.8) return 10 ** (2.88 + 22.26 * x - 207.64 * x * x + 1_034.3 * x ** 3);
  if (altitude > -5) return 10 ** (2.88 + 21.81 * x - 258.11 * x * x - 858.36 * x ** 3);
  return 10 ** (2.7 + 12.17 * x - 431.69 * x * x - 1_899.83 * x ** 3);
}

/** Altitude of the sun's middle without refraction, °, to 0.02°: Astronomical Almanac, low-precision formulas (page C5). */
export function sunAltitude({ lat, lon }: Place, atMs: number): number {
  const days = (atMs - j2000Ms) / msPerDay;
  const anomaly = (357.528 + 0.9856003 * days) * degree;
  const longitude = (280.46 + 0.9856474 * days + 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly)) * degree;
  const obliquity = (23.439 - 4e-7 * days) * degree;
  const declination = Math.asin(Math.sin(obliquity) * Math.sin(longitude));
  const ascension = Math.atan2(Math.cos(obliquity) * Math.sin(longitude), Math.cos(longitude));
  const siderealDeg = 280.46061837 + 360.98564736629 * days + lon;
  const hourAngle = siderealDeg * degree - ascension;
  return Math.asin(Math.sin(lat * degree) * Math.sin(declination) + Math.cos(lat * degree) * Math.cos(declination) * Math.cos(hourAngle)) / degree;
}
