/** The designs that hold at one instant: what deciding, explaining and what-if ask for. Never changes once made. */
import type { Calendar, Carbon, DemandRule, Groups, HolidaySet, Luminaires, Profile, Sections, Settlement, Tariffs } from "#contract/design";

/** A body with the version it has; version 0 is the configuration's, before anyone published. */
export interface Versioned<T> {
  readonly id: string;
  readonly version: number;
  readonly body: T;
}

export interface DesignsInForce {
  /** Changes whenever anything in it does: two sets with equal stamps are equal. */
  readonly stamp: string;
  readonly profiles: ReadonlyMap<string, Versioned<Profile>>;
  readonly calendars: ReadonlyMap<string, Versioned<Calendar>>;
  readonly holidays: ReadonlyMap<string, Versioned<HolidaySet>>;
  readonly groups: Versioned<Groups>;
  readonly sections: Versioned<Sections>;
  readonly luminaires: Versioned<Luminaires>;
  readonly demandRules: readonly Versioned<DemandRule>[];
  readonly tariffs: Versioned<Tariffs>;
  readonly carbon: Versioned<Carbon>;
  readonly settlement: Versioned<Settlement>;
  /** The profile of a regime, for groups that no calendar was given to: regime → profile id; "*" for the rest. */
  readonly regimes: Readonly<Record<string, string>>;
}
