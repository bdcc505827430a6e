/** How fast levels are decided and programmes compiled, on one core. */
import { stockProfiles } from "#config/profiles";
import { randomBetween, randomInt, seededRandom } from "#contract/random";
import { isDark } from "#controller/decide/darkness";
import { type ActingOverride, type DecideInputs, decide, decideLevel } from "#controller/decide/decide";
import type { DemandLift } from "#controller/decide/demand/lift";
import { always } from "#controller/decide/profile";
import { type CompiledProgramme, compileProgramme } from "#controller/decide/programme";
import { recompileCouncil } from "./decide/council.ts";
import type { BenchOptions } from "./harness.ts";

const zone = "Europe/London";
const firstMs = Date.parse("2026-12-01T12:00Z");
const nightMs = 24 * 3_600_000;
const councilLights = 100_000;

/** Decisions with and without words over the lights of a town through a night; programmes of 21 nights, of one light and of a council. */
export async function bench({ quick, seed, report }: BenchOptions): Promise<void> {
  const programmes = compileAll(quick ? 200 : 1_000, seed);
  report({ name: "decide: programme of 21 nights compiled", value: programmes.msEach, unit: "ms" });
  report({ name: "decide: size of 14 part-night nights", value: sizeOf14Nights(), unit: "B" });
  const council = recompileCouncil(councilLights, seed, firstMs);
  report({ name: "decide: 100,000 lights of one calendar compiled", value: council.seconds, unit: "s" });
  report({ name: "decide: distinct programmes among them", value: council.programmes, unit: "programmes" });
  const lights = lightsOf(programmes.list, 10_000, seed);
  const rounds = quick ? 100 : 500;
  report({ name: "decide: levels", value: perSecond(lights, rounds, decideLevel), unit: "1/s" });
  report({
    name: "decide: decisions with their because",
    value: perSecond(lights, Math.ceil(rounds / 20), (inputs, nowMs) => decide(inputs, nowMs).levelPct),
    unit: "1/s",
  });
}

function compileAll(count: number, seed: number): { readonly list: readonly CompiledProgramme[]; readonly msEach: number } {
  const random = seededRandom(seed).fork("places");
  const profiles = Object.values(stockProfiles);
  const startMs = performance.now();
  const list = Array.from({ length: count }, (_, index) => {
    const place = { lat: randomBetween(random, 50, 61), lon: randomBetween(random, -7, 1.5) };
    const profile = profiles[index % profiles.length];
    if (profile === undefined) throw new Error("there are no stock profiles to compile");
    return compileProgramme({ profileOn: always(profile), place, zone, nowMs: firstMs });
  });
  return { list, msEach: (performance.now() - startMs) / count };
}

function sizeOf14Nights(): number {
  const profile = stockProfiles["part-night-35-18"];
  if (profile === undefined) throw new Error("the stock profile part-night-35-18 is missing");
  const { message } = compileProgramme({ profileOn: always(profile), place: { lat: 55.95, lon: -3.19 }, zone, nowMs: firstMs, nights: 14 });
  return Buffer.byteLength(JSON.stringify({ ...message, seq: 1_000_000 }));
}

/** One light in twenty under an override, one in ten lifted, one in fifty with a floor. */
function lightsOf(programmes: readonly CompiledProgramme[], count: number, seed: number): DecideInputs[] {
  const random = seededRandom(seed).fork("lights");
  const times = { startsAtMs: firstMs, endsAtMs: firstMs + nightMs };
  const override: ActingOverride = { id: "o", levelPct: 30, fadeMs: 2_000, ...times, reason: "bench", by: "bench", releasedAtMs: undefined };
  const lift: DemandLift = { source: "s", levelPct: 100, untilMs: times.endsAtMs, words: "420 cycles an hour" };
  return Array.from({ length: count }, () => {
    const programme = programmes[randomInt(random, programmes.length)];
    return {
      plan: programme?.plan,
      floorPct: randomInt(random, 50) === 0 ? 100 : 0,
      dark: isDark(programme?.dark ?? [], firstMs + nightMs / 2),
      override: randomInt(random, 20) === 0 ? override : undefined,
      demand: randomInt(random, 10) === 0 ? [lift] : undefined,
      zone,
    };
  });
}

function perSecond(lights: readonly DecideInputs[], rounds: number, act: (inputs: DecideInputs, nowMs: number) => number): number {
  let sum = 0;
  const startMs = performance.now();
  for (let round = 0; round < rounds; round++) {
    const nowMs = firstMs + (nightMs * round) / rounds;
    for (const light of lights) sum += act(light, nowMs);
  }
  const seconds = (performance.now() - startMs) / 1_000;
  // The sum is looked at so that the work cannot be left out.
  if (!(sum > 0)) throw new Error("no light was on all night");
  return (lights.length * rounds) / seconds;
}
