/** Monthly reports of a controller: as people ask for them, and as housekeeping issues them. */
import type { MonthAnswer } from "#contract/report";
import type { Issued } from "#contract/settlement";
import type { Asker, EnergyDesk } from "../api/energy-desk.ts";
import type { ReportsDesk } from "../api/reports-desk.ts";
import type { Controller } from "../controller.ts";
import { monthReport } from "../reports/month.ts";
import { Months } from "../reports/months.ts";
import { issuedView } from "./issued.ts";

export class ControllerReports implements ReportsDesk {
  readonly #months: Months;

  constructor(controller: Controller, energy: EnergyDesk) {
    const { config, registry } = controller.parts;
    this.#months = new Months({
      ledger: registry,
      authority: config.authority.id,
      timeZone: config.timeZone,
      make: (month, asker) => {
        const { tariffs, carbon } = controller.designs.inForce();
        const { authority, timeZone } = config;
        return monthReport({ energy, authority, timeZone, tariffs: tariffs.body, carbon: carbon.body }, month, asker);
      },
      accounted: async () => {
        const { firstDay, accountedTo } = await energy.accounts();
        return { firstDay, to: accountedTo };
      },
    });
  }

  async months(): Promise<Issued[]> {
    return (await this.#months.list()).map(issuedView);
  }

  async month(month: string, version: number | undefined, asker: Asker): Promise<MonthAnswer> {
    const { issued, report } = await this.#months.read(month, version, asker);
    return { ...(issued && { issued: issuedView(issued) }), report };
  }

  /** Issues what is due; for housekeeping. */
  issueDue(nowMs: number): Promise<string> {
    return this.#months.issueDue(nowMs);
  }
}
