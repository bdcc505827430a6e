/** From light to power and back, for a type of luminaire. Levels are light, % of rated output; powers are W at the supply. */
import { type LightRecord, expectedPowerW as powerFromMinimum } from "../registry/inventory.ts";

/** Points (x, y), ascending in x, joined by straight lines; before the first and after the last it stays level. At least one. */
export type Curve = readonly (readonly [x: number, y: number])[];

/** How a luminaire's power follows its level. */
export type PowerModel =
  /** Measured: (level %, power W), ascending in both. */
  | { readonly by: "curve"; readonly points: Curve; readonly standbyW: number }
  /** Straight from (minLevelPct, minPowerW) to (100, powerW): what a D4i driver tells of itself. */
  | ({ readonly by: "minimum" } & Pick<LightRecord, "powerW" | "minLevelPct" | "minPowerW" | "standbyW">)
  /** A change of light over the change of power it takes; 1 is proportional, more than 1 saves less than the light that is lost. */
  | { readonly by: "gradient"; readonly powerW: number; readonly minLevelPct: number; readonly powerLightGradient: number; readonly standbyW: number };

/**
 * Expected power at a level, W (lighting-domain.md §2.8). 0 takes standby power; a level below the luminaire's minimum takes what the
 * minimum takes; never less than standby.
 */
export function expectedPowerW(model: PowerModel, levelPct: number): number {
  if (levelPct <= 0) return model.standbyW;
  switch (model.by) {
    case "curve":
      return Math.max(model.standbyW, curveAt(model.points, levelPct));
    case "minimum":
      return powerFromMinimum(model, levelPct);
    case "gradient": {
      const level = Math.max(levelPct, model.minLevelPct);
      return Math.max(model.standbyW, model.powerW * (1 - (1 - level / 100) / model.powerLightGradient));
    }
  }
}

/**
 * The level that takes a power, 0–100 %: the inverse of expectedPowerW. 0 at standby power or less; between standby and what the minimum
 * takes, the minimum.
 */
export function levelAtPower(model: PowerModel, powerW: number): number {
  if (powerW <= model.standbyW) return 0;
  switch (model.by) {
    case "curve":
      return curveAt(
        model.points.map(([x, y]) => [y, x] as const),
        powerW,
      );
    case "minimum": {
      const { minLevelPct, minPowerW } = model;
      if (powerW >= model.powerW) return 100;
      return withinLevels(minLevelPct + ((100 - minLevelPct) * (powerW - minPowerW)) / (model.powerW - minPowerW), minLevelPct);
    }
    case "gradient":
      return withinLevels(100 * (1 - model.powerLightGradient * (1 - powerW / model.powerW)), model.minLevelPct);
  }
}

/** How an LED's light fades with its burning hours. */
export interface LightLoss {
  /** Loss at the end of its rated life, 0 to less than 100 %. */
  readonly lossPctAtEnd: number;
  readonly endHours: number;
}

/**
 * Drive level, %, that gives `levelPct` of the output the luminaire is rated to hold for life (constant light output): a new one is driven
 * below its level, one at the end of life at the level itself. The loss is taken as linear in burning hours. Never above 100 %: past the
 * end of life the light simply fades.
 */
export function driveLevelPct(levelPct: number, burningHours: number, { lossPctAtEnd, endHours }: LightLoss): number {
  // At least a thousandth is left: a lamp far past its life must not divide by nothing.
  const left = Math.max(0.001, 1 - (lossPctAtEnd / 100) * (Math.max(0, burningHours) / endHours));
  return Math.min(100, (levelPct * (1 - lossPctAtEnd / 100)) / left);
}

/** Drive level, %, by a maker's curve of (burning hours, drive % at full level), as drivers with constant light output hold it. */
export const driveLevelByCurve = (levelPct: number, burningHours: number, curve: Curve): number =>
  Math.min(100, (levelPct * curveAt(curve, burningHours)) / 100);

/** The value of a curve at x; NaN for a curve without points. */
export function curveAt(points: Curve, x: number): number {
  const after = points.findIndex(([each]) => each >= x);
  const [x1, y1] = points[after === -1 ? points.length - 1 : after] ?? [Number.NaN, Number.NaN];
  const [x0, y0] = points[after - 1] ?? [x1, y1];
  return x1 === x0 || x >= x1 ? y1 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}

const withinLevels = (levelPct: number, minLevelPct: number): number => Math.min(100, Math.max(minLevelPct, levelPct));
