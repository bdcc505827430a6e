/**
 * Daylight by the sun's altitude, clear sky: the polynomials of US Naval Observatory Circular 171 (Janiczek and DeYoung, 1987).
 * This is what "35/18" means here: on when the calculated daylight falls to 35 lx, off when it rises to 18 lx.
 */

/** Altitude the sun has when a clear sky gives `lux`, degrees. From 0.1 to 1,000 lx; outside it is the nearest end of the model. */
export function altitudeForLux(lux: number): number {
  const known = altitudeByLux.get(lux);
  if (known !== undefined) return known;
  let low = altitudeMin;
  let high = altitudeMax;
  // 40 halvings of 17 degrees end far below a millisecond of the sun's movement.
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (luxAt(middle) < lux) low = middle;
    else high = middle;
  }
  if (altitudeByLux.size < keptMax) altitudeByLux.set(lux, high);
  return high;
}

/** Illuminance on the ground under a clear sky, lx, with the sun at `altitudeDeg`; beyond −12 to 5 degrees it is that of the end. */
export function luxAt(altitudeDeg: number): number {
  const altitude = Math.max(altitudeMin, Math.min(altitudeMax, altitudeDeg));
  const x = altitude / 90;
  if (altitude >= -0.8) return 10 ** (2.88 + x * (22.26 + x * (-207.64 + x * 1034.3)));
  if (altitude >= -5) return 10 ** (2.88 + x * (21.81 + x * (-258.11 + x * -858.36)));
  return 10 ** (2.7 + x * (12.17 + x * (-431.69 + x * -1899.83)));
}

/** Range of the polynomials used here, degrees. */
const altitudeMin = -12;
const altitudeMax = 5;

/** An installation has a handful of thresholds; beyond this many they are calculated again each time. */
const keptMax = 1_000;
const altitudeByLux = new Map<number, number>();
