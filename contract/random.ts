/** The Random port: everything random in Leerie comes from one of these, so that a seed replays a run exactly. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** An independent stream, the same for the same name: adding a consumer does not change the others. */
  fork(name: string): Random;
}

/** Seeded stream (sfc32 over a hash of the seed). Not for secrets. */
export function seededRandom(seed: number | string): Random {
  let [a, b, c, d] = hash4(String(seed));
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  return { next, fork: (name) => seededRandom(`${seed}/${name}`) };
}

/** Uniform integer in [0, below). */
export const randomInt = (random: Random, below: number): number => Math.floor(random.next() * below);

/** Uniform in [from, to). */
export const randomBetween = (random: Random, from: number, to: number): number => from + random.next() * (to - from);

/** Standard normal, by Box–Muller. */
export const randomNormal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

function hash4(text: string): [number, number, number, number] {
  // FNV-1a over the text with four offsets: enough to spread nearby seeds.
  const one = (offset: number): number => {
    let h = offset;
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
    return h | 0;
  };
  return [one(0x811c9dc5), one(0x9dc5811c), one(0x1b873593), one(0xcc9e2d51)];
}
