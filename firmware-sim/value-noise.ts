/** Noise that is a pure function of a seed and an instant: nothing is kept, and any instant can be asked for in any order. */

/** Smooth noise in −1…1 with mean 0, new about every `periodMs`; each seed has its own. */
export function smoothNoise(seed: number, periodMs: number, atMs: number): number {
  const place = atMs / periodMs;
  const before = Math.floor(place);
  const share = place - before;
  const blend = share * share * (3 - 2 * share);
  return 2 * (lattice(seed, before) * (1 - blend) + lattice(seed, before + 1) * blend) - 1;
}

/** A seed for a named noise, of the seed of the whole. */
export function noiseSeed(seed: number, name: string): number {
  let hash = seed | 0;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 16_777_619);
  return hash | 0;
}

/** Uniform in 0…1 at a whole place: the finaliser of MurmurHash3. */
function lattice(seed: number, place: number): number {
  let hash = Math.imul(place, 0x9e3779b1) ^ seed;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
}
