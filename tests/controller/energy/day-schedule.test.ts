import { expect, test } from "vitest";
import { loadConfig } from "#config/load";
import { addDays, localToUtcMs } from "#controller/decide/local-time";
import { DesignBook } from "#controller/design/design-book";
import { Schedules } from "#controller/design/schedules";
import type { DaySchedule } from "#controller/energy/accounts";
import { dayScheduleOf } from "#controller/energy/day-schedule";
import { buildGeometry } from "#controller/fleet/geometry";
import { openMemoryRegistry } from "#controller/registry/memory";
import { scheduledPct } from "../../system/schedule.ts";
import { light } from "../decide/findings-town.ts";

const zone = "Europe/London";
const minuteMs = 60_000;
const config = loadConfig({ overrides: { authority: { id: "testburgh", name: "Testburgh" } } });
const place = { lat: 55.95, lon: -3.19 };
const geometry = buildGeometry([
  light("l0"),
  light("l1"),
  light("l2", { regime: "Dusk-Dawn" }),
  // In a road section that is never below 60 %.
  light("l3", { street: "Underpass" }),
]);
const rowOf = (id: string): number => geometry.rowOfLight.get(id) ?? -1;

async function schedulesOf(bodies: readonly (readonly [kind: "sections" | "profile", id: string, body: unknown])[]): Promise<Schedules> {
  const registry = openMemoryRegistry();
  for (const [kind, id, body] of bodies)
    await registry.publishDesign({ kind, id, body, author: "Ailsa", atMs: 1_000, reason: "for the test", rolledBackTo: undefined });
  return new Schedules((await DesignBook.load(registry, config, () => {})).inForce(), geometry.lights);
}

const underpass = { sections: [{ name: "Underpass", streets: ["Underpass"], designClass: "P3", floorClass: "P5", neverBelowPct: 60 }] };
const levelAt = ({ shapes, shapeOf }: DaySchedule, id: string, atMs: number): number | undefined => {
  const shape = shapes[shapeOf[rowOf(id)] ?? -1];
  return shape?.levelPct[shape.atMs.findLastIndex((since) => since <= atMs)];
};

test.each(["2026-11-21", "2026-06-21", "2026-03-29", "2026-10-25"])("%s is what the regimes say, by an independent sun, minute by minute", async (day) => {
  const schedules = await schedulesOf([]);
  const schedule = dayScheduleOf({ morning: schedules, evening: schedules }, geometry, config, day);
  const [fromMs, toMs] = [localToUtcMs(day, "00:00", zone), localToUtcMs(addDays(day, 1), "00:00", zone)];
  const wrong: string[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += minuteMs) {
    for (const [id, regime] of [
      ["l0", "35/18"],
      ["l2", "Dusk-Dawn"],
    ] as const) {
      const right = [atMs - minuteMs, atMs, atMs + minuteMs].map((each) => scheduledPct(regime, each, place));
      const found = levelAt(schedule, id, atMs);
      if (!right.some((each) => each === found)) wrong.push(`${new Date(atMs).toISOString()} ${id}: ${found}, expected ${right.join(" or ")}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("lights of the same calendar, place and floor share a shape that begins at midnight", async () => {
  const schedules = await schedulesOf([]);
  const { shapes, shapeOf } = dayScheduleOf({ morning: schedules, evening: schedules }, geometry, config, "2026-11-21");
  expect(shapeOf[rowOf("l0")]).toBe(shapeOf[rowOf("l1")]);
  expect(shapes).toHaveLength(2);
  for (const { atMs } of shapes) expect(atMs[0]).toBe(localToUtcMs("2026-11-21", "00:00", zone));
});

test("a section's floor is in it while it is dark", async () => {
  const schedules = await schedulesOf([["sections", "all", underpass]]);
  const schedule = dayScheduleOf({ morning: schedules, evening: schedules }, geometry, config, "2026-11-21");
  const at = (time: string): number => localToUtcMs("2026-11-21", time, zone);
  expect(["02:00", "06:00", "12:00", "18:00", "23:00"].map((time) => levelAt(schedule, "l3", at(time)))).toEqual([60, 75, 0, 100, 75]);
  expect(levelAt(schedule, "l0", at("02:00"))).toBe(50);
});

test("what is published at noon is in the evening, and not in the morning before it", async () => {
  const morning = await schedulesOf([]);
  const dim = {
    name: "Dim",
    steps: [
      { at: { time: "17:00" }, levelPct: 20 },
      { at: { time: "07:00" }, levelPct: 0 },
    ],
  };
  const evening = await schedulesOf([["profile", "part-night-35-18", dim]]);
  const schedule = dayScheduleOf({ morning, evening }, geometry, config, "2026-11-21");
  const at = (time: string): number => localToUtcMs("2026-11-21", time, zone);
  expect(["02:00", "06:00", "13:00", "18:00"].map((time) => levelAt(schedule, "l0", at(time)))).toEqual([50, 75, 0, 20]);
});
