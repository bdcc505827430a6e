/** What the routes of reports need of the controller (desk.ts holds it). */
import type { MonthAnswer } from "#contract/report";
import type { Issued } from "#contract/settlement";
import type { Asker } from "./energy-desk.ts";

export interface ReportsDesk {
  /** Newest first. */
  months(): Promise<Issued[]>;
  /** Rejects with NOT_FOUND for a version that is not there, and as the energy questions do for a month that must be made. */
  month(month: string, version: number | undefined, asker: Asker): Promise<MonthAnswer>;
}
