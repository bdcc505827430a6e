/** The lights with what their nodes have told of their age. */
import type { FittedLight } from "../decide/lamp.ts";
import type { Fleet } from "./fleet.ts";
import type { Geometry } from "./geometry.ts";

/** In row order, with their burning hours where power depends on them (constant light output) and the node has told them. */
export const agedLights = ({ geometry, fleet }: { readonly geometry: Geometry; readonly fleet: Fleet }): FittedLight[] =>
  geometry.lights.map((light, row) => {
    const burningHours = fleet.burningHours[row] ?? Number.NaN;
    return light.lightLoss === undefined || Number.isNaN(burningHours) ? light : { ...light, burningHours };
  });
