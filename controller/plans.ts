/**
 * The programmes in force: one for each distinct (profile, place, floor), shared by the lights it serves. A light's plan is its
 * group's profile at the group's place; places are rounded to about 2 km, which moves the sun by less than 5 s.
 */
import type { Config, ProfileConfig } from "#config/schema";
import { isDark } from "./decide/darkness.ts";
import { always, levelAt, type PlannedStep } from "./decide/profile.ts";
import { type CompiledProgramme, compileProgramme, isDue } from "./decide/programme.ts";
import { sunAltitudeDeg } from "./decide/sun.ts";
import type { Geometry } from "./fleet/geometry.ts";

/** Degrees of latitude to which a place is rounded. */
const placeDeg = 0.02;

export interface Plan {
  readonly profileId: string;
  readonly profile: ProfileConfig;
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
  readonly #plans: Plan[] = [];
  /** Index into #plans by row. */
  readonly #planOf: Uint16Array;
  readonly #timeZone: string;

  constructor(config: Config, geometry: Geometry, nowMs: number) {
    this.#timeZone = config.timeZone;
    this.#planOf = new Uint16Array(geometry.lights.length);
    const floors = floorsOf(config);
    const known = new Map<string, number>();
    geometry.lights.forEach((light, row) => {
      const group = geometry.groups[geometry.groupOf[row] ?? 0];
      if (!group) return;
      const profileId = profileOf(config, group.regime);
      const floorPct = Math.max(floors.lights.get(light.id) ?? 0, floors.streets.get(light.street) ?? 0);
      const place = { lat: roundTo(group.lat, placeDeg), lon: roundTo(group.lon, 2 * placeDeg) };
      const key = `${profileId}|${place.lat}|${place.lon}|${floorPct}`;
      const index = known.get(key) ?? this.#add(config, profileId, place, floorPct, nowMs);
      known.set(key, index);
      this.#planOf[row] = index;
    });
    this.startTick(nowMs);
  }

  all(): readonly Plan[] {
    return this.#plans;
  }

  of(row: number): Plan | undefined {
    return this.#plans[this.#planOf[row] ?? 0];
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

  #add(config: Config, profileId: string, place: { lat: number; lon: number }, floorPct: number, nowMs: number): number {
    const profile = config.profiles[profileId];
    if (!profile) throw new RangeError(`no profile ${profileId}: config/load.ts checks this before anything starts`);
    const base = { profileId, profile, ...place, floorPct };
    this.#plans.push({ ...base, programme: this.#compile(base, nowMs), levelPct: 0, dark: false, heldPct: 0, untilMs: nowMs, daylight: false });
    return this.#plans.length - 1;
  }

  #compile(plan: Pick<Plan, "profile" | "lat" | "lon" | "floorPct">, nowMs: number): CompiledProgramme {
    return compileProgramme({ profileOn: always(plan.profile), place: { lat: plan.lat, lon: plan.lon }, zone: this.#timeZone, nowMs, floorPct: plan.floorPct });
  }
}

/** The profile of a regime: its own entry, else that of "*". */
export function profileOf(config: Config, regime: string): string {
  return config.regimes[regime] ?? config.regimes["*"] ?? "";
}

export const comingSteps = (plan: Plan, fromMs: number, toMs: number): PlannedStep[] =>
  plan.programme.plan.steps.filter((step) => step.atMs > fromMs && step.atMs <= toMs);

function floorsOf(config: Config): { lights: Map<string, number>; streets: Map<string, number> } {
  const lights = new Map<string, number>();
  const streets = new Map<string, number>();
  for (const floor of config.floors) {
    for (const light of floor.lights) lights.set(light, Math.max(floor.levelPct, lights.get(light) ?? 0));
    for (const street of floor.streets) streets.set(street, Math.max(floor.levelPct, streets.get(street) ?? 0));
  }
  return { lights, streets };
}

const roundTo = (value: number, step: number): number => Number((Math.round(value / step) * step).toFixed(4));
