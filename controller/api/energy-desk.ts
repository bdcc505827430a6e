/** What the routes of energy need of the controller (desk.ts holds it). */
import type * as api from "#contract/energy";
import type { Problem } from "./problems.ts";

/** What is asked, with all that can be wrong with it. */
export type EnergyQuestion =
  | { readonly of: "summary"; readonly query: api.EnergySummaryQuery }
  | { readonly of: "days"; readonly query: api.EnergyDaysQuery }
  | { readonly of: "half-hours"; readonly query: api.EnergyHalfHoursQuery }
  | { readonly of: "power"; readonly query: api.EnergyPowerQuery }
  | { readonly of: "heat"; readonly query: api.EnergyHeatQuery }
  | { readonly of: "indicators"; readonly query: api.EnergyPeriod };

/** Half hours of some lights, a row each, column by column; columns are of one length. */
export interface HalfHourRows {
  readonly light: readonly string[];
  /** ms since 1970 UTC. */
  readonly startMs: Float64Array;
  readonly meteredWh: Float64Array;
  readonly calculatedWh: Float64Array;
  /** Mean level. */
  readonly levelPct: Float64Array;
  readonly burningMin: Float64Array;
  /** Minutes that no reading covers. */
  readonly estimatedMin: Float64Array;
}

/** Who waits for the answer: gone when the signal is aborted. `progress` is told how far the work is, 0–1. */
export interface Asker {
  readonly signal: AbortSignal;
  readonly progress?: (share: number) => void;
}

/**
 * All methods reject with the signal's reason when nobody waits any more, with BUSY while too many questions are being answered, and with
 * BAD_INPUT for a question that `problems` finds something wrong with.
 */
export interface EnergyDesk {
  /** Everything that is wrong with a question, each with its field; empty when it can be asked. */
  problems(question: EnergyQuestion): Problem[];
  summary(query: api.EnergySummaryQuery, asker: Asker): Promise<api.EnergySummary>;
  days(query: api.EnergyDaysQuery, asker: Asker): Promise<api.EnergyDays>;
  /** Pieces of half hours of each light, made as they are taken: of some 5,000 rows, day by day. What goes wrong ends them. */
  halfHours(query: api.EnergyHalfHoursQuery, asker: Asker): AsyncGenerator<HalfHourRows>;
  power(query: api.EnergyPowerQuery, asker: Asker): Promise<api.EnergyPower>;
  heat(query: api.EnergyHeatQuery, asker: Asker): Promise<api.EnergyHeat>;
  indicators(period: api.EnergyPeriod, asker: Asker): Promise<api.EnergyIndicators>;
  accounts(): Promise<api.EnergyAccounts>;
}
