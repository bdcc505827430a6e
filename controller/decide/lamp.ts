/** What a light's luminaire gives and takes: the figures of its row in the inventory, with those of its type in their place. */
import type { Luminaires, LuminaireType } from "#contract/design";
import { type LightRecord, expectedPowerW as powerFromMinimum } from "../registry/inventory.ts";
import { type Curve, curveAt, driveLevelPct, expectedPowerW, type LightLoss, type PowerModel } from "./luminaire.ts";

export interface Lamp extends Pick<LightRecord, "powerW" | "minLevelPct" | "minPowerW" | "standbyW"> {
  /** How power follows the drive level, for a type that has a curve; else straight from the minimum. */
  readonly powerModel?: PowerModel;
  /** What the driver makes up for (constant light output). */
  readonly lightLoss?: LightLoss;
  readonly burningHours?: number;
}

/** A light with the figures that count: its type's, else its own. */
export type FittedLight = LightRecord & Lamp;

/**
 * Expected power at a level, W. The level is always light, as the node reports it: a driver with constant light output drives a new lamp
 * below it and one at the end of its life at it. Without burning hours it is that of a lamp at the end of its life; with NaN, hours that
 * are not known yet, NaN where it depends on them.
 */
export function lampPowerW(lamp: Lamp, levelPct: number, burningHours: number | undefined = lamp.burningHours): number {
  const isDriven = lamp.lightLoss !== undefined && burningHours !== undefined && levelPct > 0;
  const drivePct = isDriven ? driveLevelPct(levelPct, burningHours, lamp.lightLoss) : levelPct;
  if (Number.isNaN(drivePct)) return Number.NaN;
  return lamp.powerModel ? expectedPowerW(lamp.powerModel, drivePct) : powerFromMinimum(lamp, drivePct);
}

/** In the same order. A light whose type is not among the luminaires stays as it is. */
export function fittedLights(lights: readonly LightRecord[], { types }: Luminaires): readonly FittedLight[] {
  if (types.length === 0) return lights;
  const byId = new Map(types.map((type) => [type.id, type]));
  return lights.map((light) => {
    const type = light.luminaire === undefined ? undefined : byId.get(light.luminaire);
    return type === undefined ? light : { ...light, ...figuresOf(type, light.powerW) };
  });
}

/** The figures of a type at a rated power, W. */
function figuresOf({ minLevelPct, power, standbyW, clo }: LuminaireType, powerW: number): Lamp {
  const loss = clo === undefined ? {} : { lightLoss: clo };
  if (power.by === "minimum") return { powerW, minLevelPct, minPowerW: (powerW * power.minPowerPct) / 100, standbyW, ...loss };
  const measured: Curve = power.points.map(({ levelPct, powerPct }) => [levelPct, (powerW * powerPct) / 100]);
  const minPowerW = curveAt(measured, minLevelPct);
  // Told less than its minimum, it takes what the minimum takes.
  const points: Curve = [[minLevelPct, minPowerW], ...measured.filter(([levelPct]) => levelPct > minLevelPct)];
  return { powerW, minLevelPct, minPowerW, standbyW, powerModel: { by: "curve", points, standbyW }, ...loss };
}
