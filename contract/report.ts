/** The monthly report: what a planner sends on. Its content is figures of stored readings alone, so that making it again gives the same. */
import { z } from "zod";
import { Tariffs } from "./design.ts";
import { EnergyDays, EnergyIndicators, EnergySummary } from "./energy.ts";
import { Issued } from "./settlement.ts";
import { Day } from "./units.ts";

export const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "a month, such as 2026-11");

const Summary = EnergySummary.omit({ accountedTo: true });

export const MonthReport = z.strictObject({
  month: Month,
  from: Day,
  to: Day,
  authority: z.strictObject({ id: z.string(), name: z.string() }),
  timeZone: z.string(),
  /** By area, against full output from dusk to dawn. */
  summary: Summary,
  /** By area, against the same number of days just before, corrected for the length of the nights. */
  periodBefore: Summary,
  days: EnergyDays,
  /** Streets that use most, and streets that use most beyond their calendar. */
  streetsByUse: Summary,
  streetsByDeviation: Summary,
  indicators: EnergyIndicators,
  /** Those in force on any day of the month. */
  tariffs: Tariffs.shape.tariffs.unwrap(),
  carbon: z.array(z.strictObject({ from: Day, source: z.string(), gramsPerKwh: z.number(), byHalfHour: z.boolean() })),
  completeness: z.strictObject({
    /** Days of which nothing is known, and days without a tariff or a carbon factor. */
    daysWithoutReadings: z.array(Day),
    daysWithoutTariff: z.int(),
    daysWithoutCarbon: z.int(),
    lightsWithoutReadings: z.int(),
    /** Share of the time of lights that no reading covers, %: energy there is estimated. */
    estimatedPct: z.number(),
  }),
});
export type MonthReport = z.infer<typeof MonthReport>;

/** GET /reports/months: those issued, newest first. */
export const MonthList = z.strictObject({ months: z.array(Issued) });

/** GET /reports/months/{yyyy-mm}?version: the newest without one. A month that was never issued is made as of now, and has no `issued`. */
export const MonthParams = z.strictObject({ month: Month });
export const MonthQuery = z.strictObject({ version: z.coerce.number().int().min(1).max(1_000_000).optional() });
export const MonthAnswer = z.strictObject({ issued: Issued.optional(), report: MonthReport });
export type MonthAnswer = z.infer<typeof MonthAnswer>;
