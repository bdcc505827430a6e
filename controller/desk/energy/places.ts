/** Areas, streets and feeders of the inventory as small numbers, found once: comparing 100,000 names for every question takes longer than the sums. */
import type { Geometry } from "../../fleet/geometry.ts";

export type PlaceField = "area" | "street" | "feeder";

/** Each name once, in the order of the inventory, and its number by row; −1 is none. */
export interface Places {
  readonly names: readonly string[];
  readonly numberOf: ReadonlyMap<string, number>;
  readonly of: Int32Array;
}

const known = new WeakMap<Geometry, Map<PlaceField, Places>>();

/** Of one inventory: another one has another geometry. */
export function placesBy(geometry: Geometry, field: PlaceField): Places {
  const byField = known.get(geometry) ?? new Map<PlaceField, Places>();
  known.set(geometry, byField);
  const places = byField.get(field) ?? findPlaces(geometry, field);
  byField.set(field, places);
  return places;
}

function findPlaces({ stored }: Geometry, field: PlaceField): Places {
  const names: string[] = [];
  const numberOf = new Map<string, number>();
  const of = Int32Array.from(stored, (light) => {
    const name = light[field];
    if (name === undefined) return -1;
    const number = numberOf.get(name) ?? names.push(name) - 1;
    numberOf.set(name, number);
    return number;
  });
  return { names, numberOf, of };
}
