/** Positions of an inventory: British National Grid → WGS84, and what cannot be a street light's place. */
import proj4 from "proj4";

export interface Place {
  readonly lat: number;
  readonly lon: number;
}

/**
 * EPSG:27700 with the seven-parameter Helmert shift of Ordnance Survey's "A guide to coordinate systems in Great Britain", which is good
 * to about 3 m (and up to 5 m) anywhere in Great Britain. OSTN15 would be exact; a column's surveyed place is seldom better than this.
 */
const nationalGrid =
  "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy +towgs84=446.448,-125.157,542.06,0.1502,0.247,0.8421,-20.4894 +units=m +no_defs";
const grid = proj4(nationalGrid, "WGS84");

/** Easting and northing, m → WGS84 degrees, to 7 decimals (1 cm). */
export function fromNationalGrid(eastingM: number, northingM: number): Place {
  const [lon = 0, lat = 0] = grid.forward([eastingM, northingM]);
  return { lat: round7(lat), lon: round7(lon) };
}

const round7 = (degrees: number): number => Math.round(degrees * 1e7) / 1e7;

/** Why a pair of degrees cannot be a light's place; undefined when it can. */
export function placeProblem(lat: number, lon: number): string | undefined {
  if (lat === 0 && lon === 0) return "0, 0 is in the sea off Africa: the position is not known";
  if (Math.abs(lat) > 180 && Math.abs(lon) > 180) return "not degrees: these look like grid metres, which belong in easting and northing";
  if (Math.abs(lat) > 90 && Math.abs(lon) <= 90) return "latitude must be -90 to 90: latitude and longitude look swapped";
  if (Math.abs(lat) > 90) return "latitude must be -90 to 90";
  if (Math.abs(lon) > 180) return "longitude must be -180 to 180";
  // Great Britain mirrored is open water off East Africa.
  if (lat > -9 && lat < 2.2 && lon > 49 && lon < 61.5) return "this is in the Indian Ocean: latitude and longitude look swapped";
  return undefined;
}

/** Why a grid reference is not in Great Britain; undefined when it is. */
export function gridProblem(eastingM: number, northingM: number): string | undefined {
  if (eastingM === 0 && northingM === 0) return "0, 0 is south-west of Scilly: the position is not known";
  if (Math.abs(eastingM) <= 90 && Math.abs(northingM) <= 90) return "not metres: these look like degrees, which belong in lat and lon";
  if (eastingM < 0 || eastingM > 700_000) return "easting must be 0 to 700,000 m (EPSG:27700)";
  if (northingM < 0 || northingM > 1_300_000) return "northing must be 0 to 1,300,000 m (EPSG:27700)";
  return undefined;
}

/** Great-circle distance, m (haversine on a sphere of 6,371 km: within 0.6 %). */
export function distanceM(a: Place, b: Place): number {
  const rad = Math.PI / 180;
  const h = Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2;
  return 2 * 6_371_000 * Math.asin(Math.sqrt(Math.min(1, h)));
}
