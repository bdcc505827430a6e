/** From time at levels to what people ask: energy, money, carbon, hours, minutes and switches. */
import type { WhatIf } from "#contract/what-if";
import { type Lamp, lampPowerW } from "../decide/lamp.ts";
import type { Tally } from "./tally.ts";

export type Figures = WhatIf["proposed"];

/** How many lights have a curve. */
export interface LampCount {
  readonly lamp: Lamp;
  lights: number;
}

export interface Rates {
  readonly pencePerKwh: number;
  readonly gramsCo2PerKwh: number;
}

/** Sums over lights that were each added with their own tally. */
export class FigureSum {
  #lights = 0;
  #kwh = 0;
  #belowNeedMs = 0;
  #switches = 0;
  readonly #atLevelMs = new Map<number, number>();

  /** Adds lights that all give what the tally says. */
  add(tally: Tally, lamps: readonly LampCount[]): void {
    const lights = lamps.reduce((sum, each) => sum + each.lights, 0);
    this.#lights += lights;
    this.#belowNeedMs += lights * tally.belowNeedMs;
    this.#switches += lights * tally.switches;
    for (const [levelPct, ms] of tally.atLevelMs) {
      this.#atLevelMs.set(levelPct, (this.#atLevelMs.get(levelPct) ?? 0) + lights * ms);
      for (const { lamp, lights: count } of lamps) this.#kwh += (count * lampPowerW(lamp, levelPct) * ms) / wattMsPerKwh;
    }
  }

  /** Energy of all lights; hours, minutes and switches of an average one. Levels from the highest. */
  figures({ pencePerKwh, gramsCo2PerKwh }: Rates): Figures {
    const each = (sum: number): number => (this.#lights === 0 ? 0 : sum / this.#lights);
    const levels = [...this.#atLevelMs].sort(([a], [b]) => b - a);
    const litMs = levels.reduce((sum, [levelPct, ms]) => sum + (levelPct > 0 ? ms : 0), 0);
    return {
      kwh: thousandths(this.#kwh),
      costGbp: thousandths((this.#kwh * pencePerKwh) / 100),
      co2Kg: thousandths((this.#kwh * gramsCo2PerKwh) / 1_000),
      hoursByLevel: levels.map(([levelPct, ms]) => ({ levelPct, hours: thousandths(each(ms) / hourMs) })),
      burningHours: thousandths(each(litMs) / hourMs),
      minutesUnderClass: thousandths(each(this.#belowNeedMs) / minuteMs),
      switches: thousandths(each(this.#switches)),
    };
  }
}

const minuteMs = 60_000;
const hourMs = 3_600_000;
/** 1,000 W for an hour. */
const wattMsPerKwh = 3.6e9;

const thousandths = (value: number): number => Math.round(value * 1_000) / 1_000;
