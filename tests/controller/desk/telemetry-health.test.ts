import { expect, test } from "vitest";
import { telemetryAdvice } from "#controller/desk/health";
import type { RecorderState } from "#controller/telemetry/recorder-state";

const away: RecorderState = {
  state: "down",
  sinceMs: 0,
  detail: "the database is away",
  buffered: 500_000,
  spooled: 0,
  spoolBytes: 0,
  damaged: 0,
  spoolProblem: undefined,
  dropped: 0,
  refused: 0,
  refusedBy: { invalid: 0, store: 0 },
  written: 0,
  readingsPerSecond: 0,
};

const cases: readonly (readonly [string, Partial<RecorderState>, string])[] = [
  ["the store is away", {}, "500,000 readings wait in memory. History and energy may be behind."],
  ["readings are spooled", { spooled: 1_200_000 }, "500,000 readings wait in memory and 1,200,000 readings on disk. History and energy may be behind."],
  [
    "the disk is full",
    { dropped: 7_000, spoolProblem: "readings cannot be kept in data/spool: the disk is full: make room" },
    "500,000 readings wait in memory. 7,000 readings were dropped; the nodes' logs still hold them. No more fit on disk: readings cannot be kept in data/spool: the disk is full: make room. History and energy may be behind.",
  ],
  [
    "only the spool has a problem, which is told already",
    { state: "degraded", buffered: 0, detail: "the spool is full", spoolProblem: "the spool is full" },
    "0 readings wait in memory. History and energy may be behind.",
  ],
];

test.each(cases)("the page says what waits where and what to do when %s", (_, state, expected) => {
  expect(telemetryAdvice({ ...away, ...state })).toBe(`Lights do not depend on it. ${expected}`);
});
