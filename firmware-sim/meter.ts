/** What a node's meter knows: energy, burning hours and warmth, brought forward exactly from event to event. */
import type { Output } from "./behaviours/behaviour.ts";
import type { LightFigures } from "./capabilities.ts";

/** A stretch of time in which the drive level runs straight from one value to another (the same, when it holds). */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly fromPct: number;
  readonly toPct: number;
}

const msPerHour = 3_600_000;
/** Gear and housing follow their power with this time constant. */
const warmingMs = 25 * 60_000;
/** Rise over the air at full power, K. */
const riseAtFullC = 24;

export class Meter {
  /** Kept in flash: through reboots and power cuts. */
  energyKwh: number;
  #burningMs: number;
  #riseC = 0;

  constructor(energyKwh = 0, burningHours = 0) {
    this.energyKwh = energyKwh;
    this.#burningMs = burningHours * msPerHour;
  }

  /**
   * Adds a stretch in which no behaviour changes. Power is affine in the level below and above minLevelPct, so the power in the middle
   * of each part is its exact mean.
   */
  run(stretch: Stretch, light: LightFigures, outputAt: (levelPct: number, atMs: number) => Output): void {
    const { fromMs, toMs, fromPct, toPct } = stretch;
    const bendMs = fromMs + ((light.minLevelPct - fromPct) / (toPct - fromPct)) * (toMs - fromMs);
    if (bendMs > fromMs && bendMs < toMs) {
      this.#part({ fromMs, toMs: bendMs, fromPct, toPct: light.minLevelPct }, light, outputAt);
      this.#part({ fromMs: bendMs, toMs, fromPct: light.minLevelPct, toPct }, light, outputAt);
    } else if (toMs > fromMs) this.#part(stretch, light, outputAt);
  }

  /** Lets time pass without mains. */
  rest(forMs: number): void {
    this.#riseC *= Math.exp(-forMs / warmingMs);
  }

  /** How much warmer than the air gear and housing are, K. */
  get riseC(): number {
    return this.#riseC;
  }

  get burningHours(): number {
    return this.#burningMs / msPerHour;
  }

  set burningHours(hours: number) {
    this.#burningMs = hours * msPerHour;
  }

  #part(part: Stretch, light: LightFigures, outputAt: (levelPct: number, atMs: number) => Output): void {
    const lastsMs = part.toMs - part.fromMs;
    const { powerW, lightPct } = outputAt((part.fromPct + part.toPct) / 2, part.fromMs + lastsMs / 2);
    this.energyKwh += (powerW * lastsMs) / (1_000 * msPerHour);
    if (lightPct > 0) this.#burningMs += lastsMs;
    const steadyC = light.powerW > 0 ? (riseAtFullC * powerW) / light.powerW : 0;
    this.#riseC = steadyC + (this.#riseC - steadyC) * Math.exp(-lastsMs / warmingMs);
  }
}

/** Power factor of a driver at a share of its rated power, 0–1: 0.98 at full, falling as it dims (TALQ's example curve: 0.60 at 10 %). */
export const powerFactorAt = (powerShare: number): number => 0.3 + 0.68 * Math.min(1, powerShare) ** 0.36;
