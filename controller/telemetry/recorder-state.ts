/** What the recorder says of itself, in figures and in words. */
import type { SpoolState } from "./spool.ts";

export interface RecorderState {
  /** down: the last write failed. degraded: writes work, and readings wait in more than half of memory or in the spool, or the spool takes none. */
  readonly state: "up" | "degraded" | "down";
  /** Since when, ms of the installation's clock. */
  readonly sinceMs: number;
  readonly detail: string;
  /** Readings in memory. */
  readonly buffered: number;
  /** Readings in whole files of the spool, and the bytes of all its files; 0 without a spool. */
  readonly spooled: number;
  readonly spoolBytes: number;
  /** Files of the spool that could not be read and are set aside. */
  readonly damaged: number;
  /** Why the spool takes nothing now, and what to do; undefined when it does, or when there is none. */
  readonly spoolProblem: string | undefined;
  /** Readings that found memory and spool full, since the start; and those that came after the end. */
  readonly dropped: number;
  /** Readings that no store would take, since the start. */
  readonly refused: number;
  /** The same by who refused: no good as they came, or the store when they were written. */
  readonly refusedBy: Readonly<Record<Refuser, number>>;
  readonly written: number;
  /** Stored per second of `pace`, over the last ten. */
  readonly readingsPerSecond: number;
}

export type Refuser = "invalid" | "store";

/** Counts since the start, kept by the recorder. */
export interface RecorderTally {
  dropped: number;
  written: number;
  readonly refusedBy: Record<Refuser, number>;
}

export interface Observed extends Pick<RecorderState, "state" | "sinceMs" | "buffered" | "readingsPerSecond"> {
  readonly tally: RecorderTally;
  /** Why the last write failed; undefined when it did not. */
  readonly failure: string | undefined;
  readonly spool: SpoolState | undefined;
}

export function stateOf({ state, sinceMs, buffered, readingsPerSecond, tally, failure, spool }: Observed): RecorderState {
  const { refusedBy, ...counts } = tally;
  return {
    state,
    sinceMs,
    buffered,
    readingsPerSecond,
    detail: failure ?? (state === "degraded" ? degradedText(spool) : "every reading is stored"),
    ...counts,
    spooled: spool?.readings ?? 0,
    spoolBytes: spool?.bytes ?? 0,
    damaged: spool?.damaged ?? 0,
    spoolProblem: spool?.problem,
    refused: refusedBy.invalid + refusedBy.store,
    refusedBy: { ...refusedBy },
  };
}

function degradedText(spool: SpoolState | undefined): string {
  if (spool?.problem !== undefined) return spool.problem;
  return (spool?.readings ?? 0) > 0 ? "readings of the spool are being stored" : "readings arrive faster than they can be stored";
}
