/** What goes between the controller and a telemetry store's own thread. Numbers travel in typed arrays whose buffers are handed over. */
import type { FailureCode } from "#contract/failures";

export type StoreRequest = { readonly id: number } & (
  | {
      readonly do: "write";
      /** Packed (packed.ts). */
      readonly rows: Float64Array<ArrayBuffer>;
      /** Lights not told before; a light's number is its place in all told. */
      readonly lights: readonly string[];
    }
  | { readonly do: "history"; readonly light: string; readonly fromMs: number; readonly toMs: number; readonly limit: number }
  | { readonly do: "traces"; readonly fromMs: number; readonly toMs: number; readonly lights: readonly string[] | undefined }
  | { readonly do: "counts"; readonly fromMs: number; readonly toMs: number }
  | { readonly do: "prune"; readonly beforeMs: number }
  | { readonly do: "newest" | "oldest" | "count" | "close" }
);

/** Traces of some lights laid end to end: the first `readings[0]` elements of each column are those of `lights[0]`, and so on. */
export interface PackedTraces {
  readonly lights: readonly string[];
  readonly readings: readonly number[];
  readonly atMs: Float64Array<ArrayBuffer>;
  readonly levelPct: Float64Array<ArrayBuffer>;
  readonly energyKwh: Float64Array<ArrayBuffer>;
}

/** Of each light its newest report: `of` holds boot, seq, atMs of the first light, then of the next. */
export interface PackedNewest {
  readonly lights: readonly string[];
  readonly of: Float64Array<ArrayBuffer>;
}

/** Readings by light: `of[0]` are those of `lights[0]`, and so on. */
export interface PackedCounts {
  readonly lights: readonly string[];
  readonly of: Float64Array<ArrayBuffer>;
}

export type StoreAnswer =
  | { readonly done: "write" | "traces" | "close" }
  | { readonly done: "history"; readonly rows: Float64Array<ArrayBuffer> }
  | { readonly done: "newest"; readonly newest: PackedNewest }
  | { readonly done: "counts"; readonly counts: PackedCounts }
  | { readonly done: "oldest"; readonly atMs: number | undefined }
  | { readonly done: "count"; readonly count: number }
  | { readonly done: "prune"; readonly removed: number };

/** `part`: some of the traces asked for; the answer follows the last. */
export type StoreReply = { readonly id: number } & (
  | { readonly kind: "part"; readonly traces: PackedTraces }
  | { readonly kind: "answer"; readonly answer: StoreAnswer }
  | { readonly kind: "failure"; readonly code: FailureCode; readonly message: string }
);
