/** What is about the nodes: supply, air and sky. Seeded, and pure functions of seed, feeder, area and time: nothing is kept. */
import type { Random } from "#contract/random";
import { clearSkyLux, type Place } from "./daylight.ts";
import { noiseSeed, smoothNoise } from "./value-noise.ts";

/** What is about one node, at a true instant. */
export interface Surroundings {
  /** Supply at the node, V, of its pillar's voltage without load; the noise of the moment not counted. */
  supplyV(pillarV: number, atMs: number): number;
  /** Air, °C. */
  airC(atMs: number): number;
  /** Daylight, lx; absent where nobody plays the sky, and what the nodes are told of it holds. */
  daylightLux?(atMs: number): number;
}

/** What is about each node, by where it stands. */
export type World = (where: { readonly feeder: string | undefined; readonly area: string }) => Surroundings;

const msPerHour = 3_600_000;
const msPerDay = 24 * msPerHour;

/** Load that is the same every day, and the air of the season: what a plain simulation has. */
export const plainSurroundings: Surroundings = {
  supplyV: (pillarV, atMs) => pillarV - eveningSagV(atMs),
  airC: seasonC,
};

/** A seeded world: feeders of unlike load, weather that comes and goes over days, and the clouds over each area of a place; without one, no sky. */
export function seededWorld(random: Random, place?: Place): World {
  const seed = Math.floor(random.next() * 4_294_967_296) | 0;
  const airC = airOf(noiseSeed(seed, "air"));
  const feeders = new Map<string, Surroundings["supplyV"]>();
  const skies = new Map<string, (atMs: number) => number>();
  return ({ feeder = "", area }) => ({
    supplyV: remembered(feeders, feeder, () => supplyOf(noiseSeed(seed, `feeder/${feeder}`))),
    airC,
    ...(place && { daylightLux: remembered(skies, area, () => skyOf(noiseSeed(seed, "cloud"), noiseSeed(seed, `cloud/${area}`), place)) }),
  });
}

/** Evening load of a feeder, of its own size, and what comes and goes by the hour, V. */
function supplyOf(seed: number): Surroundings["supplyV"] {
  const size = 1 + 0.6 * smoothNoise(seed, 1, 0.5);
  const hourSeed = noiseSeed(seed, "hour");
  return (pillarV, atMs) => pillarV - size * eveningSagV(atMs) + 1.2 * smoothNoise(hourSeed, msPerHour, atMs);
}

/** Warm and cold spells of days about the season's air; the mean is the season's. */
function airOf(seed: number): (atMs: number) => number {
  const frontSeed = noiseSeed(seed, "front");
  return (atMs) => seasonC(atMs) + 5 * smoothNoise(seed, 3 * msPerDay, atMs) + 2 * smoothNoise(frontSeed, 7 * msPerHour, atMs);
}

/** The thickest cloud lets a tenth of the light through. Most of it covers the whole town, some only an area. */
function skyOf(townSeed: number, areaSeed: number, place: Place): (atMs: number) => number {
  return (atMs) => {
    const cover = 0.5 + 0.4 * smoothNoise(townSeed, 5 * msPerHour, atMs) + 0.1 * smoothNoise(areaSeed, 0.5 * msPerHour, atMs);
    return clearSkyLux(place, atMs) * (1 - 0.9 * cover * cover);
  };
}

/** Sag of an evening's load, V: worst at 19 h, none at 7 h. */
function eveningSagV(atMs: number): number {
  return 2 * (1 + Math.cos(2 * Math.PI * (atMs / msPerDay - 19 / 24)));
}

/** Air of a temperate coast, °C: warmest in late July and at 15 h, coldest in January and before dawn. */
function seasonC(atMs: number): number {
  const years = atMs / (365.25 * msPerDay);
  const days = atMs / msPerDay;
  return 9 + 6 * Math.cos(2 * Math.PI * (years - 0.56)) + 3 * Math.cos(2 * Math.PI * (days - 15 / 24));
}

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
