/** Settlement of a desk that has none: its tests run on a real controller. */
import { LightingError } from "#contract/failures";
import type { ReportsDesk } from "#controller/api/reports-desk";
import type { SettlementDesk } from "#controller/api/settlement-desk";

export const noSettlement: SettlementDesk = {
  state: async () => ({ subMeters: [], problemsTotal: 0, problems: [] }),
  issue: async () => ({ ok: true, answer: { issued: [], unchanged: [] } }),
  issued: async () => [],
  document: async () => undefined,
};

export const noReports: ReportsDesk = {
  months: async () => [],
  month: async () => {
    throw new LightingError("NOT_FOUND", "There is no such report.");
  },
};
