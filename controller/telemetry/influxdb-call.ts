/** Calls to InfluxDB that end: in time, or with a failure a person can act on. */
import type { Clock } from "#contract/clock";
import { LightingError, messageOf } from "#contract/failures";

/** Runs a call for at most `withinMs`; `what` names it in the failure. The signal tells the call that nobody waits for it any more. */
export type Bounded = <T>(withinMs: number, what: string, call: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/** The `influx` client itself waits for ever on a server that dies in the middle of an answer; this does not. */
export function boundedCall(clock: Clock, url: string): Bounded {
  return (withinMs, what, call) =>
    new Promise((resolve, reject) => {
      const abort = new AbortController();
      const late = `InfluxDB at ${url} did not answer ${what} within ${withinMs / 1_000} s: see whether it is overloaded`;
      const cancel = clock.after(withinMs, `InfluxDB: ${what}`, () => {
        reject(new LightingError("STORE_OFFLINE", late));
        abort.abort();
      });
      call(abort.signal).then(resolve, reject).finally(cancel);
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
  const status = statusOf(error);
  if (status === 401 || status === 403) return userRefused(title);
  return new LightingError("STORE_OFFLINE", `${title} cannot be used now: ${messageOf(error)}; see whether it runs`, { cause: error });
}

/** What the server answered to a write of `points` that it did not take, or not all of, as a failure that says what to do. */
export function refusalOf({ status, text }: { readonly status: number; readonly text: string }, title: string, points: number): LightingError {
  if (status === 401 || status === 403) return userRefused(title);
  const said = text.trim();
  // It took what it could of these and will never take the rest (beyond its retention, or a field of another type); it tells how many, not which.
  if (status === 400) return new LightingError("BAD_INPUT", `${title} refuses some of ${points} readings for good: ${said}`);
  // InfluxDB 1.x keeps the first error of its log's writer: a disk with room again does not help before it is started anew.
  const advice = "see its log; when its disk was full, make room and start it again";
  return new LightingError("STORE_OFFLINE", `${title} cannot take readings now (HTTP ${status}): ${said || "no reason given"}; ${advice}`);
}

export const userRefused = (title: string): LightingError =>
  new LightingError("STORE_OFFLINE", `${title} refuses the user: check telemetry.username and telemetry.passwordFile`);
