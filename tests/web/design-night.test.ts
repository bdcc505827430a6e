import { expect, test } from "vitest";
import { fullOutputHours, nightShape } from "../../web/design/night-shape.ts";

const night = (steps: readonly (readonly [at: string, levelPct: number, fadeMs: number])[]) => ({
  from: "2026-11-21T12:00:00Z",
  to: "2026-11-22T12:00:00Z",
  steps: steps.map(([at, levelPct, fadeMs]) => ({ at, levelPct, fadeMs, text: "" })),
});

test("the line is dark from noon, slopes where it fades, and ends at noon", () => {
  const corners = nightShape(
    night([
      ["2026-11-21T16:00:00Z", 100, 0],
      ["2026-11-22T00:00:00Z", 50, 600_000],
      ["2026-11-22T08:00:00Z", 0, 0],
    ]),
  );
  const at = (time: string): number => Date.parse(`2026-11-${time}:00Z`);
  expect(corners.map(({ atMs, levelPct }) => [atMs, levelPct])).toEqual([
    [at("21T12:00"), 0],
    [at("21T16:00"), 0],
    [at("21T16:00"), 100],
    [at("22T00:00"), 100],
    [at("22T00:10"), 50],
    [at("22T08:00"), 50],
    [at("22T08:00"), 0],
    [at("22T12:00"), 0],
  ]);
  // 8 h at 100 %, 10 min of fading from 100 to 50 %, 7 h 50 min at 50 %.
  expect(fullOutputHours(corners)).toBeCloseTo(8 + 0.75 / 6 + 0.5 * (7 + 50 / 60), 6);
});

test("a fade is cut by the step after it", () => {
  const corners = nightShape(
    night([
      ["2026-11-21T16:00:00Z", 100, 600_000],
      ["2026-11-21T16:01:00Z", 0, 0],
    ]),
  );
  expect(corners.every(({ atMs }, i) => i === 0 || atMs >= (corners[i - 1]?.atMs ?? 0))).toBe(true);
});

test("without a step the night is dark", () => {
  expect(fullOutputHours(nightShape(night([])))).toBe(0);
});
