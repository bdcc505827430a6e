/** A council for the energy benchmark: areas of 250 lights with two regimes each, and which lights are simulated nodes of their own. */
import type { Carbon, Tariffs } from "#contract/design";
import { type Random, randomBetween } from "#contract/random";
import type { LightRecord } from "#controller/registry/inventory";
import { exampleLight } from "#tests/controller/registry/example-records";

export const zone = "Europe/London";
/** The day on which people ask; the year ends the day before. A winter day: local time is UTC. */
export const today = "2026-11-18";

const areaLights = 250;
const regimes = ["35/18", "70/35"] as const;
const watts = [18, 27, 36, 45, 60, 70, 100, 150, 250];
const streetsPerArea = 20;
/** Areas of one place, of about 2 km: they have one sun. */
const areasPerPlace = 4;
/** The grid to which the controller rounds places (controller/plans.ts), degrees. */
const placeDeg = 0.02;

export interface Council {
  readonly lights: readonly LightRecord[];
  /** Lights whose node is simulated for a year. */
  readonly modelled: readonly LightRecord[];
  /** The modelled light that a light is like: of the same area, regime and wattage. Equal for a modelled one. */
  readonly modelOf: (light: string) => string;
}

/** `nodesPerGroup` lights of each area and regime are simulated, each standing for all of its wattage there. */
export function councilOf(count: number, nodesPerGroup: number, random: Random): Council {
  const groups = (count / areaLights) * regimes.length;
  const at = (index: number) => ({ group: index % groups, slot: Math.floor(index / groups) % nodesPerGroup });
  const lights = Array.from({ length: count }, (_, index) => lightAt(index, at(index), random));
  const modelled = lights.slice(0, groups * nodesPerGroup);
  const numberOf = new Map(lights.map(({ id }, index) => [id, index]));
  const modelOf = (light: string): string => {
    const { group, slot } = at(numberOf.get(light) ?? 0);
    return modelled[slot * groups + group]?.id ?? light;
  };
  return { lights, modelled, modelOf };
}

function lightAt(index: number, { group, slot }: { readonly group: number; readonly slot: number }, random: Random): LightRecord {
  const area = Math.floor(group / regimes.length);
  const place = Math.floor(area / areasPerPlace);
  const powerW = watts[(group * 7 + slot * 4) % watts.length] ?? 36;
  const id = `l-${index}`;
  return exampleLight(id, {
    node: id,
    // Around the middle of a cell of the grid, so that all lights of an area have one place.
    lat: Number((54 + placeDeg * (1 + (place % 25))).toFixed(4)) + 0.002 * (area % areasPerPlace) + randomBetween(random, -0.001, 0.001),
    lon: Number((-3 + 2 * placeDeg * (1 + Math.floor(place / 25))).toFixed(4)) + randomBetween(random, -0.004, 0.004),
    area: `Area ${area + 1}`,
    street: `Street ${area + 1}-${1 + (Math.floor(index / 2) % streetsPerArea)}`,
    feeder: `FP-${area + 1}`,
    regime: regimes[group % regimes.length] ?? "35/18",
    powerW,
    minPowerW: Number((powerW * 0.14).toFixed(2)),
    luminaire: undefined,
  });
}

/** How far a light's meter is from that of the node it is like: ±3 %, as lamps of one type are; 1 for the node itself. */
export function meterFactors(council: Council, random: Random): ReadonlyMap<string, number> {
  return new Map(council.lights.map(({ id }) => [id, council.modelOf(id) === id ? 1 : randomBetween(random, 0.97, 1.03)]));
}

export const tariffs: Tariffs = {
  tariffs: [
    {
      name: "Day and night",
      from: "2020-01-01",
      standingPencePerDay: 45,
      pencePerKwh: 28.4,
      bands: [{ name: "Night", pencePerKwh: 19.1, from: "00:00", to: "07:00" }],
    },
  ],
};
export const carbon: Carbon = { factors: [{ from: "2020-01-01", source: "a round figure", gramsPerKwh: 180 }] };
