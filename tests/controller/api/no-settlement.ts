/** Settlement of a desk that has none: its tests run on a real controller. */
import type { SettlementDesk } from "#controller/api/settlement-desk";

export const noSettlement: SettlementDesk = {
  state: async () => ({ subMeters: [], problemsTotal: 0, problems: [] }),
  issue: async () => ({ ok: true, answer: { issued: [], unchanged: [] } }),
  issued: async () => [],
  document: async () => undefined,
};
