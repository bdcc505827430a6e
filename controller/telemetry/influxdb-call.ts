/** Calls to InfluxDB that end: in time, or with a failure a person can act on. */
import type { Clock } from "#contract/clock";
import { LightingError, messageOf } from "#contract/failures";

/** Runs a call for at most `withinMs`; `what` names it in the failure. */
export type Bounded = <T>(withinMs: number, what: string, call: () => Promise<T>) => Promise<T>;

/** The client itself waits for ever on a server that dies in the middle of an answer; this does not. */
export function boundedCall(clock: Clock, url: string): Bounded {
  return (withinMs, what, call) =>
    new Promise((resolve, reject) => {
      const late = `InfluxDB at ${url} did not answer ${what} within ${withinMs / 1_000} s: see whether it is overloaded`;
      const cancel = clock.after(withinMs, `InfluxDB: ${what}`, () => reject(new LightingError("STORE_OFFLINE", late)));
      call().then(resolve, reject).finally(cancel);
    });
}

/** HTTP status of a refused request; undefined when it was not the server that refused. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("res" in error)) return undefined;
  const { res } = error;
  return typeof res === "object" && res !== null && "statusCode" in res && typeof res.statusCode === "number" ? res.statusCode : undefined;
}

/** What the client threw, as a failure that says what to do. */
export function readableFailure(error: unknown, title: string): LightingError {
  if (error instanceof LightingError) return error;
  const message = messageOf(error);
  const status = statusOf(error);
  if (status === 401 || status === 403) {
    return new LightingError("STORE_OFFLINE", `${title} refuses the user: check telemetry.username and telemetry.passwordFile`, { cause: error });
  }
  // The server took what it could of the batch and will never take the rest (beyond retention, or a field of another type).
  if (status === 400) return new LightingError("BAD_INPUT", `${title} refuses readings for good: ${message}`, { cause: error });
  return new LightingError("STORE_OFFLINE", `${title} cannot be used now: ${message}; see whether it runs`, { cause: error });
}
