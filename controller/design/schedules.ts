/** Which calendar each light has, and so which profile each night: the designs in force laid over the tree of groups. */
import { stockProfiles } from "#config/profiles";
import type { Calendar } from "#contract/design";
import { calendarNights, type Holidays, holidaysOf, type KnownProfile, profileOn } from "../decide/calendar.ts";
import { buildGroupTree, type GroupTree, regimeCalendar } from "../decide/group-tree.ts";
import type { ProfileOn } from "../decide/profile.ts";
import type { LightRecord } from "../registry/inventory.ts";
import type { DesignsInForce } from "./in-force.ts";

/** A calendar with all that it needs: the same for every light that has it. */
export interface Schedule {
  /** Equal for the same calendar, whatever its version. */
  readonly key: string;
  readonly calendarId: string;
  /** 0 for the calendar a regime has until one is published. */
  readonly version: number;
  readonly calendar: Calendar;
  readonly profileOn: ProfileOn;
  /** Id of the profile of a lighting day. */
  readonly profileIdOn: (day: string) => string;
}

export class Schedules {
  readonly designs: DesignsInForce;
  readonly tree: GroupTree;
  readonly #lights: readonly LightRecord[];
  readonly #holidays: Holidays;
  readonly #profiles: ReadonlyMap<string, KnownProfile>;
  readonly #known = new Map<string, Schedule>();
  #counted: Map<Schedule, number> | undefined;

  constructor(designs: DesignsInForce, lights: readonly LightRecord[]) {
    this.designs = designs;
    this.#lights = lights;
    this.tree = buildGroupTree(lights, designs.groups.body);
    this.#holidays = holidaysOf([...designs.holidays].map(([id, { body }]) => [id, body] as const));
    this.#profiles = new Map<string, KnownProfile>([
      [missing, { profile: fullOutput }],
      ...[...designs.profiles].map(([id, { body, version }]) => [id, { profile: body, version }] as const),
    ]);
  }

  /** By row of the lights given. */
  of(row: number): Schedule {
    const given = this.tree.calendarOf(row);
    const regime = this.#lights[row]?.regime ?? "";
    const key = this.designs.calendars.has(given.calendar) ? given.calendar : `${given.calendar} ${regime}`;
    const known = this.#known.get(key) ?? this.#make(key, given.calendar, regime);
    this.#known.set(key, known);
    return known;
  }

  /** The calendars that lights have, each with how many. */
  counted(): ReadonlyMap<Schedule, number> {
    this.#counted ??= this.#lights.reduce((counts, _, row) => {
      const schedule = this.of(row);
      return counts.set(schedule, (counts.get(schedule) ?? 0) + 1);
    }, new Map<Schedule, number>());
    return this.#counted;
  }

  /** The calendar of an id as it would be laid over nights; undefined when nobody published it. */
  ofCalendar(id: string): Schedule | undefined {
    return this.designs.calendars.has(id) ? (this.#known.get(id) ?? this.#make(id, id, "")) : undefined;
  }

  #make(key: string, calendarId: string, regime: string): Schedule {
    const published = this.designs.calendars.get(calendarId);
    const { regimes } = this.designs;
    const calendar = this.#followable(published?.body ?? regimeCalendar(regime, regimes[regime] ?? regimes["*"] ?? missing));
    return {
      key,
      calendarId,
      version: published?.version ?? 0,
      calendar,
      profileOn: calendarNights({ calendar, profiles: this.#profiles, holidays: this.#holidays }),
      profileIdOn: (day) => profileOn(calendar, day, this.#holidays).profile,
    };
  }

  /** A profile can be missing when the configuration lost one that a published calendar names: then the street is lit. */
  #followable(calendar: Calendar): Calendar {
    const known = (id: string): string => (this.#profiles.has(id) ? id : missing);
    return { ...calendar, defaultProfile: known(calendar.defaultProfile), rules: calendar.rules.map((rule) => ({ ...rule, profile: known(rule.profile) })) };
  }
}

/** No id a person can give. */
const missing = "(missing)";
const { "dusk-dawn": lit } = stockProfiles;
const fullOutput = { name: "Lit from dusk to dawn, because the calendar's profile is missing", fadeMs: 10_000, steps: lit?.steps ?? [] };
