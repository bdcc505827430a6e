import { expect, test } from "vitest";
import { DemoClock, ManualClock, SystemClock } from "#contract/clock";
import { reportLatency } from "#controller/latency";

const at = Date.parse("2026-11-21T18:00:00Z");

test("on a real clock a healthy report is a second and a half late at most", () => {
  const clock = new ManualClock(at);
  const latencyMs = reportLatency(clock, clock);
  clock.advance(3_600_000);
  expect(latencyMs()).toBe(1_500);
});

test("a demo clock's speed multiplies it, and after jumps their length is allowed for until the fleet has caught up", () => {
  const system = new SystemClock();
  const clock = new DemoClock({ systemMs: system.now(), shownMs: at, speed: 60 });
  const pace = new ManualClock(at);
  const latencyMs = reportLatency(clock, pace);
  const jump = (hours: number): void => clock.set({ systemMs: system.now(), shownMs: clock.now() + hours * 3_600_000, speed: clock.setting.speed });
  expect(latencyMs()).toBe(90_000);

  jump(6);
  pace.advance(5_000);
  jump(2);
  // Within what the clock may run while the test sets it.
  expect(latencyMs() / 3_600_000).toBeCloseTo(8 + 0.025, 1);
  pace.advance(20_000);
  expect(latencyMs()).toBe(90_000);

  clock.set({ systemMs: system.now(), shownMs: clock.now(), speed: 300 });
  expect(latencyMs()).toBe(450_000);
});
