/** What goes between the controller and the accounts' own thread. */
import type { FailureCode } from "#contract/failures";
import type { FittedLight } from "../decide/lamp.ts";
import type { AccountsState, DayRates, DaySchedule, DaySums, DaysRequest, Estate, HalfHourSums, HalfHoursRequest } from "./accounts.ts";

/** The store of readings, opened a second time in the accounts' thread. */
export type AccountsStore =
  | { readonly kind: "embedded"; readonly path: string }
  | {
      readonly kind: "influxdb";
      readonly url: string;
      readonly database: string;
      readonly authority: string;
      readonly username?: string | undefined;
      readonly password?: string | undefined;
    };

export interface AccountsThreadData {
  readonly path: string;
  readonly store: AccountsStore;
  readonly readingsDays: number;
}

export type AccountsRequest = { readonly id: number } & (
  | { readonly do: "estate-lights"; readonly lights: readonly FittedLight[] /** More of an estate, told in parts; "estate" follows the last. */ }
  | { readonly do: "estate"; readonly estate: Omit<Estate, "lights"> }
  | { readonly do: "rates"; readonly ratesOf: ReadonlyMap<string, DayRates> }
  | { readonly do: "schedule"; readonly day: string; readonly schedule: DaySchedule }
  | {
      readonly do: "touch";
      /** Lights not told before; a light's number is its place in all told. */
      readonly lights: readonly string[];
      readonly numbers: Int32Array<ArrayBuffer>;
      readonly atMs: Float64Array<ArrayBuffer>;
    }
  | { readonly do: "work"; readonly nowMs: number }
  | { readonly do: "check"; readonly day: string; readonly nowMs: number }
  | { readonly do: "days"; readonly request: DaysRequest }
  | { readonly do: "half-hours"; readonly request: HalfHoursRequest }
  | { readonly do: "prune"; readonly beforeDay: string }
  | { readonly do: "abort"; readonly asked: number /** Id of the request that nobody waits for any more. */ }
  | { readonly do: "state" | "close" }
);

export type AccountsAnswer =
  | { readonly done: "nothing" }
  | { readonly done: "days"; readonly sums: DaySums }
  | { readonly done: "half-hours"; readonly sums: HalfHourSums }
  | { readonly done: "check"; readonly lightDays: number }
  | { readonly done: "prune"; readonly lightDays: number }
  | { readonly done: "state"; readonly state: AccountsState };

export type AccountsReply = { readonly id: number } & (
  | { readonly kind: "progress"; readonly share: number }
  | { readonly kind: "answer"; readonly answer: AccountsAnswer }
  | { readonly kind: "failure"; readonly code: FailureCode; readonly message: string }
);
