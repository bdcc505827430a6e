/** What a design is checked against: the other designs, the lights, the sources; and what follows of them for who uses what. */
import type { DemandSourceConfig } from "#config/schema";
import type { Calendar, DesignBody, DesignKind, Finding, Groups, HolidaySet, Profile, Sections } from "#contract/design";
import type { LightRecord } from "../../registry/inventory.ts";
import { buildGroupTree, type GroupTree, regimeCalendar } from "../group-tree.ts";

interface Held<T> {
  readonly body: T;
}

/** The designs in force, or as they would be. */
export interface HeldDesigns {
  readonly profiles: ReadonlyMap<string, Held<Profile>>;
  readonly calendars: ReadonlyMap<string, Held<Calendar>>;
  readonly holidays: ReadonlyMap<string, Held<HolidaySet>>;
  readonly groups: Held<Groups>;
  readonly sections: Held<Sections>;
  /** Regime → profile id, for lights whose groups have no calendar; "*" for the rest. */
  readonly regimes: Readonly<Record<string, string>>;
}

export interface FindingContext {
  readonly designs: HeldDesigns;
  readonly lights: readonly LightRecord[];
  readonly sources: readonly DemandSourceConfig[];
  /** The level of the floor class of a street's section, %, of the sections as they would be; undefined for a street in none. */
  readonly floorPctOf: (street: string) => number | undefined;
  readonly zone: string;
  /** Today's lighting day, yyyy-mm-dd. */
  readonly today: string;
}

/** A design by kind, with its body. */
export type Checked = { readonly [K in DesignKind]: { readonly kind: K; readonly id: string; readonly body: DesignBody<K> } }[DesignKind];

/** The designs as they would be with one more published. */
export function withDesign(designs: HeldDesigns, { kind, id, body }: Checked): HeldDesigns {
  switch (kind) {
    case "profile":
      return { ...designs, profiles: new Map([...designs.profiles, [id, { body }]]) };
    case "calendar":
      return { ...designs, calendars: new Map([...designs.calendars, [id, { body }]]) };
    case "holidays":
      return { ...designs, holidays: new Map([...designs.holidays, [id, { body }]]) };
    case "groups":
      return { ...designs, groups: { body } };
    case "sections":
      return { ...designs, sections: { body } };
    case "luminaires":
    case "demand-rule":
    case "tariffs":
    case "carbon":
    case "settlement":
      return designs;
  }
}

/** Who uses what. */
export interface Use {
  readonly tree: GroupTree;
  /** Those that some light has, with those of regimes. */
  readonly calendars: ReadonlyMap<string, Calendar>;
  readonly lightsOfCalendar: (calendar: string) => readonly LightRecord[];
  /** Lights of every calendar that names the profile. */
  readonly lightsOfProfile: (profile: string) => readonly LightRecord[];
}

export function useOf({ designs, lights }: Pick<FindingContext, "designs" | "lights">): Use {
  const tree = buildGroupTree(lights, designs.groups.body);
  const used = new Map<string, { readonly calendar: Calendar; readonly lights: LightRecord[] }>();
  lights.forEach((light, index) => {
    const { calendar: id } = tree.calendarOf(index);
    const known = used.get(id);
    if (known !== undefined) known.lights.push(light);
    else used.set(id, { calendar: designs.calendars.get(id)?.body ?? ofRegime(designs, light.regime), lights: [light] });
  });
  const names = (calendar: Calendar, profile: string): boolean => profilesIn(calendar).has(profile);
  return {
    tree,
    calendars: new Map([...used].map(([id, { calendar }]) => [id, calendar])),
    lightsOfCalendar: (calendar) => used.get(calendar)?.lights ?? [],
    lightsOfProfile: (profile) => [...used.values()].filter(({ calendar }) => names(calendar, profile)).flatMap((each) => each.lights),
  };
}

/** Ids of the profiles a calendar names. */
export const profilesIn = (calendar: Calendar): ReadonlySet<string> => new Set([calendar.defaultProfile, ...calendar.rules.map((rule) => rule.profile)]);

export const error = (field: string, text: string): Finding => ({ severity: "error", field, text });
export const warning = (field: string, text: string): Finding => ({ severity: "warning", field, text });

const ofRegime = ({ regimes }: HeldDesigns, regime: string): Calendar => regimeCalendar(regime, regimes[regime] ?? regimes["*"] ?? "");
