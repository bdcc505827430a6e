/** Designs of a desk that has none: the tests of designs run on a real controller. */
import { LightingError } from "#contract/failures";
import type { DesignsDesk } from "#controller/api/designs-desk";

const missing = (): never => {
  throw new LightingError("NOT_FOUND", "There is no such design.");
};

export const noDesigns: DesignsDesk = {
  list: async () => [],
  read: async () => missing(),
  versions: missing,
  version: missing,
  saveDraft: async () => missing(),
  deleteDraft: async () => missing(),
  diff: async () => missing(),
  preview: async () => missing(),
  publish: async () => missing(),
  rollBack: async () => missing(),
  rollout: missing,
  groups: () => ({ groups: [] }),
};
