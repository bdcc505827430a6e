import { describe, expect, test } from "vitest";
import { Carbon, Tariffs } from "#contract/design";
import { localToUtcMs } from "#controller/decide/local-time";
import { type DayContext, dayFiguresOf } from "#controller/energy/day-figures";
import { lightDayOf } from "#controller/energy/half-hour";
import { halfHoursOf } from "#controller/energy/half-hours";
import { ratesOfDay } from "#controller/energy/rates";
import { type Change, hourMs, lamp35, rowsOf, trace, traceOf } from "./metered-node.ts";

const zone = "Europe/London";
const date = "2026-11-21";
const startsMs = halfHoursOf(date, zone);
const at = (time: string): number => localToUtcMs(date, time, zone);
const midnightMs = at("00:00");
const nextMs = midnightMs + 24 * hourMs;
const tariffs = Tariffs.parse({
  tariffs: [{ name: "T", from: "2026-01-01", pencePerKwh: 20, bands: [{ name: "Peak", pencePerKwh: 50, from: "16:00", to: "19:00" }] }],
});
const carbon = Carbon.parse({ factors: [{ from: "2026-01-01", source: "DESNZ", gramsPerKwh: 180 }] });

/** Dimmed by half until 08:00 and from 16:00, though it should be at full until 20:00. */
const changes: readonly Change[] = [
  [midnightMs - hourMs, 50],
  [at("08:00"), 0],
  [at("16:00"), 50],
];
const read = traceOf(lamp35, { changes, fromMs: midnightMs - hourMs, toMs: nextMs + hourMs, phaseMin: 4 });
const context: DayContext = {
  startsMs,
  toMs: nextMs,
  lit: [
    { fromMs: midnightMs, toMs: at("08:00") },
    { fromMs: at("16:00"), toMs: nextMs },
  ],
  rates: ratesOfDay(date, zone, tariffs, carbon),
  schedule: {
    atMs: Float64Array.of(midnightMs, at("08:00"), at("16:00"), at("20:00")),
    levelPct: Float64Array.of(50, 0, 100, 50),
  },
};
const figures = (over: Partial<DayContext> = {}, of = read) => {
  const full = { ...context, ...over };
  return dayFiguresOf(lamp35, lightDayOf(lamp35, of, startsMs, full.toMs), full);
};

test("energy, pence and grams as metered, as scheduled and at full output", () => {
  const standby = 8 * 0.4;
  const [metered, scheduled, full] = [16 * 18.5 + standby, 12 * 18.5 + 4 * 35 + standby, 16 * 35 + standby].map((wh) => wh / 1_000);
  expect(figures()).toEqual({
    meteredKwh: expect.closeTo(metered ?? 0, 6),
    calculatedKwh: expect.closeTo(metered ?? 0, 6),
    scheduledKwh: expect.closeTo(scheduled ?? 0, 6),
    fullKwh: expect.closeTo(full ?? 0, 6),
    meteredPence: expect.closeTo(20 * (metered ?? 0) + 30 * 3 * 0.0185, 6),
    scheduledPence: expect.closeTo(20 * (scheduled ?? 0) + 30 * 3 * 0.035, 6),
    fullPence: expect.closeTo(20 * (full ?? 0) + 30 * 3 * 0.035, 6),
    meteredGrams: expect.closeTo(180 * (metered ?? 0), 6),
    scheduledGrams: expect.closeTo(180 * (scheduled ?? 0), 6),
    fullGrams: expect.closeTo(180 * (full ?? 0), 6),
    burningMin: expect.closeTo(16 * 60, 6),
    estimatedMin: 0,
    readings: expect.any(Number),
  });
});

describe("what is not known is not a number", () => {
  test("without a tariff pence, without a factor grams", () => {
    const none = figures({ rates: ratesOfDay(date, zone, { tariffs: [] }, carbon) });
    expect(none.meteredPence).toBeNaN();
    expect(none.fullPence).toBeNaN();
    expect(none.meteredGrams).toBeGreaterThan(0);
    expect(figures({ rates: undefined }).meteredGrams).toBeNaN();
  });

  test("without a schedule all that is scheduled", () => {
    const { scheduledKwh, scheduledPence, scheduledGrams, fullKwh } = figures({ schedule: undefined });
    expect([scheduledKwh, scheduledPence, scheduledGrams]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(fullKwh).toBeGreaterThan(0);
  });
});

test("a day in progress counts all three until the same instant", () => {
  const { meteredKwh, scheduledKwh, fullKwh } = figures({ toMs: at("16:20") });
  const standby = 8 * 0.4;
  expect(meteredKwh).toBeCloseTo((8 * 18.5 + 18.5 / 3 + standby) / 1_000, 6);
  expect(scheduledKwh).toBeCloseTo((8 * 18.5 + 35 / 3 + standby) / 1_000, 6);
  expect(fullKwh).toBeCloseTo((8 * 35 + 35 / 3 + standby) / 1_000, 6);
});

test("a light first heard of at 20:00 has saved nothing before", () => {
  const late = trace(rowsOf(read).filter(([atMs]) => atMs >= at("20:00")));
  const { meteredKwh, scheduledKwh, fullKwh } = figures({}, late);
  expect(fullKwh).toBeCloseTo((4 * 35) / 1_000, 6);
  expect(scheduledKwh).toBeCloseTo((4 * 18.5) / 1_000, 6);
  expect(meteredKwh).toBeCloseTo((4 * 18.5) / 1_000, 2);
});
