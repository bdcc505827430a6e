/** A desk without alarms, for tests that are about something else. */
import type { AlarmsDesk } from "#controller/api/alarms-desk";

const counts = { active: 0, unacknowledged: 0, shelved: 0, outOfService: 0, suppressed: 0 };

export const noAlarms: AlarmsDesk = {
  list: async () => ({ version: 0, counts, alarms: [] }),
  act: async ({ ids }) => ({ done: [], refused: ids.map((id) => ({ id, why: "no such alarm" })) }),
  health: async () => ({ from: "2026-11-01T00:00:00.000Z", to: "2026-11-21T17:30:00.000Z", truncated: false, figures: [], frequent: [] }),
  incidents: async () => ({ total: 0, incidents: [] }),
  incident: async () => undefined,
  news: () => ({ version: 0, counts, inFlood: false }),
};
