import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { localToUtcMs } from "#controller/decide/local-time";
import { lightDayOf } from "#controller/energy/half-hour";
import { halfHoursOf } from "#controller/energy/half-hours";
import { type Change, hourMs, lamp35, minuteMs, type Row, rowsOf, sum, trace, traceOf, trueMwh } from "./metered-node.ts";

const zone = "Europe/London";
const startsMs = halfHoursOf("2026-11-21", zone);
const midnightMs = startsMs[0] ?? 0;
const nextMs = midnightMs + 24 * hourMs;
const at = (time: string, day = "2026-11-21"): number => localToUtcMs(day, time, zone);

/** A node heard from two hours before midnight until an hour after the day. */
const heard = { fromMs: midnightMs - 2 * hourMs, toMs: nextMs + hourMs };
const night: readonly Change[] = [
  [heard.fromMs, 100],
  [at("00:10"), 50],
  [at("07:20"), 0],
  [at("16:05"), 100],
  [at("23:47"), 50],
];
const dayOf = (rows: readonly Row[], toMs = nextMs) => lightDayOf(lamp35, trace(rows), startsMs, toMs);
const whole = rowsOf(traceOf(lamp35, { changes: night, ...heard, phaseMin: 4 }));

describe("a day with nothing wrong", () => {
  const day = dayOf(whole);

  test("each half hour holds what was used in it, metered and calculated alike", () => {
    startsMs.forEach((startMs, index) => {
      const expected = trueMwh(lamp35, night, startMs, startMs + 30 * minuteMs);
      expect(day.meteredMwh[index], `half hour ${index}`).toBeCloseTo(expected, 4);
      expect(day.calculatedMwh[index], `half hour ${index}`).toBeCloseTo(expected, 4);
    });
  });

  test("level and burning time of a half hour in which the level changes", () => {
    expect(day.levelPct[0]).toBeCloseTo((10 * 100 + 20 * 50) / 30, 9);
    expect(day.burningMin[14]).toBeCloseTo(20, 9);
    expect(day.levelPct[14]).toBeCloseTo((20 * 50) / 30, 9);
    expect(sum(day.estimatedMin)).toBe(0);
    expect(day.readings).toBe(whole.filter(([atMs]) => atMs >= midnightMs && atMs < nextMs).length);
  });

  test("standby by day is counted", () => {
    expect(day.meteredMwh[24]).toBeCloseTo(200, 4);
    expect(day.burningMin[24]).toBe(0);
  });
});

test("the worked night: 369.33 Wh, and 11.667 Wh in the half hour from 17:00", () => {
  const changes: Change[] = [
    [at("17:10"), 100],
    [at("22:00"), 50],
    [at("05:40", "2026-11-22"), 100],
    [at("07:20", "2026-11-22"), 0],
  ];
  const dark = { ...lamp35, standbyW: 0 };
  const read = traceOf(dark, { changes: [[at("16:00"), 0], ...changes], fromMs: at("16:00"), toMs: at("12:00", "2026-11-22"), phaseMin: 7 });
  const starts = [...startsMs, ...halfHoursOf("2026-11-22", zone)];
  const { meteredMwh, calculatedMwh } = lightDayOf(dark, read, starts, at("12:00", "2026-11-22"));
  for (const column of [meteredMwh, calculatedMwh]) {
    expect((column[34] ?? 0) / 1_000).toBeCloseTo(11.667, 3);
    expect(sum(column) / 1_000).toBeCloseTo((4 + 5 / 6) * 35 + (7 + 2 / 3) * 18.5 + (1 + 2 / 3) * 35, 6);
    expect(Math.round(sum(column) / 10) / 100).toBe(369.33);
  }
});

test.each([
  ["2026-03-29", 46],
  ["2026-10-25", 50],
])("%s has %i half hours of standby", (day, count) => {
  const starts = halfHoursOf(day, zone);
  const fromMs = (starts[0] ?? 0) - hourMs;
  const toMs = (starts.at(-1) ?? 0) + 30 * minuteMs;
  const { meteredMwh } = lightDayOf(lamp35, traceOf(lamp35, { changes: [[fromMs, 0]], fromMs, toMs: toMs + hourMs, phaseMin: 3 }), starts, toMs);
  expect(meteredMwh).toHaveLength(count);
  for (const each of meteredMwh) expect(each).toBeCloseTo(200, 5);
});

describe("what is not known", () => {
  test("a day in progress is accounted up to the instant, the rest is nothing", () => {
    const untilMs = at("16:20");
    const day = dayOf(
      whole.filter(([atMs]) => atMs < untilMs),
      untilMs,
    );
    expect(sum(day.meteredMwh)).toBeCloseTo(trueMwh(lamp35, night, midnightMs, untilMs), 3);
    expect(day.burningMin[32]).toBeCloseTo(15, 9);
    expect(sum(day.meteredMwh.slice(33))).toBe(0);
    expect(sum(day.estimatedMin)).toBe(0);
  });

  test("time before the first report counts as nothing, and is told", () => {
    const day = dayOf(whole.filter(([atMs]) => atMs >= at("10:00")));
    expect(sum(day.meteredMwh.slice(0, 20))).toBe(0);
    expect(sum(day.estimatedMin)).toBe(10 * 60 + 4);
    expect(day.levelPct[3]).toBe(0);
  });

  test("a gap of five hours: the counter's sum is right, and the stretch is told as estimated", () => {
    const day = dayOf(whole.filter(([atMs]) => atMs < at("01:00") || atMs >= at("06:00")));
    expect(sum(day.meteredMwh)).toBeCloseTo(trueMwh(lamp35, night, midnightMs, nextMs), 3);
    expect(sum(day.estimatedMin)).toBeGreaterThan(5 * 60);
    expect(sum(day.estimatedMin)).toBeLessThan(5.5 * 60 + 1);
    expect(day.estimatedMin[20]).toBe(0);
  });

  test("one report lost makes nothing estimated", () => {
    const lost = whole.findIndex(([atMs]) => atMs > at("03:00"));
    expect(sum(dayOf(whole.toSpliced(lost, 1)).estimatedMin)).toBe(0);
  });

  test("a node that falls silent goes on at its level, estimated from when its next report was overdue", () => {
    const day = dayOf(whole.filter(([atMs]) => atMs < at("20:00")));
    expect(day.meteredMwh[46]).toBeCloseTo(17_500, 4);
    expect(sum(day.estimatedMin)).toBeGreaterThan(3 * 60 + 24);
    expect(sum(day.estimatedMin)).toBeLessThan(3 * 60 + 40);
  });

  test("a day between two readings is known by its counter; one after the last reading of a node is not", () => {
    const around = whole.filter(([atMs]) => atMs < midnightMs || atMs >= nextMs);
    expect(dayOf(around)).toMatchObject({ readings: 1 });
    expect(dayOf(around.filter(([atMs]) => atMs < midnightMs))).toMatchObject({ readings: 0 });
    expect(dayOf([])).toMatchObject({ readings: 0, meteredMwh: new Float64Array(48) });
  });

  test("two readings of one instant: what the counter rose between them is in its half hour", () => {
    const second = whole.findIndex(([atMs]) => atMs > at("19:00"));
    const shifted = whole.flatMap(([atMs, level, kwh], index): Row[] => {
      const more: Row = [atMs, level, kwh + 0.005];
      if (index === second) return [[atMs, level, kwh], more];
      return [index < second ? [atMs, level, kwh] : more];
    });
    const difference = dayOf(shifted).meteredMwh.map((each, index) => each - (dayOf(whole).meteredMwh[index] ?? 0));
    expect(difference[38]).toBeCloseTo(5_000, 3);
    expect(sum(difference)).toBeCloseTo(5_000, 3);
  });

  test("a late reading changes its own neighbourhood only", () => {
    const late = whole.findIndex(([atMs]) => atMs > at("19:00"));
    const [before, after] = [dayOf(whole.toSpliced(late, 1)), dayOf(whole)];
    const changed = startsMs.flatMap((_, index) => (Math.abs((before.meteredMwh[index] ?? 0) - (after.meteredMwh[index] ?? 0)) > 1e-6 ? [index] : []));
    for (const index of changed) expect(Math.abs(index - 38)).toBeLessThanOrEqual(1);
  });
});

describe("a node replaced at midnight", () => {
  test.each([
    ["lower", 2],
    ["higher", 2_400],
    ["new", 0],
  ])("by one with a %s counter: no spike, nothing negative, the day within a quarter of an hour of the truth", (_, counterKwh) => {
    const swapped = whole.map(([atMs, level, kwh]): Row => [atMs, level, atMs < midnightMs ? kwh : kwh - 500.06 + counterKwh]);
    const { meteredMwh } = dayOf(swapped);
    expect(Math.min(...meteredMwh)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...meteredMwh)).toBeLessThanOrEqual(17_500 + 1e-3);
    expect(Math.abs(sum(meteredMwh) - trueMwh(lamp35, night, midnightMs, nextMs))).toBeLessThan(35 * 250);
  });

  test("a counter that begins again in the night counts from 0", () => {
    const resetMs = at("20:02");
    const usedMwh = trueMwh(lamp35, night, heard.fromMs, resetMs);
    const reset = whole.map(([atMs, level, kwh]): Row => [atMs, level, atMs < resetMs ? kwh : kwh - 500 - usedMwh / 1_000_000]);
    const { meteredMwh } = dayOf(reset);
    // What was used between the last report and the reset is lost with the counter.
    const truth = trueMwh(lamp35, night, midnightMs, nextMs);
    expect(sum(meteredMwh)).toBeLessThanOrEqual(truth);
    expect(sum(meteredMwh)).toBeGreaterThan(truth - 35 * 250);
  });
});

/** Any node that works: levels that change when they like, and reports in a grid of its own. */
const runs = fc.record({
  phaseMin: fc.integer({ min: 0, max: 14 }),
  counterKwh: fc.double({ min: 0, max: 90_000, noNaN: true }),
  changes: fc
    .array(fc.tuple(fc.integer({ min: -60, max: 25 * 60 - 1 }), fc.constantFrom(0, 30, 50, 75, 100)), { maxLength: 12 })
    .map((steps): Change[] => [[heard.fromMs, 80], ...steps.sort(([a], [b]) => a - b).map(([min, level]): Change => [midnightMs + min * minuteMs, level])]),
});
const counterAt = (rows: readonly Row[], instantMs: number): number => {
  const after = rows.findIndex(([atMs]) => atMs >= instantMs);
  const [[aMs, , a], [bMs, , b]] = [rows[after - 1] ?? [0, 0, 0], rows[after] ?? [0, 0, 0]];
  return a + ((b - a) * (instantMs - aMs)) / (bMs - aMs);
};

test("whatever a node does, its half hours add up to what its counter rose over the day", () => {
  fc.assert(
    fc.property(runs, (run) => {
      const rows = rowsOf(traceOf(lamp35, { ...run, ...heard }));
      const roseMwh = (counterAt(rows, nextMs) - counterAt(rows, midnightMs)) * 1_000_000;
      // A counter of 90,000 kWh holds some millionths of a mWh.
      expect(sum(dayOf(rows).meteredMwh)).toBeCloseTo(roseMwh, 1);
    }),
    { seed: 4, numRuns: 200 },
  );
});

test("a day split at any instant adds up to the whole", () => {
  fc.assert(
    fc.property(runs, fc.integer({ min: 1, max: 24 * 60 * 60 - 1 }), (run, second) => {
      const read = traceOf(lamp35, { ...run, ...heard });
      const splitMs = midnightMs + second * 1_000;
      const all = lightDayOf(lamp35, read, startsMs, nextMs);
      const before = lightDayOf(lamp35, read, startsMs, splitMs);
      const after = lightDayOf(lamp35, read, [splitMs, ...startsMs.filter((startMs) => startMs > splitMs)], nextMs);
      for (const field of ["meteredMwh", "calculatedMwh", "burningMin", "estimatedMin"] as const)
        expect(sum(before[field]) + sum(after[field]), field).toBeCloseTo(sum(all[field]), 1);
    }),
    { seed: 5, numRuns: 200 },
  );
});
