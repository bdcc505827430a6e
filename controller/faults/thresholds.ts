/** What the rules compare with, as data: one set of defaults, and what a type of luminaire has in its place. */
import { z } from "zod";
import { LevelPct, PowerFactor } from "#contract/units";

const share = z.number().positive().max(10);
const minutes = z.number().min(0).max(10_000);

/** Lowest power factor by the share of rated output in use, %: TALQ's powerFactorThresholdDimmingCurve, ascending, straight lines between. */
const PowerFactorCurve = z
  .array(z.tuple([LevelPct, PowerFactor]))
  .min(1)
  .max(20);

/** Defaults are those of lighting-domain.md §6 where it has one; the others say where they are from. */
export const Thresholds = z.strictObject({
  /** A lit lamp that takes less than this share of its expected power has failed. */
  lampFailureShare: share.default(0.2),
  /** Below this the driver may rightly give up: power then says nothing. Common LED drivers work from 180 V. */
  lampVoltageMinV: z.number().min(0).max(400).default(180),
  /** More than standby by this share of rated power, told to be off: it burns. */
  burningShare: share.default(0.2),
  /** Power tolerance as shares of the expected, and never less than this many watts (a node's meter has 1–2 %). */
  powerLowShare: share.default(0.15),
  powerHighShare: share.default(0.12),
  powerToleranceW: z.number().min(0).max(100).default(1.5),
  /** Uncommanded changes between lit and dark within the hour. */
  cyclingTransitions: z.int().min(2).max(8).default(3),
  powerFactorMin: PowerFactorCurve.default([
    [5, 0.35],
    [14, 0.52],
    [28, 0.6],
    [52, 0.69],
    [76, 0.75],
    [100, 0.8],
  ]),
  /** 230 V +10/−6 % (the Electricity Safety, Quality and Continuity Regulations 2002, reg. 27). */
  voltageMaxV: z.number().min(0).max(500).default(253),
  voltageMinV: z.number().min(0).max(500).default(216.2),
  clockDriftS: z.number().positive().max(86_400).default(60),
  /** Housing temperature that shortens any driver's life, and what a lit one may be above others at the same load. */
  driverMaxC: z.number().min(0).max(150).default(75),
  driverAboveOthersK: z.number().positive().max(100).default(18),
  /** Rated life of usual LED luminaires (L80 B10). */
  lifeHours: z.number().positive().max(1_000_000).default(100_000),
  /** A lost connection this long is a fault, not a reconnect. */
  lostMin: minutes.default(2),
  /** Four reports of 15 min missing in a row on a connection that claims to live: fewer are lost by chance in a large fleet. */
  silentMin: minutes.default(66),
  /** Level other than decided, in a report made this long after the decision: sending again takes up to three minutes. */
  followMin: minutes.default(4),
  /** A programme is sent again within minutes, over a fleet within hours. */
  programmeMin: minutes.default(180),
  /** A photocell that brings light on this long before two in three of its neighbours' sees something else than daylight. */
  photocellAheadMin: minutes.default(20),
});
export type Thresholds = z.infer<typeof Thresholds>;

/** What a site or a type of luminaire sets in place of the defaults. */
export const FaultSettings = z.strictObject({
  defaults: Thresholds.prefault({}),
  /** By luminaire type, as the inventory spells it: only what differs. */
  luminaires: z.record(z.string().max(80), Thresholds.partial()).default({}),
});
export type FaultSettings = z.infer<typeof FaultSettings>;

/** Answers each type's thresholds; a light without a type, or of one that sets nothing, has the defaults. */
export function thresholdsByType({ defaults, luminaires }: FaultSettings): (luminaire: string | undefined) => Thresholds {
  const known = new Map(Object.entries(luminaires).map(([type, set]) => [type, Thresholds.parse({ ...defaults, ...set })]));
  return (luminaire) => (luminaire === undefined ? undefined : known.get(luminaire)) ?? defaults;
}
