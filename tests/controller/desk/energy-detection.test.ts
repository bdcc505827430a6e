/** How much of the night demand had lifted the lights, from readings that were recorded. */
import { expect, test } from "vitest";
import { detectionIn, joined, overlapMs } from "#controller/desk/energy/detection";
import { energyTown } from "./energy-town.ts";

const span = (fromMs: number, toMs: number) => ({ fromMs, toMs });
const section = { name: "High Street", streets: ["High Street"], designClass: "P3", floorClass: "P5", designMargin: 1 } as const;

test("time that overlaps counts once", () => {
  expect(joined([span(5, 9), span(0, 4), span(3, 5), span(20, 30)])).toEqual([span(0, 9), span(20, 30)]);
  expect(overlapMs([span(0, 10), span(20, 30)], [span(5, 22), span(29, 40)])).toBe(5 + 2 + 1);
  expect(overlapMs([], [span(0, 1)])).toBe(0);
});

test("a counter that lifts a street for 30 minutes of the evening; a street that no rule reaches has no figure", async () => {
  const rules = [{ groups: ["old-town"], from: 10, levelPct: 100, holdS: 1_800 }];
  const counter = { id: "bridge", name: "North Bridge", kind: "cycles", lat: 55.95, lon: -3.19, intervalS: 600, min: 0, max: 1_000, rules } as const;
  const town = await energyTown({ demand: [{ ...counter, rules: [...rules] }] });
  town.controller.applyDemand({ source: "bridge", at: new Date(town.clock.now()).toISOString(), value: 50 });
  town.clock.advance(2 * 3_600_000);
  const signal = new AbortController().signal;
  const detectionPct = await detectionIn(town.controller, { from: "2026-11-21", to: "2026-11-21" }, signal);
  // 18:00 to 18:30; the local day was dark from midnight to 08:06 and from 15:53 until now, 20:00.
  expect(detectionPct({ ...section, streets: [...section.streets] }, [town.rowOf("l-1")])).toBeCloseTo((100 * 0.5) / (8.1 + 4.1), 0);
  expect(detectionPct({ ...section, streets: [...section.streets] }, [town.rowOf("l-3")])).toBeUndefined();
});
