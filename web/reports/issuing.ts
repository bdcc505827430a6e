/** Issuing settlement documents: what is on its way, and how it ended. */
import { type Signal, signal } from "@preact/signals";
import { every } from "../../contract/clock.ts";
import type { IssueRequest, IssueResult, SettlementState } from "../../contract/settlement.ts";
import { ApiFailure, get, post } from "../api.ts";
import { systemClock } from "../page-clock.ts";

export type Outcome =
  | { readonly kind: "none" }
  | { readonly kind: "working"; readonly working: SettlementState["working"]; readonly cancel: () => void }
  | { readonly kind: "done"; readonly result: IssueResult }
  | { readonly kind: "refused"; readonly message: string; readonly problems: ApiFailure["problems"] };

export const outcome: Signal<Outcome> = signal<Outcome>({ kind: "none" });

/** How often the controller is asked how far it is, ms: a day of 100,000 lights takes some seconds. */
const askPeriodMs = 1_000;

/** Issues documents and follows the work; answers whether it was done. A person can give it up while nothing is issued yet. */
export async function issue(request: IssueRequest): Promise<boolean> {
  const running = new AbortController();
  const cancel = (): void => running.abort();
  outcome.value = { kind: "working", working: undefined, cancel };
  const stop = every(systemClock, askPeriodMs, "issuing", () => {
    get<SettlementState>("/settlement?changes=skip", running.signal).then(
      ({ working }) => {
        if (outcome.peek().kind === "working") outcome.value = { kind: "working", working, cancel };
      },
      // The next second asks again, and the answer of the issue itself tells what went wrong.
      () => {},
    );
  });
  try {
    outcome.value = { kind: "done", result: await post<IssueResult>("/settlement/issue", request, running.signal) };
    return true;
  } catch (failure) {
    outcome.value = running.signal.aborted ? { kind: "none" } : refusedBy(failure);
    return false;
  } finally {
    stop();
    // A question that is still on its way would only say what is over.
    running.abort();
  }
}

const refusedBy = (failure: unknown): Outcome => ({
  kind: "refused",
  message: failure instanceof Error ? failure.message : String(failure),
  problems: failure instanceof ApiFailure ? failure.problems : [],
});
