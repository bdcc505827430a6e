/** What the routes of settlement and of issued documents need of the controller (desk.ts holds it). */
import type * as api from "#contract/settlement";
import type { SettlementProblem } from "../settlement/problem.ts";

export type SettlementOutcome =
  | { readonly ok: true; readonly answer: api.IssueResult }
  /** Nothing was issued. */
  | { readonly ok: false; readonly problems: readonly SettlementProblem[] };

export interface IssuedDocument {
  readonly issued: api.Issued;
  /** As it was sent, byte for byte. */
  readonly content: Uint8Array;
}

export interface SettlementDesk {
  /** Rejects with the reason of the signal when nobody waits any more. */
  state(changes: "look" | "skip", signal: AbortSignal): Promise<api.SettlementState>;
  /**
   * Issues what is asked for, all of it or nothing. Rejects with BUSY while another document is made, with CONFLICT for a day that is not over or
   * whose readings are no longer kept, with NOT_FOUND for a sub-meter that is not there.
   */
  issue(request: api.IssueRequest, by: string, signal: AbortSignal): Promise<SettlementOutcome>;
  issued(query: api.IssuedQuery): Promise<api.Issued[]>;
  document(params: api.IssuedParams): Promise<IssuedDocument | undefined>;
}
