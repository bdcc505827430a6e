import { expect, test } from "vitest";
import { wallTimeMs } from "../../web/design/wall-time.ts";
import { localTime } from "../../web/format.ts";

const london = localTime("Europe/London");

test.each([
  ["2026-11-21", "22:00", "2026-11-21T22:00:00Z"],
  ["2026-06-21", "22:00", "2026-06-21T21:00:00Z"],
  // Twice that night: the first.
  ["2026-10-25", "01:30", "2026-10-25T00:30:00Z"],
  ["2026-10-25", "02:30", "2026-10-25T02:30:00Z"],
  // Skipped: as long after the gap.
  ["2026-03-29", "01:30", "2026-03-29T01:30:00Z"],
  ["2026-03-29", "02:30", "2026-03-29T01:30:00Z"],
])("%s %s in London is %s", (date, time, instant) => {
  expect(wallTimeMs(date, time, london)).toBe(Date.parse(instant));
});

test("in a zone half an hour off, and for what is no time", () => {
  expect(wallTimeMs("2026-11-21", "22:00", localTime("Asia/Kolkata"))).toBe(Date.parse("2026-11-21T16:30:00Z"));
  expect(wallTimeMs("2026-02-30", "22:00", london)).toBeUndefined();
  expect(wallTimeMs("2026-02-20", "24:00", london)).toBeUndefined();
});
