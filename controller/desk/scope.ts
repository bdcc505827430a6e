/** Which lights a person means: a scope of the API → rows, with words for it. */
import type { Scope } from "#contract/api";
import { LightingError } from "#contract/failures";
import type { Geometry } from "../fleet/geometry.ts";
import type { Situation } from "../situation.ts";

export interface Scoped {
  readonly rows: readonly number[];
  /** "High Street, 42 lights" */
  readonly title: string;
}

/** Throws BAD_INPUT or NOT_FOUND naming everything that is not there, GEOMETRY_CHANGED when rows belong to an older inventory. */
export function rowsInScope({ geometry, plans }: Pick<Situation, "geometry" | "plans">, scope: Scope): Scoped {
  if ("lights" in scope) return byIds(geometry, scope.lights);
  if ("rows" in scope) return byRows(geometry, scope.rows, scope.geometryVersion);
  if ("group" in scope) {
    const { tree } = plans.schedules;
    const group = tree.groups.find((each) => each.id === scope.group);
    if (!group) throw new LightingError("NOT_FOUND", `group: found "${scope.group}", expected one of the estate's groups`);
    return titled(tree.lightsIn(group.id), group.name);
  }
  const [field, name] = "street" in scope ? (["street", scope.street] as const) : (["area", scope.area] as const);
  const rows = geometry.lights.flatMap((light, row) => (light[field] === name ? [row] : []));
  if (rows.length === 0) throw new LightingError("NOT_FOUND", `${field}: found "${name}", no light has it`);
  return titled(rows, name);
}

function byIds(geometry: Geometry, ids: readonly string[]): Scoped {
  const unknown = ids.filter((id) => !geometry.rowOfLight.has(id));
  if (unknown.length > 0) throw new LightingError("NOT_FOUND", `lights: ${unknown.length} unknown, such as ${unknown.slice(0, 5).join(", ")}`);
  const rows = [...new Set(ids)].map((id) => geometry.rowOfLight.get(id) ?? 0);
  const only = rows.length === 1 ? geometry.lights[rows[0] ?? 0] : undefined;
  return only ? { rows, title: `${only.column}, ${only.street}` } : titled(rows, "Selection");
}

function byRows(geometry: Geometry, given: readonly number[], version: number): Scoped {
  if (version !== geometry.version)
    throw new LightingError("GEOMETRY_CHANGED", "the inventory changed since the selection was made: load the map again and select anew");
  const rows = [...new Set(given)];
  const outside = rows.filter((row) => row >= geometry.lights.length);
  if (outside.length > 0) throw new LightingError("BAD_INPUT", `rows: found ${outside[0]}, expected 0 to ${geometry.lights.length - 1}`);
  const only = rows.length === 1 ? geometry.lights[rows[0] ?? 0] : undefined;
  return only ? { rows, title: `${only.column}, ${only.street}` } : titled(rows, "Selection");
}

const titled = (rows: readonly number[], name: string): Scoped => ({ rows, title: `${name}, ${rows.length} ${rows.length === 1 ? "light" : "lights"}` });
