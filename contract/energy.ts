/**
 * Energy, money and carbon as people ask for them. Days are local clock days (midnight to midnight: 48 half hours, 46 or 50 when the
 * clocks change); a half hour is named by its start. Every figure is computed from readings that are stored and can be shown.
 */
import { z } from "zod";
import { Day, Id, Instant, LevelPct } from "./units.ts";

const Name = z.string().max(120);

/** Into what figures are divided. Membership is that of today's inventory and designs, for past days too. */
export const EnergyBy = z.enum(["authority", "area", "street", "feeder", "group", "profile", "demand-rule", "section", "light"]);
export type EnergyBy = z.infer<typeof EnergyBy>;

/**
 * Against what a saving is stated. full-output: 100 % from dusk to dawn, standby by day. schedule: what the calendars in force that day gave,
 * without demand and overrides. designs-before: the calendars and luminaires that were in force at noon of `before`. period-before: the same number of days
 * just before, corrected for the length of the nights.
 */
export const Baseline = z.enum(["full-output", "schedule", "designs-before", "period-before"]);
export type Baseline = z.infer<typeof Baseline>;

/** Which lights: all that fit every part given. */
export const EnergyScope = z.strictObject({
  area: z.string().max(100).optional(),
  street: z.string().max(100).optional(),
  feeder: z.string().max(100).optional(),
  group: Id.optional(),
  profile: Id.optional(),
  demandRule: Id.optional(),
  light: Id.optional(),
});
export type EnergyScope = z.infer<typeof EnergyScope>;

/** From the first local day to the last, both included; at most 1,100 of them. */
export const EnergyPeriod = z.strictObject({ from: Day, to: Day });
export type EnergyPeriod = z.infer<typeof EnergyPeriod>;

/** GET /energy/summary: one row for each member, and the total. */
export const EnergySummaryQuery = EnergyPeriod.extend(EnergyScope.shape).extend({
  by: EnergyBy.default("area"),
  baseline: Baseline.default("full-output"),
  /** For designs-before: the day whose designs are the baseline. */
  before: Day.optional(),
  sort: z.enum(["use", "saved", "deviation", "name"]).default("use"),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});
export type EnergySummaryQuery = z.infer<typeof EnergySummaryQuery>;

/** Money and carbon are absent when no day has a tariff, or a factor; days that have none are left out of them, and counted in the answer. */
export const EnergyAmount = z.strictObject({ kwh: z.number(), costGbp: z.number().optional(), co2Kg: z.number().optional() });
export type EnergyAmount = z.infer<typeof EnergyAmount>;

/** What some lights used. Cost and carbon are of metered energy; the standing charge is not in them. */
export const EnergyFigures = z.strictObject({
  /** Lights with readings in the period: the only ones that count. */
  lights: z.int(),
  lightsWithoutReadings: z.int(),
  metered: EnergyAmount,
  /** Reported levels × the light's level-to-power curve. */
  calculatedKwh: z.number(),
  /** What the calendars in force on each day gave, without demand and overrides; absent where no day was planned. */
  scheduledKwh: z.number().optional(),
  /** Share of the days of lights of which a schedule is known, %, when it is not all: the others are counted like them. */
  scheduledKnownPct: z.number().optional(),
  /** metered ÷ calculated − 1, %: the quality of wattages and meters. Absent when nothing was calculated. */
  differencePct: z.number().optional(),
  /** metered ÷ scheduled − 1, %: more than it should, by its calendar. */
  deviationPct: z.number().optional(),
  /** Hours with light, of an average light. */
  burningHours: z.number(),
  /** Share of the time that no reading covers, %: energy there is estimated. */
  estimatedPct: z.number(),
  /** Absent when nothing is known to compare with. */
  baseline: EnergyAmount.optional(),
  /** baseline − metered; negative when more was used. */
  saved: EnergyAmount.extend({ pct: z.number().optional() }).optional(),
});
export type EnergyFigures = z.infer<typeof EnergyFigures>;

export const EnergySummary = z.strictObject({
  from: Day,
  to: Day,
  by: EnergyBy,
  baseline: Baseline,
  /** How the baseline and the saving were made, in words, for the page and the print. */
  method: z.string(),
  /** Energy is accounted up to here; later days of the period are not in. */
  accountedTo: Instant.optional(),
  total: EnergyFigures,
  /** The same number of days just before, uncorrected, for comparison; absent when nothing is known of them. */
  before: EnergyFigures.optional(),
  /** Standing charges of the period, whole authority. */
  standingGbp: z.number(),
  /** Days whose cost or carbon is unknown because no tariff or factor is in force. */
  daysWithoutTariff: z.int(),
  daysWithoutCarbon: z.int(),
  /** Rows there are; `rows` holds those from `offset`. Members may share lights (groups, demand rules): their sum is then not the total. */
  members: z.int(),
  rows: z.array(z.strictObject({ id: z.string(), name: Name, figures: EnergyFigures })),
});
export type EnergySummary = z.infer<typeof EnergySummary>;

/**
 * GET /energy/days: a figure for each day of the period, columns of equal length; null where nothing is known. With `by`, also the metered
 * energy of each member; members × days are at most 400,000.
 */
export const EnergyDaysQuery = EnergyPeriod.extend(EnergyScope.shape).extend({ by: EnergyBy.optional() });
export type EnergyDaysQuery = z.infer<typeof EnergyDaysQuery>;
const Column = z.array(z.number().nullable());
export const EnergyDays = z.strictObject({
  days: z.array(Day),
  lights: Column,
  meteredKwh: Column,
  calculatedKwh: Column,
  scheduledKwh: Column,
  fullOutputKwh: Column,
  costGbp: Column,
  co2Kg: Column,
  burningHours: Column,
  estimatedPct: Column,
  /** Present when asked for by `by`. */
  members: z.array(z.strictObject({ id: z.string(), name: Name, meteredKwh: Column })).optional(),
});
export type EnergyDays = z.infer<typeof EnergyDays>;

/** GET /energy/half-hours.parquet: half hours of each light; lights × days are at most 100,000. */
export const EnergyHalfHoursQuery = EnergyPeriod.extend(EnergyScope.shape);
export type EnergyHalfHoursQuery = z.infer<typeof EnergyHalfHoursQuery>;

/** GET /energy/power: mean power over time. At most 62 days by half hour, 400 by hour. */
export const EnergyPowerQuery = EnergyPeriod.extend(EnergyScope.shape).extend({ stepMin: z.union([z.literal("30"), z.literal("60")]).default("60") });
export type EnergyPowerQuery = z.infer<typeof EnergyPowerQuery>;
export const EnergyPower = z.strictObject({
  stepMin: z.int(),
  /** Starts, UTC. */
  at: z.array(Instant),
  meteredKw: Column,
  calculatedKw: Column,
  /** Mean level of the lights, and share of them with light, %. */
  levelPct: Column,
  burningPct: Column,
  estimatedPct: Column,
});
export type EnergyPower = z.infer<typeof EnergyPower>;

/** GET /energy/heat: the 365 days up to `to`, 24 local hours each; null where nothing is known. The hour that the clocks repeat is averaged. */
export const EnergyHeatQuery = EnergyScope.extend({ to: Day });
export type EnergyHeatQuery = z.infer<typeof EnergyHeatQuery>;
export const EnergyHeat = z.strictObject({
  days: z.array(Day),
  /** Mean level, %, by day and local hour. */
  levelPct: z.array(z.array(LevelPct.nullable()).length(24)),
  /** Share of lights with light, %. */
  burningPct: z.array(z.array(z.number().nullable()).length(24)),
});
export type EnergyHeat = z.infer<typeof EnergyHeat>;

/**
 * Long questions (/energy/summary, /energy/heat, /energy/indicators) asked with `accept: application/x-ndjson` are answered by lines: how far the work is, and at
 * last the answer or what went wrong. Whoever closes the connection ends the work.
 */
export const energyLines = "application/x-ndjson";
export type EnergyLine<T> = { readonly progress: number } | { readonly answer: T } | { readonly error: { readonly code: string; readonly message: string } };

/** GET /energy/indicators: EN 13201-5:2015 for each road section that has a geometry. */
export const EnergyIndicators = z.strictObject({
  from: Day,
  to: Day,
  sections: z.array(
    z.strictObject({
      name: Name,
      designClass: z.string(),
      lights: z.int(),
      areaM2: z.number(),
      /** Maintained average horizontal illuminance at full output, lx. */
      luxMaintained: z.number(),
      systemPowerW: z.number(),
      /** Power density indicator at full output, mW/(lx·m²) (EN 13201-5:2015 clause 4). */
      pdiMwPerLxM2: z.number(),
      /** Annual energy consumption indicator, kWh/(m²·year) (clause 5); `annualised` when the period is not a year. */
      aeciKwhPerM2: z.number(),
      annualised: z.boolean(),
      /** Annex D: hours a year at each operating power, with its share of full power. */
      periods: z.array(z.strictObject({ levelPct: z.number(), hoursPerYear: z.number(), powerPct: z.number() })),
      /** Share of the dark hours in which demand had lifted the lights, %; absent when no rule reaches them. */
      detectionPct: z.number().optional(),
      assumptions: z.array(z.string()),
    }),
  ),
  /** Sections without a geometry, by name: what to fill in to get theirs. */
  missing: z.array(z.strictObject({ name: Name, needs: z.string() })),
});
export type EnergyIndicators = z.infer<typeof EnergyIndicators>;

/** GET /energy/accounts: how complete the figures are. */
export const EnergyAccounts = z.strictObject({
  accountedTo: Instant.optional(),
  firstDay: Day.optional(),
  /** Days with late readings that wait to be accounted again, and days that wait for a new tariff. */
  daysWaiting: z.int(),
  daysToCost: z.int(),
  detail: z.string(),
  /** Missing reports by area, since the start of the controller. */
  areas: z.array(z.strictObject({ area: z.string(), open: z.int(), healed: z.int(), givenUp: z.int() })),
});
export type EnergyAccounts = z.infer<typeof EnergyAccounts>;
