/** What the routes of designs need of the controller (desk.ts holds it). Throws LightingError NOT_FOUND for what is not there. */
import type { DesignKind, Rollout } from "#contract/design";
import type * as api from "#contract/design-api";
import type { DesignName } from "../registry/port.ts";

/** An answer, or a refusal that tells more than a sentence: both bodies of a conflict, the findings that forbid publishing. */
export type DesignOutcome<T> =
  | { readonly ok: true; readonly answer: T }
  | { readonly ok: false; readonly status: 400 | 409; readonly error: api.DesignRefused };

export interface DesignsDesk {
  list(kind?: DesignKind): Promise<api.DesignSummary[]>;
  read(name: DesignName): Promise<api.DesignView>;
  versions(name: DesignName): api.VersionSummary[];
  version(name: DesignName, version: number): api.VersionView;
  saveDraft(name: DesignName, request: api.DraftRequest, by: string): Promise<DesignOutcome<api.DraftSaved>>;
  deleteDraft(name: DesignName, revision: number): Promise<DesignOutcome<undefined>>;
  /** Sides are a version number, "published" or "draft". */
  diff(name: DesignName, from: string, to: string): Promise<api.Diff>;
  preview(name: DesignName, request: api.PreviewRequest): Promise<api.Preview>;
  publish(name: DesignName, request: api.PublishRequest, by: string): Promise<DesignOutcome<api.Published>>;
  rollBack(name: DesignName, request: api.RollBackRequest, by: string): Promise<DesignOutcome<api.Published>>;
  rollout(name: DesignName): Rollout;
  groups(): api.GroupTreeView;
}
