/** Lights and schemes for the tests of what-if. */
import type { ProfileConfig } from "#config/schema";
import { ManualClock } from "#contract/clock";
import { always } from "#controller/decide/profile";
import type { Place } from "#controller/decide/sun";
import type { LightRecord } from "#controller/registry/inventory";
import { type Compared, type CompareRequest, compare } from "#controller/whatif/compare";
import type { Scheme, Treatment } from "#controller/whatif/scheme";
import { Slices } from "#controller/whatif/slices";
import { light } from "#tests/controller/rig";

export const zone = "Europe/London";
export const edinburgh: Place = { lat: 55.9533, lon: -3.1883 };

/** Lights of one lamp. */
export const lightsOf = (count: number, lamp: Partial<LightRecord> = {}): LightRecord[] => Array.from({ length: count }, (_, i) => light(`l-${i}`, lamp));

export const partNight: ProfileConfig = {
  name: "Part-night",
  fadeMs: 10_000,
  steps: [
    { at: { lux: 35, edge: "falling" }, levelPct: 100 },
    { at: { time: "22:00" }, levelPct: 75 },
    { at: { time: "00:00" }, levelPct: 50 },
    { at: { time: "05:30" }, levelPct: 75 },
    { at: { lux: 18, edge: "rising" }, levelPct: 0 },
  ],
};

/** What the law of one profile is for a light that nothing else is said of. */
export function treatment(profile: ProfileConfig, changes: Partial<Treatment> = {}): Treatment {
  return { place: edinburgh, profileOn: always(profile), floorPct: 0, needPct: 0, lifts: [], ...changes };
}

/** A scheme from a treatment and a group for each light. */
export function schemeOf(treatments: readonly Treatment[], treatmentOf: readonly number[], groupOf: readonly number[] = treatmentOf.map(() => 0)): Scheme {
  const groups = Array.from({ length: Math.max(...groupOf) + 1 }, (_, i) => ({ id: `g-${i}`, name: `Group ${i}` }));
  return { treatments, treatmentOf, groups, groupOf };
}

export const all = (lights: readonly LightRecord[], one: Treatment): Scheme =>
  schemeOf(
    [one],
    lights.map(() => 0),
  );

/** Compares with rates of 100 p and 1,000 g, so that money and carbon are energy; without waiting for anyone. */
export function tryOut(
  request: Pick<CompareRequest, "proposed" | "fromDay" | "nights"> & Partial<Omit<CompareRequest, "lights">> & { readonly lights: readonly LightRecord[] },
): Promise<Compared> {
  const slices = new Slices(new ManualClock(0), new AbortController().signal);
  return compare({
    inForce: request.proposed,
    zone,
    rates: { pencePerKwh: 100, gramsCo2PerKwh: 1_000 },
    slices,
    ...request,
    lights: { proposed: request.lights, inForce: request.lights },
  });
}
