/**
 * The programmes in force: one for each distinct (calendar, place, floor), shared by the lights it serves. A light's calendar is its
 * group's, its place the middle of its (area, regime), rounded to about 2 km, which moves the sun by less than 5 s.
 */
import type { Config } from "#config/schema";
import type { Sections } from "#contract/design";
import { isDark } from "./decide/darkness.ts";
import { fittedLights } from "./decide/lamp.ts";
import { levelAt, type PlannedStep } from "./decide/profile.ts";
import { type CompiledProgramme, compileProgramme, isDue } from "./decide/programme.ts";
import { sunAltitudeDeg } from "./decide/sun.ts";
import type { DesignsInForce } from "./design/in-force.ts";
import { type Schedule, Schedules } from "./design/schedules.ts";
import type { Geometry } from "./fleet/geometry.ts";

/** Degrees of latitude to which a place is rounded. */
const placeDeg = 0.02;

export interface Plan {
  readonly schedule: Schedule;
  readonly lat: number;
  readonly lon: number;
  readonly floorPct: number;
  programme: CompiledProgramme;
  /** As of the last `startTick`. */
  levelPct: number;
  dark: boolean;
  /** What the node's programme gives: the plan's level, or the floor while it is dark. */
  heldPct: number;
  /** When the level next changes by plan. */
  untilMs: number;
  /** The sun is high enough that lit lights are plainly visible waste: 2° above where they switch. */
  daylight: boolean;
}

export class Plans {
  readonly #config: Pick<Config, "timeZone" | "floors">;
  readonly #geometry: Geometry;
  #schedules: Schedules;
  /** The types that the lights have the figures of. */
  #luminaires: DesignsInForce["luminaires"] | undefined;
  #plans: readonly Plan[] = [];
  /** Index into #plans by row. */
  #planOf: Uint32Array = new Uint32Array();

  constructor(config: Pick<Config, "timeZone" | "floors">, geometry: Geometry, designs: DesignsInForce, nowMs: number) {
    this.#config = config;
    this.#geometry = geometry;
    this.#schedules = new Schedules(designs, geometry.lights);
    this.replace(designs, nowMs);
  }

  /** The tree of groups and the calendar of each light, as in force. */
  get schedules(): Schedules {
    return this.#schedules;
  }

  all(): readonly Plan[] {
    return this.#plans;
  }

  of(row: number): Plan | undefined {
    return this.#plans[this.#planOf[row] ?? 0];
  }

  /** Puts other designs in force. A programme that says the same for its nights stays as it is, so that its nodes need not be told. */
  replace(designs: DesignsInForce, nowMs: number): void {
    if (designs.luminaires !== this.#luminaires) this.#geometry.lights = fittedLights(this.#geometry.stored, designs.luminaires.body);
    this.#luminaires = designs.luminaires;
    if (designs !== this.#schedules.designs) this.#schedules = new Schedules(designs, this.#geometry.lights);
    const before = new Map(this.#plans.map((plan) => [keyOf(plan), plan.programme]));
    const plans = new Map<string, { readonly plan: Plan; readonly index: number }>();
    const indexOf = (base: PlanBase): number => {
      const key = keyOf(base);
      const known = plans.get(key) ?? { plan: this.#plan(base, before.get(key), nowMs), index: plans.size };
      plans.set(key, known);
      return known.index;
    };
    this.#planOf = this.#perLight(designs, indexOf);
    this.#plans = [...plans.values()].map(({ plan }) => plan);
    this.startTick(nowMs);
  }

  /** Brings every plan to `nowMs`: extends what runs short, finds the level in force. */
  startTick(nowMs: number): void {
    for (const plan of this.#plans) {
      if (isDue(plan.programme, nowMs)) plan.programme = this.#compile(plan, nowMs);
      const now = levelAt(plan.programme.plan, nowMs);
      plan.levelPct = now.levelPct;
      plan.dark = isDark(plan.programme.dark, nowMs);
      plan.heldPct = plan.dark ? Math.max(plan.levelPct, plan.floorPct) : plan.levelPct;
      plan.untilMs = now.untilMs ?? plan.programme.endsAtMs;
      plan.daylight = sunAltitudeDeg(nowMs, plan.lat, plan.lon) > -1;
    }
  }

  /** The index of each light's plan, asked once for all lights of the same calendar, group and floor. */
  #perLight(designs: DesignsInForce, indexOf: (base: PlanBase) => number): Uint32Array {
    const { lights, groupOf } = this.#geometry;
    const floorOf = floorsOf(this.#config, designs.sections.body);
    const known = new Map<Schedule, Map<number, number>>();
    return Uint32Array.from(lights, (light, row) => {
      const schedule = this.#schedules.of(row);
      const floorPct = floorOf(light);
      const ofSchedule = known.get(schedule) ?? new Map<number, number>();
      known.set(schedule, ofSchedule);
      // A floor is at most 100.
      const place = (groupOf[row] ?? 0) * 1_000 + floorPct;
      const index = ofSchedule.get(place) ?? indexOf({ schedule, ...placeOf(this.#geometry, row), floorPct });
      ofSchedule.set(place, index);
      return index;
    });
  }

  #plan(base: PlanBase, before: CompiledProgramme | undefined, nowMs: number): Plan {
    const programme = this.#unchanged(base, before, nowMs) ?? this.#compile(base, nowMs);
    return { ...base, programme, levelPct: 0, dark: false, heldPct: 0, untilMs: nowMs, daylight: false };
  }

  /** The same nights with the same levels as before, under the version the nodes hold, though with new words; undefined when they differ. */
  #unchanged(base: PlanBase, before: CompiledProgramme | undefined, nowMs: number): CompiledProgramme | undefined {
    if (before === undefined || isDue(before, nowMs)) return undefined;
    const again = this.#compile(base, before.startsAtMs);
    return again.version === before.version ? again : undefined;
  }

  #compile({ schedule, lat, lon, floorPct }: PlanBase, nowMs: number): CompiledProgramme {
    return compileProgramme({ profileOn: schedule.profileOn, place: { lat, lon }, zone: this.#config.timeZone, nowMs, floorPct });
  }
}

type PlanBase = Pick<Plan, "schedule" | "lat" | "lon" | "floorPct">;

const keyOf = ({ schedule, lat, lon, floorPct }: PlanBase): string => `${schedule.key}|${lat}|${lon}|${floorPct}`;

export const comingSteps = (plan: Plan, fromMs: number, toMs: number): PlannedStep[] =>
  plan.programme.plan.steps.filter((step) => step.atMs > fromMs && step.atMs <= toMs);

/** Where a light's sun is taken, degrees. */
export function placeOf({ groups, groupOf }: Geometry, row: number): { lat: number; lon: number } {
  const group = groups[groupOf[row] ?? 0];
  return { lat: roundTo(group?.lat ?? 0, placeDeg), lon: roundTo(group?.lon ?? 0, 2 * placeDeg) };
}

/** The level a light is never below while it is dark: the highest of the configuration's floors and of its road section's. */
export function floorsOf({ floors }: Pick<Config, "floors">, { sections }: Sections): (light: { readonly id: string; readonly street: string }) => number {
  const lights = new Map<string, number>();
  const streets = new Map<string, number>();
  const raise = (map: Map<string, number>, names: readonly string[], levelPct: number): void => {
    for (const name of names) map.set(name, Math.max(levelPct, map.get(name) ?? 0));
  };
  for (const floor of floors) {
    raise(lights, floor.lights, floor.levelPct);
    raise(streets, floor.streets, floor.levelPct);
  }
  for (const section of sections) raise(streets, section.streets, section.neverBelowPct ?? 0);
  return ({ id, street }) => Math.max(lights.get(id) ?? 0, streets.get(street) ?? 0);
}

const roundTo = (value: number, step: number): number => Number((Math.round(value / step) * step).toFixed(4));
