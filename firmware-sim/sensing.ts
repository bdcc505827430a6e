/** What a node can know of the world: by its clock, its photocell, its meter and its thermometer, each as wrong as it is. */
import { type Random, randomNormal } from "#contract/random";
import type { Reactions } from "./behaviours/reactions.ts";
import type { Capabilities } from "./capabilities.ts";
import { crystalAheadMs, exactInstruments, type Instruments, read } from "./instruments.ts";
import { type Meter, powerFactorAt } from "./meter.ts";
import { plainSurroundings, type Surroundings } from "./world.ts";

/** Supply changes from moment to moment by this much about what its feeder gives, V (standard deviation). */
const momentV = 0.4;

export interface Senses {
  /** What is about the node; absent: the same load every day, the air of the season, and no sky but what it is told of. */
  readonly surroundings?: Surroundings;
  /** How wrong it measures; absent: not at all. */
  readonly instruments?: Instruments;
  readonly random: Random;
}

interface Body {
  readonly capabilities: Capabilities;
  readonly reactions: Reactions;
  readonly meter: Meter;
}

export class Sensing {
  /** The daylight it was told of, lx; undefined until it is. A sky that is played comes before it. */
  toldLux: number | undefined;
  readonly #surroundings: Surroundings;
  readonly #instruments: Instruments;
  readonly #random: Random;
  readonly #body: Body;

  constructor(body: Body, { surroundings = plainSurroundings, instruments = exactInstruments, random }: Senses) {
    this.#body = body;
    this.#surroundings = surroundings;
    this.#instruments = instruments;
    this.#random = random;
  }

  /** The instant by its own clock, ms. */
  ownMs(atMs: number): number {
    return atMs + this.#body.reactions.aheadMs + crystalAheadMs(this.#instruments, atMs);
  }

  /** What its photocell measures, lx; undefined without one, and where nobody plays the sky. */
  daylightLux(atMs: number): number | undefined {
    const { capabilities, reactions } = this.#body;
    if (!capabilities.photocell) return undefined;
    if (reactions.daylightLux !== undefined) return reactions.daylightLux;
    const skyLux = this.#surroundings.daylightLux?.(atMs);
    return skyLux === undefined ? this.toldLux : skyLux * this.#instruments.luxGain;
  }

  /** One reading of meter and thermometer while the gear truly draws `powerW`. */
  read(powerW: number, atMs: number): ReturnType<typeof read> {
    const { capabilities, reactions, meter } = this.#body;
    const feederV = this.#surroundings.supplyV(capabilities.supplyV, atMs) + momentV * randomNormal(this.#random);
    const truth = {
      powerW,
      voltageV: reactions.supplyV(feederV, atMs),
      powerFactor: reactions.powerFactor(powerFactorAt(powerW / capabilities.powerW), atMs),
      temperatureC: this.#surroundings.airC(atMs) + meter.riseC * reactions.riseFactor(atMs),
    };
    return read(truth, this.#instruments, this.#random);
  }

  /** What its energy counter shows, kWh. */
  get energyKwh(): number {
    return this.#body.meter.energyKwh * this.#instruments.powerGain;
  }
}
