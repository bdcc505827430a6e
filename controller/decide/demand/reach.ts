/** Whom a rule acts on: its reach as rows of the inventory. Worked out once for an inventory and a set of rules. */
import type { DemandRule } from "#contract/design";

export interface Position {
  readonly lat: number;
  readonly lon: number;
}

/** The lights as a reach needs them, in row order, and the rows of a group. */
export interface Surroundings {
  readonly lights: readonly (Position & { readonly street: string })[];
  readonly rowsOfGroup: (group: string) => Iterable<number>;
}

/** A reach with where the rule's sources stand; a source without a position reaches nothing by distance or street. */
export interface Reach {
  readonly reach: DemandRule["reach"];
  readonly from: readonly Position[];
}

/** Ascending, each once. */
export function rowsReached({ reach, from }: Reach, around: Surroundings): Uint32Array {
  switch (reach.by) {
    case "groups":
      return ascending(reach.groups.flatMap((group) => [...around.rowsOfGroup(group)]));
    case "distance":
      return ascending(around.lights.flatMap((light, row) => (from.some((source) => distanceM(source, light) <= reach.withinM) ? [row] : [])));
    case "street":
      return ascending(from.flatMap((source) => nextAlong(source, rowsOfStreet(reach.street, around), around).slice(0, reach.lights)));
  }
}

/** A longer street is cut to the lights nearest to the source: ordering them takes time by the square of their number. */
const streetLightsMax = 2_000;

/**
 * Rows of a street's lights by how far along it they are from a position. A list of lights has no street lines: the way along the street
 * is the shortest tree that joins its lights, grown from the position, which follows bends and crosses from side to side.
 */
export function nextAlong(from: Position, rows: readonly number[], { lights }: Surroundings): number[] {
  const places = rows.flatMap((row) => {
    const light = lights[row];
    return light === undefined ? [] : [{ row, light, gapM: distanceM(from, light), baseM: 0 }];
  });
  const left = places.sort((a, b) => a.gapM - b.gapM).slice(0, streetLightsMax);
  const reached: { readonly row: number; readonly alongM: number }[] = [];
  while (left.length > 0) {
    const nearest = left.reduce((best, place, index) => (place.gapM < (left[best]?.gapM ?? 0) ? index : best), 0);
    const [next] = left.splice(nearest, 1);
    if (next === undefined) break;
    const alongM = next.baseM + next.gapM;
    reached.push({ row: next.row, alongM });
    for (const place of left) {
      const gapM = distanceM(next.light, place.light);
      if (gapM < place.gapM) Object.assign(place, { gapM, baseM: alongM });
    }
  }
  return reached.sort((a, b) => a.alongM - b.alongM || a.row - b.row).map(({ row }) => row);
}

/** Between two positions of one town, m: flat, good to 0.1 % over 5 km. */
export function distanceM(a: Position, b: Position): number {
  const northM = (b.lat - a.lat) * metresPerDegree;
  const eastM = (b.lon - a.lon) * metresPerDegree * Math.cos((((a.lat + b.lat) / 2) * Math.PI) / 180);
  return Math.hypot(northM, eastM);
}

/** Mean radius of the earth, 6,371,008.8 m. */
const metresPerDegree = (6_371_008.8 * Math.PI) / 180;

const rowsOfStreet = (street: string, { lights }: Surroundings): number[] => lights.flatMap((light, row) => (light.street === street ? [row] : []));

const ascending = (rows: readonly number[]): Uint32Array => Uint32Array.from(new Set(rows)).sort();
