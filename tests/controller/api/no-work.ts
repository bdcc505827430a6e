/** Work orders and notifications of a desk that has none: their tests run on the real ones. */
import { LightingError } from "#contract/failures";
import type { NotificationsDesk, WorkDesk } from "#controller/api/work-desk";

const none = async (): Promise<never> => {
  throw new LightingError("NOT_FOUND", "There is no such thing.");
};

export const noWork: WorkDesk = {
  list: async () => ({ counts: { open: 0, overdue: 0 }, orders: [] }),
  all: async () => [],
  order: none,
  make: none,
  act: none,
  take: none,
  photograph: none,
  photo: async () => undefined,
};

export const noNotifications: NotificationsDesk = {
  state: async () => ({ waiting: 0, dead: 0, duty: [] }),
  notices: async () => [],
  retry: none,
  handOver: none,
};
