/** What the inventory says of a light. Made by the importer (import.ts), kept by the registry, read by the fleet. */
export interface LightRecord {
  /** Also the node's id unless the list has a node column. */
  readonly id: string;
  readonly node: string;
  /** The column number people quote. */
  readonly column: string;
  readonly lat: number;
  readonly lon: number;
  readonly street: string;
  readonly area: string;
  readonly postcode: string | undefined;
  readonly feeder: string | undefined;
  /** The list's regime text, such as "35/18": the key of config.regimes. */
  readonly regime: string;
  /** Rated power, W. */
  readonly powerW: number;
  /** The list had no wattage; powerW is the stated default. */
  readonly powerAssumed: boolean;
  /** Lowest level the luminaire can give, % (0 excepted). */
  readonly minLevelPct: number;
  /** Power at minLevelPct, W. */
  readonly minPowerW: number;
  /** Power of node and gear at level 0, W. */
  readonly standbyW: number;
  /** The list's type of luminaire: the id of one in the design "luminaires". */
  readonly luminaire: string | undefined;
}

/**
 * Expected power at a level, W: linear from (minLevelPct, minPowerW) to (100, powerW), standbyW at 0 (lighting-domain.md §2.8).
 * A level between 0 and minLevelPct gives minPowerW.
 */
export function expectedPowerW(light: Pick<LightRecord, "powerW" | "minLevelPct" | "minPowerW" | "standbyW">, levelPct: number): number {
  if (levelPct <= 0) return light.standbyW;
  if (levelPct <= light.minLevelPct) return light.minPowerW;
  return light.minPowerW + ((light.powerW - light.minPowerW) * (levelPct - light.minLevelPct)) / (100 - light.minLevelPct);
}

/** Luminaire figures for a list that has only wattages: a 10 % minimum at 14 % of rated power and 0.5 W standby, as data one can replace. */
export const luminaireDefaults = { minLevelPct: 10, minPowerShare: 0.14, standbyW: 0.5 } as const;
