/** What publishing would change: the lights whose planned nights become others, and from when. */
import type { Config, ProfileConfig } from "#config/schema";
import { addDays } from "../decide/local-time.ts";
import { floorsOf } from "../plans.ts";
import type { LightRecord } from "../registry/inventory.ts";
import type { Schedule, Schedules } from "./schedules.ts";

/** A calendar's rules come round within a year. */
const daysAhead = 366;

export interface Effect {
  readonly lights: number;
  /** The first lighting day on which any of them has another profile or floor. */
  readonly firstDay: string | undefined;
}

export interface EffectRequest {
  readonly before: Schedules;
  readonly after: Schedules;
  readonly lights: readonly LightRecord[];
  readonly config: Pick<Config, "floors">;
  readonly fromDay: string;
}

export function effectOf({ before, after, lights, config, fromDay }: EffectRequest): Effect {
  const days = Array.from({ length: daysAhead }, (_, index) => addDays(fromDay, index));
  const differs = differingProfiles();
  const firstDays = new Map<Schedule, Map<Schedule, string | undefined>>();
  const firstDayOf = (from: Schedule, to: Schedule): string | undefined => {
    const known = firstDays.get(from) ?? new Map<Schedule, string | undefined>();
    firstDays.set(from, known);
    if (!known.has(to)) {
      const first = days.find((day) => differs(from.profileOn(day).profile, to.profileOn(day).profile));
      known.set(to, first);
    }
    return known.get(to);
  };
  const [floorBefore, floorAfter] = [before, after].map(({ designs }) => floorsOf(config, designs.sections.body));
  let changed = 0;
  let firstDay: string | undefined;
  lights.forEach((light, row) => {
    const day = floorBefore?.(light) === floorAfter?.(light) ? firstDayOf(before.of(row), after.of(row)) : fromDay;
    if (day === undefined) return;
    changed += 1;
    if (firstDay === undefined || day < firstDay) firstDay = day;
  });
  return { lights: changed, firstDay };
}

/** Whether two profiles give other levels, or let a photocell do so; what they are called does not count. Each pair is compared once. */
function differingProfiles(): (a: ProfileConfig, b: ProfileConfig) => boolean {
  const texts = new Map<ProfileConfig, string>();
  const textOf = (profile: ProfileConfig): string => {
    const text = texts.get(profile) ?? JSON.stringify([profile.fadeMs, profile.steps, profile.photocell]);
    texts.set(profile, text);
    return text;
  };
  return (a, b) => a !== b && textOf(a) !== textOf(b);
}
