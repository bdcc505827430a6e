import { getTasks, validate } from "node-cron";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { lastDue, nodeCron } from "#controller/housekeeping/cron";
import { jobs } from "#controller/housekeeping/jobs";

const dayMs = 24 * 3_600_000;

/** A machine that stands in New York, so that its own time is not taken for UTC. */
let zone: string | undefined;
beforeEach(() => {
  zone = process.env.TZ;
  process.env.TZ = "America/New_York";
  expect(new Date(2026, 0, 1).getTimezoneOffset()).toBe(300);
});
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

test.each(jobs)("$name: node-cron knows the expression and goes by UTC", ({ cron }) => {
  expect(validate(cron)).toBe(true);
  const before = new Set(getTasks().keys());
  const cancel = nodeCron(() => {})(cron, async () => {});
  const task = [...getTasks().values()].find(({ id }) => !before.has(id));
  const next = task?.getNextRun();
  expect(lastDue(cron, next?.getTime() ?? 0)).toBe(next?.getTime());
  expect(task?.getStatus()).toBe("idle");
  cancel();
  expect(task?.getStatus()).toBe("destroyed");
});

test("names of jobs are different: the ledger knows them by their names", () => {
  expect(new Set(jobs.map(({ name }) => name)).size).toBe(jobs.length);
});

describe("on a system whose time is set by hand", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"], now: Date.parse("2026-03-07T00:00:00Z") }));
  afterEach(() => void vi.useRealTimers());

  test("acts at each instant in UTC with that instant, through a change to summer time, until cancelled", async () => {
    const acted: string[] = [];
    const cancel = nodeCron(() => {})("30 7 * * *", async (scheduledAtMs) => void acted.push(new Date(scheduledAtMs).toISOString()));
    await vi.advanceTimersByTimeAsync(3 * dayMs);
    // New York has no 02:30 on the 8th, which is 07:30 in UTC.
    expect(acted).toEqual(["2026-03-07T07:30:00.000Z", "2026-03-08T07:30:00.000Z", "2026-03-09T07:30:00.000Z"]);
    cancel();
    await vi.advanceTimersByTimeAsync(3 * dayMs);
    expect(acted).toHaveLength(3);
  });

  test("of the instants that a machine slept through, the last acts when it wakes", async () => {
    const acted: string[] = [];
    const lines: string[] = [];
    const cancel = nodeCron((line) => lines.push(line))("20 3 * * *", async (scheduledAtMs) => void acted.push(new Date(scheduledAtMs).toISOString()));
    vi.setSystemTime(Date.parse("2026-03-12T12:00:00Z"));
    await vi.advanceTimersByTimeAsync(dayMs);
    expect(acted).toEqual(["2026-03-12T03:20:00.000Z", "2026-03-13T03:20:00.000Z"]);
    expect(lines).toEqual([]);
    cancel();
  });

  test("an instant that comes while the one before is at work is passed over, and that is told", async () => {
    const acted: number[] = [];
    const lines: string[] = [];
    const cancel = nodeCron((line) => lines.push(line))("*/5 * * * *", (scheduledAtMs) => {
      acted.push(scheduledAtMs);
      return new Promise(() => {});
    });
    await vi.advanceTimersByTimeAsync(11 * 60_000);
    expect(acted).toHaveLength(1);
    expect(lines).toEqual([expect.stringMatching(/^housekeeping: .*overlap/)]);
    cancel();
  });
});

test.each([
  ["20 3 * * *", "2026-11-21T03:20:00Z", "2026-11-21T03:20:00Z"],
  ["20 3 * * *", "2026-11-21T03:19:59.999Z", "2026-11-20T03:20:00Z"],
  ["5,35 */6 * * *", "2026-11-21T00:04:00Z", "2026-11-20T18:35:00Z"],
  ["0 2 1 * *", "2026-11-21T12:00:00Z", "2026-11-01T02:00:00Z"],
  ["0 2 1 * *", "2027-01-01T01:00:00Z", "2026-12-01T02:00:00Z"],
  ["30 4 * * 1", "2026-11-21T12:00:00Z", "2026-11-16T04:30:00Z"],
  // The hours that summer time leaves out and repeats in New York are hours like all others.
  ["30 7 * * *", "2026-03-08T08:00:00Z", "2026-03-08T07:30:00Z"],
  ["0 3 31 12 *", "2026-11-21T12:00:00Z", "2025-12-31T03:00:00Z"],
])("%s was last due, as of %s, at %s", (cron, now, due) => {
  expect(lastDue(cron, Date.parse(now))).toBe(Date.parse(due));
});

test("what was not due for a year was not missed, and asking leaves no task behind", () => {
  const before = getTasks().size;
  expect(lastDue("0 3 29 2 *", Date.parse("2026-11-21T12:00:00Z"))).toBeUndefined();
  expect(getTasks().size).toBe(before);
});
