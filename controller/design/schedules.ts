/** Which calendar each light has, and so which profile each night: the designs in force laid over the tree of groups. */
import { stockProfiles } from "#config/profiles";
import type { Calendar } from "#contract/design";
import { calendarNights, type Holidays, holidaysOf, type KnownProfile, profileOn } from "../decide/calendar.ts";
import { buildGroupTree, type GroupTree, regimeCalendar, type TreeGroup } from "../decide/group-tree.ts";
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
  readonly #byRow: readonly Schedule[];
  readonly #holidays: Holidays;
  readonly #profiles: ReadonlyMap<string, KnownProfile>;
  readonly #known = new Map<string, Schedule>();
  #counted: Map<Schedule, number> | undefined;

  constructor(designs: DesignsInForce, lights: readonly LightRecord[]) {
    this.designs = designs;
    this.tree = buildGroupTree(lights, designs.groups.body);
    this.#holidays = holidaysOf([...designs.holidays].map(([id, { body }]) => [id, body] as const));
    this.#profiles = new Map<string, KnownProfile>([
      [missing, { profile: fullOutput }],
      ...[...designs.profiles].map(([id, { body, version }]) => [id, { profile: body, version }] as const),
    ]);
    this.#byRow = this.#forLights(lights);
  }

  /** By row of the lights given; throws RangeError for a row that is none. */
  of(row: number): Schedule {
    const found = this.#byRow[row];
    if (found === undefined) throw new RangeError(`there is no light at row ${row} of ${this.#byRow.length}`);
    return found;
  }

  /** The calendars that lights have, each with how many. */
  counted(): ReadonlyMap<Schedule, number> {
    this.#counted ??= this.#byRow.reduce((counts, schedule) => counts.set(schedule, (counts.get(schedule) ?? 0) + 1), new Map<Schedule, number>());
    return this.#counted;
  }

  /** The calendar of an id as it would be laid over nights; undefined when nobody published it. */
  ofCalendar(id: string): Schedule | undefined {
    return this.designs.calendars.has(id) ? (this.#known.get(id) ?? this.#make(id, id, "")) : undefined;
  }

  /** Lights of one leaf and one regime have one calendar: it is looked up once for all of them. */
  #forLights(lights: readonly LightRecord[]): Schedule[] {
    const byLeaf = new Map<TreeGroup, Map<string, Schedule>>();
    return lights.map(({ regime }, row) => {
      const leaf = this.tree.leafOf(row);
      const byRegime = byLeaf.get(leaf) ?? new Map<string, Schedule>();
      byLeaf.set(leaf, byRegime);
      const found = byRegime.get(regime) ?? this.#find(this.tree.calendarOf(row).calendar, regime);
      byRegime.set(regime, found);
      return found;
    });
  }

  #find(calendar: string, regime: string): Schedule {
    const key = this.designs.calendars.has(calendar) ? calendar : `${calendar} ${regime}`;
    const found = this.#known.get(key) ?? this.#make(key, calendar, regime);
    this.#known.set(key, found);
    return found;
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
