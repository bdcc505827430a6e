/**
 * What is known of each light beyond its last report, and the look the rules take at it: since when it gives its level, how far its clock
 * is off, what it should take, whether its feeder is gone.
 */
import { type FittedLight, lampPowerW } from "../decide/lamp.ts";
import type { Fleet } from "../fleet/fleet.ts";
import { ClockOffsets } from "./clock-offsets.ts";
import { DriverWarmth } from "./driver-warmth.ts";
import { Feeders } from "./feeders.ts";
import { LampTrace } from "./lamp-trace.ts";
import { expectedLevel, type Look } from "./look.ts";
import { Photocells } from "./photocells.ts";
import { PowerFigures } from "./power-figures.ts";
import { type FaultSettings, FaultSettings as Settings, type Thresholds, thresholdsByType } from "./thresholds.ts";
import { WantedProgrammes } from "./wanted-programmes.ts";

export interface EvidenceParts {
  readonly fleet: Fleet;
  /** How late a healthy report may arrive, ms on the clock in use (a demo clock runs many times real). */
  readonly latencyMs: () => number;
  /** The sun is high enough that a lit light is plain waste. */
  readonly daylight: (row: number) => boolean;
  /** Version of the programme the node should hold; undefined when it is not known. */
  readonly programme?: (row: number) => string | undefined;
  readonly settings?: FaultSettings;
}

type Filling = { -readonly [K in keyof Look]: Look[K] };

const minuteMs = 60_000;
/** A report this old when it arrives, by a clock that is not known to be wrong, waited in a log: it tells of then, not of now. */
const delayedMs = 20 * minuteMs;
/** A lamp has its warmth after this long. */
const warmMs = 50 * minuteMs;
/** A lamp that takes less of what it should than this is not whole, and its full power not that of its driver. */
const whole = 0.3;
/** Levels that count as full. */
const fullPct = 90;

export class Evidence {
  readonly feeders: Feeders;
  readonly power: PowerFigures;
  readonly #fleet: Fleet;
  readonly #parts: EvidenceParts;
  readonly #trace: LampTrace;
  readonly #offsets: ClockOffsets;
  readonly #warmth = new DriverWarmth();
  readonly #photocells: Photocells;
  readonly #wanted: WantedProgrammes;
  readonly #limitsOf: (luminaire: string | undefined) => Thresholds;
  /** The last report tells of its own time, which was now. */
  readonly #isFresh: Uint8Array;
  /** Since when a light that was never heard is waited for; NaN for one that never was there. */
  readonly #awaitedSinceMs: Float64Array;
  readonly #look: Filling;
  #busUp = true;
  #busUpSinceMs = Number.NEGATIVE_INFINITY;

  constructor(parts: EvidenceParts) {
    const { fleet } = parts;
    this.#parts = parts;
    this.#fleet = fleet;
    this.feeders = new Feeders(fleet);
    this.power = new PowerFigures(fleet.size);
    this.#trace = new LampTrace(fleet.size);
    this.#offsets = new ClockOffsets(fleet.size);
    this.#photocells = new Photocells(fleet.geometry);
    this.#wanted = new WantedProgrammes(fleet);
    this.#limitsOf = thresholdsByType(parts.settings ?? Settings.parse({}));
    this.#isFresh = new Uint8Array(fleet.size);
    this.#awaitedSinceMs = new Float64Array(fleet.size).fill(Number.NaN);
    this.#look = { ...emptyLook, limits: this.#limitsOf(undefined) };
  }

  /** Takes note of a report. `isSound`: nothing is wrong with its power, so it may teach what is right. */
  reported(row: number, atMs: number, nowMs: number, isSound: boolean): void {
    const fleet = this.#fleet;
    const light = fleet.geometry.lights[row];
    if (!light) return;
    const latencyMs = this.#parts.latencyMs();
    this.#offsets.take(row, atMs - nowMs, nowMs, latencyMs);
    const offsetMs = this.#offsets.of(row);
    this.#isFresh[row] = nowMs - atMs + (Number.isNaN(offsetMs) ? 0 : offsetMs) < delayedMs + latencyMs ? 1 : 0;
    this.#trace.take(row, {
      atMs,
      boot: fleet.boot[row] ?? 0,
      levelPct: fleet.levelPct[row] ?? 0,
      powerW: fleet.powerW[row] ?? 0,
      energyKwh: fleet.energyKwh[row] ?? 0,
      ratedW: light.powerW,
      standbyW: light.standbyW,
    });
    if (this.#isFresh[row] === 1) this.#learn(row, light, nowMs, isSound);
  }

  /** True when the node was gone before, or never heard. */
  heard(row: number, nowMs: number): boolean {
    return this.#wanted.heard(row, nowMs);
  }

  lost(row: number): void {
    this.#wanted.lost(row);
  }

  /** A light that was there before a restart is waited for; until when its silence is nothing, ms. */
  await(row: number, nowMs: number): void {
    this.#awaitedSinceMs[row] = nowMs;
  }

  setBus(isUp: boolean, nowMs: number): void {
    if (isUp && !this.#busUp) this.#busUpSinceMs = nowMs;
    this.#busUp = isUp;
  }

  /** Whether anything at all can be said of it. */
  isKnown(row: number): boolean {
    return (
      !Number.isNaN(this.#fleet.heardAtMs[row] ?? Number.NaN) ||
      !Number.isNaN(this.#fleet.lostAtMs[row] ?? Number.NaN) ||
      !Number.isNaN(this.#awaitedSinceMs[row] ?? Number.NaN)
    );
  }

  /** When silence, or a lost connection, can next become a fault or be one of another kind. `isMissing`: it is one. */
  linkDueMs(row: number, isMissing: boolean): number {
    const { lostMin, silentMin } = this.#limitsOf(this.#fleet.geometry.lights[row]?.luminaire);
    const isLost = this.#fleet.connected[row] === 0;
    if (isMissing) return isLost ? this.feeders.dueAt(row) : Number.POSITIVE_INFINITY;
    const silentMs = this.#quietSinceMs(row) + silentMin * minuteMs + this.#parts.latencyMs();
    const lostMs = (this.#fleet.lostAtMs[row] ?? Number.NaN) + lostMin * minuteMs;
    return isLost && !Number.isNaN(lostMs) ? Math.min(lostMs, silentMs) : silentMs;
  }

  #learn(row: number, light: FittedLight, nowMs: number, isSound: boolean): void {
    const fleet = this.#fleet;
    const levelPct = fleet.levelPct[row] ?? 0;
    const targetPct = fleet.targetPct[row] ?? Number.NaN;
    const isEarly = levelPct > expectedLevel(light, targetPct);
    const limits = this.#limitsOf(light.luminaire);
    this.#photocells.take(row, { nowMs, isLocal: fleet.followingOf(row) === "local", isEarly, isOff: levelPct <= 0, aheadMinutes: limits.photocellAheadMin });
    if (levelPct <= 0 || !this.#trace.isSettled(row)) return;
    const powerW = fleet.powerW[row] ?? 0;
    const listedW = lampPowerW(light, levelPct, fleet.burningHours[row] ?? Number.NaN);
    this.power.learn(row, light, levelPct, powerW / listedW, isSound);
    const ratio = powerW / (listedW * this.power.ratio(row, light, levelPct));
    if (ratio > whole) this.#trace.measured(row, ratio, { isFull: levelPct > fullPct, isRight: Math.abs(ratio - 1) < limits.powerHighShare });
    if (isSound && this.#trace.litForMs(row) >= warmMs) this.#warmth.learn(fleet.temperatureC[row] ?? Number.NaN, this.#loadShare(row, light, powerW));
  }

  /** Fills the one look there is: a report makes no garbage. */
  lookAt(row: number, nowMs: number): Filling {
    const fleet = this.#fleet;
    const look = this.#look;
    const light = fleet.geometry.lights[row];
    look.limits = this.#limitsOf(light?.luminaire);
    this.#lookAtLink(row, nowMs, look);
    look.levelPct = fleet.levelPct[row] ?? Number.NaN;
    look.isFresh = this.#isFresh[row] === 1;
    look.powerW = fleet.powerW[row] ?? Number.NaN;
    look.voltageV = fleet.voltageV[row] ?? Number.NaN;
    look.powerFactor = fleet.powerFactor[row] ?? Number.NaN;
    look.temperatureC = fleet.temperatureC[row] ?? Number.NaN;
    look.burningHours = fleet.burningHours[row] ?? Number.NaN;
    look.faultBits = fleet.faultBits[row] ?? 0;
    look.isLocal = fleet.followingOf(row) === "local";
    look.daylight = this.#parts.daylight(row);
    look.targetPct = fleet.targetPct[row] ?? Number.NaN;
    look.minLevelPct = light?.minLevelPct ?? 0;
    const offsetMs = this.#offsets.of(row);
    look.clockOffsetMs = offsetMs;
    const madeAtMs = (fleet.reportedAtMs[row] ?? Number.NaN) - (Number.isNaN(offsetMs) ? 0 : offsetMs);
    look.isAnswered = madeAtMs - (fleet.decidedAtMs[row] ?? Number.NaN) >= look.limits.followMin * minuteMs;
    look.otherProgrammeForMs = this.#wanted.otherForMs(row, this.#parts.programme?.(row), nowMs);
    look.photocell = this.#photocells.answer(row);
    look.ratedW = light?.powerW ?? Number.NaN;
    look.standbyW = light?.standbyW ?? 0;
    if (light) this.#lookAtPower(row, light, look);
    return look;
  }

  #lookAtLink(row: number, nowMs: number, look: Filling): void {
    const fleet = this.#fleet;
    look.busUp = this.#busUp;
    look.connected = fleet.connected[row] === 1;
    look.lostForMs = nowMs - (fleet.lostAtMs[row] ?? Number.NaN);
    look.silentForMs = nowMs - this.#quietSinceMs(row);
    look.feederGone = !look.connected && this.feeders.isGone(row, nowMs);
    look.feederGoneForMs = look.feederGone ? nowMs - this.feeders.seenAtMs(row) : 0;
    look.latencyMs = this.#parts.latencyMs();
  }

  #lookAtPower(row: number, light: FittedLight, look: Filling): void {
    const { levelPct } = look;
    look.settled = this.#trace.isSettled(row);
    look.litForMs = this.#trace.litForMs(row);
    look.burningForMs = this.#trace.burningForMs(row);
    look.transitions = this.#trace.transitions(row);
    look.entryRatio = this.#trace.entryRatio[row] ?? Number.NaN;
    const fullRatio = this.#trace.fullRatio[row] ?? Number.NaN;
    look.aboveOthersK = this.#warmth.aboveOthersK(look.temperatureC, this.#loadShare(row, light, look.powerW));
    const ratio = this.power.ratio(row, light, levelPct);
    look.expectedW = levelPct > 0 ? lampPowerW(light, levelPct, look.burningHours) * ratio : light.standbyW;
    look.fullW = lampPowerW(light, 100, look.burningHours) * this.power.ratio(row, light, 100) * (Number.isNaN(fullRatio) ? 1 : fullRatio);
    look.learnedFrom = ratio === 1 ? undefined : this.power.basis(row, light, levelPct);
  }

  /** Of what it takes at full level, by the list or as learned; NaN where neither is known. */
  #loadShare(row: number, light: FittedLight, powerW: number): number {
    return powerW / (light.powerW * this.power.ratio(row, light, 100));
  }

  #quietSinceMs(row: number): number {
    const heardAtMs = this.#fleet.heardAtMs[row] ?? Number.NaN;
    return Math.max(Number.isNaN(heardAtMs) ? (this.#awaitedSinceMs[row] ?? Number.NaN) : heardAtMs, this.#busUpSinceMs);
  }
}

const unknown = Number.NaN;
const emptyLook: Omit<Look, "limits"> = {
  isActive: false,
  busUp: true,
  connected: false,
  lostForMs: unknown,
  silentForMs: unknown,
  feederGone: false,
  feederGoneForMs: 0,
  latencyMs: 0,
  isFresh: false,
  levelPct: unknown,
  powerW: unknown,
  voltageV: unknown,
  powerFactor: unknown,
  temperatureC: unknown,
  burningHours: unknown,
  faultBits: 0,
  isLocal: false,
  ratedW: unknown,
  standbyW: 0,
  expectedW: unknown,
  fullW: unknown,
  learnedFrom: undefined,
  entryRatio: unknown,
  settled: false,
  litForMs: 0,
  burningForMs: 0,
  transitions: 0,
  aboveOthersK: unknown,
  daylight: false,
  targetPct: unknown,
  minLevelPct: 0,
  isAnswered: false,
  otherProgrammeForMs: 0,
  clockOffsetMs: unknown,
  photocell: "unknown",
};
