/** How wrong a node measures: each has its own meter, thermometer, photocell and crystal. */
import { type Random, randomBetween, randomNormal } from "#contract/random";

export interface Instruments {
  /** What its meter reads of a watt: power and energy alike. */
  readonly powerGain: number;
  /** Standard deviation of one reading of power, as a share of it. */
  readonly powerNoise: number;
  readonly voltageOffsetV: number;
  readonly temperatureOffsetC: number;
  /** Standard deviation of one reading of temperature, K. */
  readonly temperatureNoiseC: number;
  /** Standard deviation of one reading of the power factor. */
  readonly powerFactorNoise: number;
  /** What its photocell reads of a lux. */
  readonly luxGain: number;
  /** By how much its crystal is fast, as a share: set right once a day. */
  readonly clockFast: number;
  /** When in the day it is set right, ms after midnight UTC. */
  readonly clockSetMs: number;
}

/** Instruments without error. */
export const exactInstruments: Instruments = {
  powerGain: 1,
  powerNoise: 0,
  voltageOffsetV: 0,
  temperatureOffsetC: 0,
  temperatureNoiseC: 0,
  powerFactorNoise: 0,
  luxGain: 1,
  clockFast: 0,
  clockSetMs: 0,
};

/** Instruments as they come: class 1 metering chips calibrated at the works, thermistors, crystals of 20 ppm. */
export function instrumentsOf(random: Random): Instruments {
  return {
    powerGain: randomBetween(random, 0.985, 1.015),
    powerNoise: 0.003,
    voltageOffsetV: randomBetween(random, -0.5, 0.5),
    temperatureOffsetC: randomBetween(random, -1, 1),
    temperatureNoiseC: 0.2,
    powerFactorNoise: 0.004,
    luxGain: randomBetween(random, 0.85, 1.15),
    clockFast: randomBetween(random, -20e-6, 20e-6),
    clockSetMs: Math.floor(randomBetween(random, 0, 86_400_000)),
  };
}

/** How far a node's clock is ahead by its crystal alone, whole ms: it grows through a day and starts anew when it is set right. */
export const crystalAheadMs = ({ clockFast, clockSetMs }: Instruments, atMs: number): number =>
  clockFast === 0 ? 0 : Math.round(clockFast * ((atMs - clockSetMs) % 86_400_000));

/** What truly is at the node. */
export interface Truth {
  readonly powerW: number;
  readonly voltageV: number;
  readonly powerFactor: number;
  readonly temperatureC: number;
}

/** One reading of all of it, current as well (A), as the meter works it out. */
export function read(truth: Truth, by: Instruments, random: Random): Truth & { readonly currentA: number } {
  const noise = (deviation: number): number => (deviation > 0 ? deviation * randomNormal(random) : 0);
  const powerW = truth.powerW * by.powerGain * (1 + noise(by.powerNoise));
  const voltageV = Math.max(1, truth.voltageV + by.voltageOffsetV);
  const powerFactor = Math.min(1, Math.max(0.05, truth.powerFactor + noise(by.powerFactorNoise)));
  const temperatureC = truth.temperatureC + by.temperatureOffsetC + noise(by.temperatureNoiseC);
  return { powerW, voltageV, powerFactor, temperatureC, currentA: powerW / (voltageV * powerFactor) };
}
