/**
 * One schema per MQTT message. Parsed once at the edge, trusted after that. Payloads are JSON (UTF-8), at most 16 KiB.
 *
 * Up (from the node): hello, report, replay, lost. Down (to the node): programme, target, ask. Demand sources send demand.
 */
import { z } from "zod";
import { BurningHours, CurrentA, EarlierMin, EnergyKwh, FadeMs, Id, Instant, LevelPct, PowerFactor, PowerW, Seq, TemperatureC, VoltageV } from "./units.ts";

/** What a node itself finds wrong, one bit each in `faultBits`. What the controller finds by comparing is in controller/faults. */
export const faultBits = {
  lampFailure: 1,
  driverFailure: 2,
  relayFailure: 4,
  supplyOutOfRange: 8,
  overTemperature: 16,
  clockUnset: 32,
  programmeInvalid: 64,
  programmeExhausted: 128,
  tilted: 256,
  doorOpen: 512,
  commandRefused: 1024,
  /** Its residual-current sensor finds current that does not come back by the neutral. */
  leakage: 2048,
  /** Its accelerometer was struck within the last hour. */
  impact: 4096,
} as const;

/** What a node is following at the instant of a report; "local" is its own doing, such as light that its photocell brought on early. */
export const Following = z.enum(["programme", "target", "default", "local"]);
export type Following = z.infer<typeof Following>;

/** Sent on every connect, and when asked: what the node holds, so that the controller sends only what it lacks. */
export const Hello = z.strictObject({
  node: Id,
  /** Rises by at least one at every start of the node. */
  boot: Seq,
  at: Instant,
  firmware: z.string().max(40),
  /** Version of the programme held; absent when it holds none. */
  programme: z.string().max(16).optional(),
  /** Last command accepted; 0 when none ever was. */
  command: Seq,
  /** Sequence of the last report made in this boot; 0 when none yet (reports count from 1). */
  seq: Seq,
  /** What the log can still replay: ranges of (boot, from, to), oldest first. */
  log: z.array(z.strictObject({ boot: Seq, from: Seq, to: Seq })).max(64),
});
export type Hello = z.infer<typeof Hello>;

/** What a node gives and measures. (node, boot, seq) names it for ever; storing it twice changes nothing. */
export const Report = z.strictObject({
  node: Id,
  boot: Seq,
  seq: Seq,
  at: Instant,
  /** Level given now; during a fade, the level the fade is heading for. */
  levelPct: LevelPct,
  powerW: PowerW,
  voltageV: VoltageV,
  currentA: CurrentA,
  powerFactor: PowerFactor,
  energyKwh: EnergyKwh,
  temperatureC: TemperatureC,
  burningHours: BurningHours,
  faultBits: z.int().min(0).max(0xffff),
  following: Following,
  /** Version of the programme held; absent when none. */
  programme: z.string().max(16).optional(),
  /** Last command accepted; 0 when none ever was. This is the acknowledgement of targets and programmes. */
  command: Seq,
});
export type Report = z.infer<typeof Report>;

/** Reports from the log, in answer to an ask. At most 25, to stay under the packet limit. */
export const Replay = z.strictObject({ reports: z.array(Report).min(1).max(25) });
export type Replay = z.infer<typeof Replay>;

/** The will of a connection: published by the broker when it is gone without a goodbye. Covers every node it carries. */
export const Lost = z.strictObject({ connection: Id });
export type Lost = z.infer<typeof Lost>;

/**
 * A node's compiled levels for the coming nights. It needs no time zone and no sun table: steps are seconds after `startsAt`.
 * The level at t is that of the last step at or before t; before the first step it is the first step's.
 */
export const Programme = z.strictObject({
  /** Content hash: two equal programmes have equal versions. */
  version: z.string().min(1).max(16),
  /** Command sequence: accepted only when greater than the last one accepted. */
  seq: Seq,
  startsAt: Instant,
  endsAt: Instant,
  /** Fade of a step that states none, ms. */
  fadeMs: FadeMs,
  /** [seconds after startsAt, level %] or [seconds, level %, fade ms], ascending. */
  steps: z
    .array(z.union([z.tuple([z.int().min(0), LevelPct]), z.tuple([z.int().min(0), LevelPct, FadeMs])]))
    .min(1)
    .max(1_000),
  /** Past endsAt the last 24 h are repeated, for ever: an isolated light still lights dusk to dawn, minutes off. */
  afterEnd: z.literal("repeat-last-day"),
  /**
   * For a node with a photocell; another ignores it. While the programme's level is 0 and the next step is one of `steps` and at most
   * `earlierMin` away, daylight below `onLux` brings that step's level at once, and the light stays on until the step itself. It never
   * keeps light off, and a target outranks it.
   */
  photocell: z
    .strictObject({
      onLux: z.number().min(1).max(500),
      earlierMin: EarlierMin,
      /** Places in the programme's steps, from 0: the evenings' first, never a dark morning's. */
      steps: z.array(z.int().min(0)).min(1).max(1_000),
    })
    .optional(),
});
export type Programme = z.infer<typeof Programme>;

/**
 * The level a node must give until `validUntil`, whatever its programme says. When it ends, the node is back on its programme by
 * itself. `levelPct: null` ends a target early.
 */
export const Target = z.strictObject({
  seq: Seq,
  issuedAt: Instant,
  validUntil: Instant,
  levelPct: LevelPct.nullable(),
  fadeMs: FadeMs,
  because: z.enum(["override", "demand", "floor", "release"]),
});
export type Target = z.infer<typeof Target>;

/** A question to a node, or to all: say hello (spread over `withinS` seconds), or replay a range of the log. */
export const Ask = z.discriminatedUnion("want", [
  z.strictObject({ want: z.literal("hello"), withinS: z.int().min(0).max(600) }),
  z.strictObject({ want: z.literal("replay"), boot: Seq, from: Seq, to: Seq }),
]);
export type Ask = z.infer<typeof Ask>;

/** What a demand source counts or senses, and so the unit of its readings. */
export const DemandKind = z.enum(["vehicles", "pedestrians", "cycles", "presence", "lux", "weather", "event"]);
export type DemandKind = z.infer<typeof DemandKind>;

/** A reading of use. Counts are per hour (a 10-minute count × 6), presence and event are 0 or 1, lux is lx, weather is rain in mm/h. */
export const Demand = z.strictObject({
  source: Id,
  at: Instant,
  value: z.number(),
});
export type Demand = z.infer<typeof Demand>;
