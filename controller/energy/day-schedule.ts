/**
 * What the calendars gave the lights on a local day, midnight to midnight: the end of the night before, until noon, and its own night.
 * With floors and without demand and overrides, as the nodes would have it from their programmes alone.
 */
import type { Config } from "#config/schema";
import { darkTimes, withFloor } from "../decide/darkness.ts";
import { addDays, localToUtcMs } from "../decide/local-time.ts";
import { planNights, stepIndexAt } from "../decide/profile.ts";
import type { Place } from "../decide/sun.ts";
import type { Schedule, Schedules } from "../design/schedules.ts";
import type { Geometry } from "../fleet/geometry.ts";
import { floorsOf, placeOf } from "../plans.ts";
import type { DaySchedule, LevelSteps } from "./accounts.ts";

export interface DayDesigns {
  /** What was in force in the night that ends on the day, and in its own; the same object when nothing was published between. */
  readonly morning: Schedules;
  readonly evening: Schedules;
}

/** The schedule of a local day (yyyy-mm-dd). Lights of the same calendars, place and floors share a shape; rows as in `geometry`. */
export function dayScheduleOf({ morning, evening }: DayDesigns, geometry: Geometry, config: Pick<Config, "timeZone" | "floors">, day: string): DaySchedule {
  const floors = { morning: floorsOf(config, morning.designs.sections.body), evening: floorsOf(config, evening.designs.sections.body) };
  const shapes: LevelSteps[] = [];
  const known = new Map<string, number>();
  const keyOf = keys();
  const shapeOf = Int32Array.from(geometry.lights, (light, row) => {
    const halves = [
      { schedule: morning.of(row), floorPct: floors.morning(light) },
      { schedule: evening.of(row), floorPct: floors.evening(light) },
    ] as const;
    const key = `${geometry.groupOf[row]}|${halves.map(({ schedule, floorPct }) => `${keyOf(schedule)}/${floorPct}`).join("|")}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const index = shapes.push(shapeOfDay(halves, placeOf(geometry, row), config.timeZone, day)) - 1;
    known.set(key, index);
    return index;
  });
  return { shapes, shapeOf };
}

interface Half {
  readonly schedule: Schedule;
  readonly floorPct: number;
}

/** The first level holds from midnight. */
function shapeOfDay([before, own]: readonly [Half, Half], place: Place, zone: string, day: string): LevelSteps {
  const noonMs = localToUtcMs(day, "12:00", zone);
  const steps = [
    ...stepsBetween(before, place, zone, { day: addDays(day, -1), fromMs: localToUtcMs(day, "00:00", zone), toMs: noonMs }),
    ...stepsBetween(own, place, zone, { day, fromMs: noonMs, toMs: localToUtcMs(addDays(day, 1), "00:00", zone) }),
  ];
  const changes = steps.filter(({ levelPct }, index) => levelPct !== steps[index - 1]?.levelPct);
  return { atMs: Float64Array.from(changes, ({ atMs }) => atMs), levelPct: Float64Array.from(changes, ({ levelPct }) => levelPct) };
}

/** Part of a lighting day. */
interface Part {
  readonly day: string;
  readonly fromMs: number;
  readonly toMs: number;
}

function stepsBetween({ schedule, floorPct }: Half, place: Place, zone: string, { day, fromMs, toMs }: Part): { atMs: number; levelPct: number }[] {
  const span = { fromDay: day, nights: 1 };
  const plan = planNights(schedule.profileOn, place, zone, span);
  const held = floorPct > 0 ? withFloor(plan, darkTimes(place, zone, span), floorPct) : plan;
  const first = { atMs: fromMs, levelPct: held.steps[stepIndexAt(held, fromMs)]?.levelPct ?? 0 };
  return [first, ...held.steps.filter(({ atMs }) => atMs > fromMs && atMs < toMs).map(({ atMs, levelPct }) => ({ atMs, levelPct }))];
}

/** A number for each schedule: those of two sets of designs may have the same key and say different things. */
function keys(): (schedule: Schedule) => number {
  const numbers = new Map<Schedule, number>();
  return (schedule) => {
    const number = numbers.get(schedule) ?? numbers.size;
    numbers.set(schedule, number);
    return number;
  };
}
