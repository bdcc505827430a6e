/**
 * What an installation is. One strict schema: unknown keys are refused, all problems are told at once (config/load.ts).
 * config/leerie.yaml is the commented sample, the reference and a test fixture.
 */
import { z } from "zod";
import { Carbon, Profile, Tariffs } from "#contract/design";
import { DemandKind } from "#contract/messages";
import { Id, Latitude, LevelPct, Longitude } from "#contract/units";
import { NotificationsConfig } from "./notifications.ts";
import { WorkConfig } from "./work.ts";

const Port = z.int().min(0).max(65_535);
const Host = z.string().min(1).max(253);

/** Profiles of the configuration are the first versions of what engineers then design (contract/design.ts): without what a person signs for. */
export const ProfileConfig = Profile.omit({ approval: true });
export type ProfileConfig = z.infer<typeof ProfileConfig>;

export const DemandSourceConfig = z.strictObject({
  id: Id,
  name: z.string().max(120),
  kind: DemandKind,
  lat: Latitude.optional(),
  lon: Longitude.optional(),
  /** How often a reading is expected, s. Older than three of these is stale. */
  intervalS: z.int().min(1).max(86_400).default(3_600),
  /** Readings outside are refused as implausible. */
  min: z.number().default(0),
  max: z.number().default(1_000),
  rules: z
    .array(z.strictObject({ groups: z.array(Id).min(1), from: z.number(), levelPct: LevelPct, holdS: z.int().min(10).max(14_400).default(900) }))
    .default([]),
});
export type DemandSourceConfig = z.infer<typeof DemandSourceConfig>;

export const Config = z.strictObject({
  authority: z.strictObject({ id: Id, name: z.string().min(1).max(100) }),
  timeZone: z.string().default("Europe/London"),
  dataFolder: z.string().min(1).default("data"),
  inventory: z
    .strictObject({ file: z.string(), mapping: z.string().optional(), roads: z.string().optional(), defaultPowerW: z.number().min(1).max(2_000).default(60) })
    .optional(),
  broker: z
    .discriminatedUnion("kind", [
      z.strictObject({
        kind: z.literal("embedded"),
        host: Host.default("127.0.0.1"),
        port: Port.default(1883),
        websocketPort: Port.optional(),
        /** Limits of operations.md A6. */
        connectsPerSecond: z.int().min(1).default(2_000),
        messagesPerSecond: z.int().min(1).default(20),
        messagesBurst: z.int().min(1).default(200),
      }),
      z.strictObject({ kind: z.literal("mqtt"), url: z.string(), username: z.string().optional(), passwordFile: z.string().optional() }),
    ])
    .prefault({ kind: "embedded" }),
  web: z
    .strictObject({
      host: Host.default("127.0.0.1"),
      port: Port.default(8080),
      /** Names people use for the page when a proxy in front is asked by them; others are refused (DNS rebinding). */
      names: z.array(Host).max(100).optional(),
    })
    .prefault({}),
  telemetry: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("embedded") }),
      z.strictObject({
        kind: z.literal("influxdb"),
        url: z.string(),
        database: z
          .string()
          .regex(/^[A-Za-z][A-Za-z0-9_]{0,62}$/)
          .default("leerie"),
        username: z.string().optional(),
        passwordFile: z.string().optional(),
      }),
    ])
    .prefault({ kind: "embedded" }),
  telemetryBuffer: z
    .strictObject({
      /** A batch is written at this many readings, or when the oldest has waited this long. */
      batchReadings: z.int().min(1).max(100_000).default(5_000),
      batchMs: z.int().min(10).max(60_000).default(1_000),
      /** Held in memory at most; beyond, the oldest go to the spool. */
      readingsMax: z.int().min(1_000).default(500_000),
      /**
       * Megabytes of disk for readings that memory does not hold; 0 for none. A reading takes 35 bytes (measured), so that 100,000 lights
       * reporting every 15 minutes fill 340 MB a day: a database may be away from Friday evening to Monday morning.
       */
      spoolMb: z.int().min(0).max(1_000_000).default(1_000),
    })
    .prefault({}),
  housekeeping: z
    .strictObject({
      /** Readings are kept as they came for this long, days. */
      rawDays: z.int().min(1).max(3_650).default(90),
      /** Half hours of energy are kept for this long, days; days of energy for ever. Default: three years. */
      halfHourDays: z.int().min(31).max(36_500).default(1_096),
    })
    .prefault({}),
  profiles: z.record(Id, ProfileConfig).default({}),
  /** Which profile a light's regime means; the key is the inventory's regime text. "*" is for the rest. */
  regimes: z.record(z.string(), Id).default({}),
  demand: z.array(DemandSourceConfig).default([]),
  /** What a kilowatt-hour costs and emits, until someone publishes other tariffs and factors. */
  tariffs: Tariffs.shape.tariffs,
  carbon: Carbon.shape.factors,
  work: WorkConfig.prefault({}),
  notifications: NotificationsConfig.prefault({}),
  /** Lights that are never below this level while it is dark, whatever asks for less: crossings, underpasses. */
  floors: z.array(z.strictObject({ lights: z.array(Id).default([]), streets: z.array(z.string()).default([]), levelPct: LevelPct })).default([]),
});
export type Config = z.infer<typeof Config>;
export type ConfigInput = z.input<typeof Config>;
